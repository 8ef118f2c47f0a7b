"""Pages of lists: parts of the table, saved views, selections, exports."""
