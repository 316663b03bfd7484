"""People who sign in, and the roles that they are given."""
