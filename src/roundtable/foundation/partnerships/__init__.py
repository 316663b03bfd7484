"""Partnerships, the agencies round their tables, and the groups and seats that they sit in."""
