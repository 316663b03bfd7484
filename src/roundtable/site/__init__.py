"""Settings and addresses: the top of the house."""
