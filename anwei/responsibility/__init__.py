"""Responsibility: who answers for what, on which day.

Enterprises, buildings, sites, the four lines with dates, rules with a dry run, gaps and
overlaps. Knows standards and accounts; knows nothing of hazards.
"""
