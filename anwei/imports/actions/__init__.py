"""The only writers of batches: one module per noun, one function per verb."""
