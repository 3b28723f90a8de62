"""Plays a morning against an edge on this machine: people who ask, ask again, retry; bots, bad tokens, slow senders.

Bounded in rate, time, connections and memory; it refuses every address but this machine's own.
"""
