"""The room's door for other rooms."""
