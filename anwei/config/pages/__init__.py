"""Pages of rooms that lie below or beside `lists`, one folder each: the list every other room draws itself.

`accounts`, `audit`, `jobs` and `messaging` cannot import the component, so their lists are described
here, where everything is put together. What can be done to a row, and the templates, stay in the rooms.
A list has `lists.py` (what it shows to whom) and `views.py` (its page); the trail has all its pages here.
"""
