"""What Inkling says about a reading, in a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.draw.answer_card import Answer
from desktop_app.draw.bars import BarRow, percent

if TYPE_CHECKING:  # the first paint waits for no network
    from nn_core.digits.numbers import NumberReading
    from nn_core.digits.recognizer import Reading

__all__ = ["EMPTY_PAPER", "NOTHING_FOUND", "describe", "describe_number", "digit_row"]

EMPTY_PAPER: Final = Answer(
    headline="What will it be?", detail="Draw a digit. Inkling reads along while you write."
)
NOTHING_FOUND: Final = Answer(
    headline="There is no ink in this picture", detail="A digit should stand out from its paper."
)

_NAMES: Final = (
    "a zero", "a one", "a two", "a three", "a four",
    "a five", "a six", "a seven", "an eight", "a nine",
)  # fmt: skip
_CERTAIN: Final = 0.95
_LIKELY: Final = 0.8
_LEANING: Final = 0.55


def describe(reading: Reading) -> Answer:
    """Put a reading into words, humbler the less sure the network is."""
    name, other = _NAMES[reading.digit], _NAMES[reading.runner_up]
    if not reading.is_digit:
        return Answer(
            headline="That does not look like a digit",
            detail=f"If it is one, it might be {name}.",
        )
    if reading.confidence >= _CERTAIN:
        headline = f"Quite sure it is {name}"
    elif reading.confidence >= _LIKELY:
        headline = f"It looks like {name}"
    elif reading.confidence >= _LEANING:
        headline = f"Probably {name}, perhaps {other}"
    else:
        headline = f"Hard to say: {name}, or {other}"
    return Answer(
        numeral=str(reading.digit),
        headline=headline,
        detail=f"{percent(reading.confidence)} · next would be {reading.runner_up}",
    )


def describe_number(number: NumberReading) -> Answer:
    """Put the reading of several digits into words, humbler the less sure the network is."""
    detail = f"{percent(number.confidence)} that all are right"
    if "?" in number.text:
        headline = "Not all of it looks like digits"
        read = sum(placed.reading.is_digit for placed in number.digits)
        detail = f"{read} of {len(number.digits)} were read"
    elif number.confidence >= _CERTAIN:
        headline = "Quite sure of every digit"
    elif number.confidence >= _LIKELY:
        headline = "Fairly sure of every digit"
    else:
        headline = "Not sure of every digit"
    return Answer(numeral=number.text, headline=headline, detail=detail)


def digit_row(reading: Reading) -> BarRow:
    """Show one digit of a number as a bar: which it is, and how sure that is."""
    if not reading.is_digit:
        return BarRow("?", 1 - reading.not_a_digit)
    return BarRow(str(reading.digit), reading.confidence, leads=True)
