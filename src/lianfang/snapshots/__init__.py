"""The read-only store that decisions are published to and the edge serves."""
