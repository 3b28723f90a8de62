"""The handbook: what is in force, in words the front line can find in seconds.

Nouns:    Entry (a clause in force, or a question with its answer), Passage.
Verbs:    read, search.
Leans on: nobody; its entries come from the policy in force.
Leaned on by: the hotline, later.
"""
