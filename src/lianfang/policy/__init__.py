"""What rules mean: packs, the expression language, and the engines that agree on it."""
