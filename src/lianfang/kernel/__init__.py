"""What every storey stands on: time, refusals, areas, actors, settings. Knows nothing of policy or the web."""
