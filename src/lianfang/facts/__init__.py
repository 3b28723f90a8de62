"""What is known: table schemas, readers of other people's files, the store the engines read."""
