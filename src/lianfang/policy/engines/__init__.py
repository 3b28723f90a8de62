"""Engines that give the same meaning to the same frozen nodes: reference, duckdb, spark."""
