"""Handwriting that nobody wrote: digits, and signs that are no digits, as pen strokes."""

from nn_core.data.synthetic.digits import synthetic_dataset, synthetic_strokes, write_digit

__all__ = ["synthetic_dataset", "synthetic_strokes", "write_digit"]
