"""Doors for people: the handbook for everyone, the drafts of the policy for its officers."""
