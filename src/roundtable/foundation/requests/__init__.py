"""Requests: asking an agency or a person for something by a date, reminding, extending and escalating."""
