"""Measures and rehearses the edge: an invented city to serve, a morning's crowd, and how fast one core answers."""
