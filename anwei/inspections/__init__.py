"""Inspections: visits to sites.

Past visits only, for now: date, site, officers, kind, result. A visit points at the hazards
it found; the hazards know nothing of visits.
"""
