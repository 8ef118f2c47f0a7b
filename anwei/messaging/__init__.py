"""Messaging: telling people.

Notices are rows written with the move that causes them; digests and channels carry them out,
with a delivery log. Knows accounts and jobs.
"""
