"""What each indicator counts in case lists: a file for each, and the codes and holidays that they share."""

from pathlib import Path

FOLDER = Path(__file__).parent
