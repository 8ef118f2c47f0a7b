"""Reading ledgers as people keep them. Plain Python: no Django, no models, no clock.

`ledger.open_ledger(path)` guards, recognises and opens a file; `header` finds where the table
begins; `values` reads dates and numbers as they are typed; `mapping` proposes what a column is.
"""
