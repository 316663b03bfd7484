"""Data files of the Department for Education's Explore Education Statistics, read as comparators."""
