"""Files that agencies send, turned into lines that can be trusted or errors that a person can act on.

A library: it knows nothing of Django.
"""
