"""Regimes: what the law and guidance ask, as dated data. What held in an old year stays as it was."""
