"""Compiled, and used from C: its functions are in the .pxd beside it."""
