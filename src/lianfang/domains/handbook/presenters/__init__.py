"""Entries, drafts and previews turned into words, tones and lists."""
