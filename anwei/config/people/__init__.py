"""People as a list, like every other.

`accounts` lies below `lists`, so the two are put together here; what happens to an account stays in its room.
"""
