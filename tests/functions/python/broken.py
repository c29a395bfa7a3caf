raise RuntimeError("no such table")

handler = None
