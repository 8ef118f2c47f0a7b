"""Pages: notices of one person, and the channels that carry them out."""
