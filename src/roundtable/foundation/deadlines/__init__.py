"""Deadlines: one engine for every clock, and what is due for whom."""
