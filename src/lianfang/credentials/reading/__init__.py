"""Papers of other issuers, and our own codes: recognised by themselves, read step by step, told in words."""
