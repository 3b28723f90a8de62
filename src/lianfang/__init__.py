"""Lianfang: one policy, everywhere at once."""
