"""What the answer card and the bars show of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.draw.answer_card import Answer
from desktop_app.draw.bars import BarRow
from nn_core import wording

if TYPE_CHECKING:  # the first paint waits for no network
    from nn_core.digits.numbers import NumberReading
    from nn_core.digits.recognizer import Reading

__all__ = ["EMPTY_PAPER", "NOTHING_FOUND", "describe", "describe_number", "digit_row"]


def describe(reading: Reading) -> Answer:
    """Put a reading into words, humbler the less sure the network is."""
    return _answer(wording.describe(reading))


def describe_number(number: NumberReading) -> Answer:
    """Put the reading of several digits into words, humbler the less sure the network is."""
    return _answer(wording.describe_number(number))


def digit_row(reading: Reading) -> BarRow:
    """Show one digit of a number as a bar: which it is, and how sure that is."""
    if not reading.is_digit:
        return BarRow("?", 1 - reading.not_a_digit)
    return BarRow(str(reading.digit), reading.confidence, leads=True)


def _answer(words: wording.Words) -> Answer:
    return Answer(numeral=words.numeral, headline=words.headline, detail=words.detail)


EMPTY_PAPER: Final = _answer(wording.EMPTY_PAPER)
NOTHING_FOUND: Final = _answer(wording.NOTHING_FOUND)
