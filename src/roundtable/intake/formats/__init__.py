"""Formats of extracts as data: lists, columns, types, codes and the years that each version is for.

A version is a file `<format>/<version>.toml`. A later version may stand on an earlier one (`base`) and name only what
changed, so that a new year is a new file and no new code.
"""
