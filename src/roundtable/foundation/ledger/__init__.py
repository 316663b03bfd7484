"""Who did what to what, and when: one history for each partnership, in a chain that shows what is missing."""
