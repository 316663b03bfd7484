"""What every wing stands on: partnerships, people, permissions, ledger, deadlines, requests, files, figures, the look."""
