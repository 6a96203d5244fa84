"""How fast the engines are, against peers, and whether they agree."""
