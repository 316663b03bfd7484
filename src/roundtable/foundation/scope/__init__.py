"""Who asks, what they may do, and the walls that hold when somebody forgets to ask."""
