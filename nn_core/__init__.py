"""Everything of Inkling that needs no window; NumPy is its only engine."""
