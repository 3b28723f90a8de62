"""Lianfang: one policy, everywhere at once.

Storeys, each over those it may call: cli · web, bench · decisions · policy · facts · kernel. ARCHITECTURE.md has the picture.
"""
