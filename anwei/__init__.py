"""Anwei (安委): the operating system of a local work-safety committee.

One package, one folder per room; ARCHITECTURE.md tells which room is for what.
"""

__version__ = "0.1.0"
