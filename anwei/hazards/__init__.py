"""Hazards: dangers that were found and must be put right.

Holds the register and its lifecycle: determination, plan, clocks, evidence, extension,
transfer, closure. Knows who answers for a site (responsibility); knows nothing of visits,
imports or meetings, which use it.
"""
