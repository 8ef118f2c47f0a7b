"""The only writers of visits and findings."""
