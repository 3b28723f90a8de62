"""The room's pages: lists, one matter, what stands around them."""
