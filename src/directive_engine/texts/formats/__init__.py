"""Word, PDF and HTML files → their text, line by line, as a reader sees it."""
