"""The fast reader: snapshot in, signed code out. No Django, no database, no engine; several processes on one port.

`serving` starts it, `app` is what Granian calls, `desk` answers people with a token, `counters` the public, `preparing`
(before the server starts, in a process of its own) turns a policy pack into the words the others read.
"""
