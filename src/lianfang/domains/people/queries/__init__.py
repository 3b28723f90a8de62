"""Everything that reads the register. Only `commands.looking` calls what opens a sealed text for a reader."""
