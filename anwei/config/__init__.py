"""Config: putting it together.

Settings, addresses, navigation, panels, the command line. Holds no tables; knows every room.
"""
