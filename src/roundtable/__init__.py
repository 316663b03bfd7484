"""Roundtable: what a multi-agency safeguarding children partnership runs on."""

__version__ = "0.1.0"
