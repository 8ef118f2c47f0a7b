"""Demo: the synthetic sample zone, seeded and reproducible, invented names only.

No room: it drives the rooms' own actions to fill an empty database, and nothing depends on it.
"""
