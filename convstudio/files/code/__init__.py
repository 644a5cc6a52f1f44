"""A layer, or the whole stack, as a program of another library that checks itself."""
