"""The pages of the trail: /audit/.

The audit room lies below accounts and jobs, so it can neither ask who may see a page nor start a
job; its pages stand here, where everything is put together (docs/adr/0006). Reads, writes, forms
and templates are the audit room's.
"""
