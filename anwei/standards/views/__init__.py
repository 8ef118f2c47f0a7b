"""Pages of standards: browsing the pack, and local clauses."""
