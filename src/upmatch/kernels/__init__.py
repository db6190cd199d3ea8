"""The engine's inner loops on plain arrays: compiled where numba is there, Python elsewhere."""
