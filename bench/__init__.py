"""Measurements of the figures this project wants to reach: `./dev bench` lists, runs and prints them.

One module per measurement; each runs in a process of its own (`inside`), on a database that
`databases` makes once and keeps. `report` writes docs/performance.md from what was measured.
"""
