"""Situation: what is going on.

Reads only: figures by street, sector and unit, periods compared, and the page for office and
leader. Nothing below knows it.
"""
