"""A directive's text → its clauses, and draft rules made of them."""
