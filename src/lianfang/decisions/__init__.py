"""Facts times policy at a moment: evaluate, explain, replay, preview, places. Plain library calls, no Django."""
