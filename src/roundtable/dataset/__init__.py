"""Returns, observations and dashboards."""
