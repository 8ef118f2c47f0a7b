"""Enterprises as units, with their accounts."""
