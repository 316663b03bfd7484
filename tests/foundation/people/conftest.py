from tests.browsing import browse, chromium

__all__ = ["browse", "chromium"]
