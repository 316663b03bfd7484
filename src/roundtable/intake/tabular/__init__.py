"""Lists that come as sheets or CSV files: found, recognised by their headings, and typed, a batch of rows at a time."""
