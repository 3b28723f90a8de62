"""One module for each outside party: what the platform asks of it, and how it is reached."""
