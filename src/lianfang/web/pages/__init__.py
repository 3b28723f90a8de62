"""The doors for people: one module a page."""
