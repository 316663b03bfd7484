"""Notices: the e-mails that leave the house, kept as they were written."""
