"""The only writers of enterprises, sites and lines: one module per noun, one function per verb."""
