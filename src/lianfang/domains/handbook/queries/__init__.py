"""Everything that reads the handbook: its entries on a day, and the search over them."""
