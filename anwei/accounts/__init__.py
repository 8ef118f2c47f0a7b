"""Accounts: who works where, and who may do what.

Units, posts and who holds them when, users, roles in code, the permission function, sign-in.
Knows the trail; knows nothing of the work that its permissions are about.
"""
