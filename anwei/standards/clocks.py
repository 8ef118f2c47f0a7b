"""The clock engine: days counted by the calendar that a rule names. Plain Python, no Django."""
