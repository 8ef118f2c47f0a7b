"""Pages: each does one read or one action, then answers."""
