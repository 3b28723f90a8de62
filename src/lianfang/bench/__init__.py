"""How fast the engines are, measured fairly: the same files, the same machine, alternating rounds, answers compared."""
