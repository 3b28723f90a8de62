"""Lianfang: one policy, everywhere at once.

Storeys, each over those it may call: cli; web and bench; decisions; policy; facts; kernel. See ARCHITECTURE.md.
"""
