"""The verbs of the command that need the site."""
