"""Foundation: the few things that know no domain.

Base template, components, small scripts, code that every room may use. Knows nothing
of any other room and holds no tables.
"""
