"""Pages of the committee, one module per noun."""
