"""What `lianfang policy check` looks at beyond reading: sense, cases, and both sides of every boundary."""
