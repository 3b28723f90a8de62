"""Background work: one queue in the operational store, put into by a change's own transaction, worked off by workers.

Nouns:    Item (a piece of work), Turn (when a duty comes round next).
Verbs:    enqueue, work off, retry, drop.
Leans on: audit.
Leaned on by: every room above that has something to do later.
"""
