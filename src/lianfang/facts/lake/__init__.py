"""The lake: every fact ever received, with its key, source, batch and moment, as Delta tables; and an index by person.

*Known at K* is, for each key, the last row received by K unless it was retracted. Nothing is edited: a correction, an
end and a retraction are rows that come later. One process writes at a time; any number read meanwhile.
"""
