"""The only writers of the committee: one module per noun, one function per verb."""
