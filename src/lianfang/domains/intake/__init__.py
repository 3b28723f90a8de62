"""Where facts come from: registered sources, what each may say, and every batch on its way to the lake.

Nouns:    Source, Batch.
Verbs:    register and close a source; give, hold, accept, refuse and retract a batch; deliver what waits.
Leans on: audit, work.
Leaned on by: rooms whose own doings are facts (`public.give_own`).
"""
