"""Everything that changes the register, and every look at a person that must be on record."""
