"""The browser, for the tests that look at a document in it."""

from tests.browsing import chromium

__all__ = ["chromium"]
