"""Reading a pack's files into the model, telling every fault at once."""
