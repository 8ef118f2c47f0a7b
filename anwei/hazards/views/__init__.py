"""Pages of the register: one read or one action each."""
