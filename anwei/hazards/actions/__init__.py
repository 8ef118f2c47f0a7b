"""The only writers of the register: one module per noun, one function per verb."""
