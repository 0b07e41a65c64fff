"""Handwriting that nobody wrote: digits, and signs that are no digits, as pen strokes."""

from nn_core.data.synthetic.digits import synthetic_dataset, synthetic_strokes, write_digit
from nn_core.data.synthetic.font_letters import HELD_BACK_FONTS, font_letter, is_held_back
from nn_core.data.synthetic.negatives import (
    HELD_BACK_KINDS,
    NEGATIVE_KINDS,
    TRAINING_KINDS,
    negative_dataset,
    write_negative,
)

__all__ = [
    "HELD_BACK_FONTS",
    "HELD_BACK_KINDS",
    "NEGATIVE_KINDS",
    "TRAINING_KINDS",
    "font_letter",
    "is_held_back",
    "negative_dataset",
    "synthetic_dataset",
    "synthetic_strokes",
    "write_digit",
    "write_negative",
]
