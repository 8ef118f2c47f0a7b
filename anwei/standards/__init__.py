"""Standards: what the law and the locality say, as versioned data.

The jurisdiction pack (sectors, determination criteria, legal terms, calendars, presets), the
clock engine, clause suggestion and local entries. Knows documents and accounts.
"""
