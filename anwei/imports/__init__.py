"""Imports: data from elsewhere.

Reads ledgers, maps their headers, rehearses, commits in chunks, undoes a batch, and matches a
returning ledger. Writes only through the actions of the rooms concerned.
"""
