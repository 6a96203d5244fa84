"""Whatever leaves the program: documents and their formats."""
