"""Jobs: long and timed work.

A job is a row written in the transaction of the change that causes it; a worker holds it by
a lease, commits its cursor with every chunk, and can be stopped. Knows accounts only.
"""
