"""Audit: what happened, never changed.

Holds the trail (one entry per write, in the same transaction) and the seals that chain it.
Points at nobody: actor and subject are text, so every room may write to it.
"""
