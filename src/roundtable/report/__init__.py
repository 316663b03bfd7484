"""The annual report: its sections, editions and formats."""
