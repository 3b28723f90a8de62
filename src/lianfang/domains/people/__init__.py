"""The register of people with open matters, and of nobody else.

Nouns:    Person, Document, Matter (why somebody is here), Twin (two who may be one), Merge, Batch, Erasure.
Verbs:    register, correct, show; open and close a matter; merge, undo, tell apart; import; erase.
Leans on: audit, accounts, places.
Leaned on by: every room that has to do with a person by name.
"""
