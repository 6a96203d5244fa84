"""The text of directives: what it is apart from layout, and where its clauses stand."""
