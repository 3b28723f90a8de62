"""The room's door for people."""
