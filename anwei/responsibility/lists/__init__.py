"""The lists of this room: places, rules, proposals."""
