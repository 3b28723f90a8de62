"""Where things are: areas, compounds, venues, sites, checkpoints, hospitals; and the units that answer for them.

Nouns:    Place, Change (of a place), Duty (of a unit), Batch (a list on its way in).
Verbs:    open, rename, correct, close, reopen, merge; give and end a duty; stage, apply and drop a list.
Leans on: audit, accounts.
Leaned on by: people, casework and every room above: a thing lies somewhere, and somebody answers for it.
"""
