"""The children in need census: its XML read as a stream into typed tables, and those mapped to lists."""
