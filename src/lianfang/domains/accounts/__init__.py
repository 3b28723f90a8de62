"""Who is at the door: people, organisations and what each may do, where.

Nouns:    Account, RoleGrant, Session, Token, Binding (of a citizen to a person), Helping, BrokenGlass.
Verbs:    invite, join, sign in, move, leave; ask for a code; bind, help; break the glass; issue and revoke a token.
Leans on: audit.
Leaned on by: every room above.
"""
