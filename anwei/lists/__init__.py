"""Lists: every list looks and works alike.

The one table component: filters, quick search, columns, saved views, bulk actions, export.
Knows jobs and accounts; a room that has a list describes it to this room.
"""
