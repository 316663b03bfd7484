"""Personal tokens: how a program does what its owner may do, for a while, and no more than it needs."""
