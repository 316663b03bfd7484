"""Figures that can be trusted: periods, values, rates, signals, charts and disclosure control.

A library: it knows nothing of Django, reads no database and keeps no state.
"""
