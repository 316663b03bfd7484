"""Importing this hides pandas: benchmarks have it to compare with, and whoever installs Roundtable does not.

pyarrow imports pandas where it finds it, which costs more than reading a small return.
"""

import sys
from importlib.machinery import ModuleSpec


class _Hidden:
    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name=name)
        return None


sys.meta_path.insert(0, _Hidden)  # type: ignore[arg-type] - a finder needs no more than find_spec
