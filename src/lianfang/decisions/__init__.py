"""Facts times policy at a moment: evaluate, explain, replay, preview, places, zones. Plain library calls, no Django."""
