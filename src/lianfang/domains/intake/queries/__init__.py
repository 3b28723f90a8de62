"""Everything that reads sources and batches. Each says how many queries it makes."""
