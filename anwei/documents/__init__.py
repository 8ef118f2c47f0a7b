"""Documents: files, evidence and numbers.

Stores uploads with their hash and their pictures' facts, and hands out gap-explained numbers.
Knows accounts and jobs.
"""
