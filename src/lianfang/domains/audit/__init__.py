"""Who saw and did what, in a log whose editing is found.

Nouns:    Row (one act), Head (the signed end of a chain).
Verbs:    record, seal, verify, export.
Leans on: nobody. This room is the ground floor.
Leaned on by: every other room.
"""
