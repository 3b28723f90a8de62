"""Everything that reads places."""
