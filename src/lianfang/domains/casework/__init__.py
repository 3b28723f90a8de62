"""What tickets, disputes, findings, requests, directives and plans share: an owner, a deadline, a history.

Nouns:    Matter, Line (of its timeline), Attachment, Notice, SavedList, HolidayFeed; Kind (what a room above declares).
Verbs:    open, assign, hand over, move, note, attach, export; save a list; import holidays.
Leans on: audit, work, accounts, places.
Leaned on by: every room whose work has an owner and a deadline.
"""
