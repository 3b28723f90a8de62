"""Everything that changes places."""
