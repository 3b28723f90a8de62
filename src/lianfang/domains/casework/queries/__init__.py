"""Everything that reads matters and what stands around them. Each says how many queries it makes."""
