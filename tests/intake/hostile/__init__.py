"""Files made to break a reader, each built where a test wants it, and what must be said of them."""
