"""The read-only store that decisions are published to and the edge serves.

A folder holds one whole snapshot, an LMDB file, and a pointer that names it. `publish_whole` builds beside and switches
the pointer; `publish_changes` changes the whole in force in one transaction. `Reader` answers for one person, in any
number of processes, while either goes on. `shipping` carries a snapshot to other machines, as a file and as changes.
"""
