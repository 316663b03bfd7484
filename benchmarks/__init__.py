"""What the product costs, each time beside the obvious plain way of doing the same in the same run."""
