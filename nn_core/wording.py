"""What Inkling says about a reading, in a person's words: in the window and on the web page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the window's first paint waits for no network
    from nn_core.digits.numbers import NumberReading
    from nn_core.digits.recognizer import Reading

__all__ = ["EMPTY_PAPER", "NOTHING_FOUND", "Words", "describe", "describe_number", "percent"]
__all__ += ["with_article"]

_VOWEL_SOUNDS = ("8", "A", "a", "E", "e", "I", "i", "O", "o", "U", "u")


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in words.

    Attributes
    ----------
    numeral
        The digit or the number; empty where there is none.
    headline
        The answer as a sentence.
    detail
        A quieter line beneath it.
    """

    numeral: str
    headline: str
    detail: str


EMPTY_PAPER: Final = Words(
    "", "What will it be?", "Draw a digit. Inkling reads along while you write."
)
NOTHING_FOUND: Final = Words(
    "", "There is no ink in this picture", "A digit should stand out from its paper."
)

_NAMES: Final = (
    "a zero", "a one", "a two", "a three", "a four",
    "a five", "a six", "a seven", "an eight", "a nine",
)  # fmt: skip
_CERTAIN: Final = 0.95
_LIKELY: Final = 0.8
_LEANING: Final = 0.55
_NEARLY_ALL: Final = 0.9995


def describe(reading: Reading) -> Words:
    """Put a reading into words, humbler the less sure the network is."""
    name, other = _NAMES[reading.digit], _NAMES[reading.runner_up]
    if not reading.is_digit:
        return Words("", "That does not look like a digit", f"If it is one, it might be {name}.")
    if reading.confidence >= _CERTAIN:
        headline = f"Quite sure it is {name}"
    elif reading.confidence >= _LIKELY:
        headline = f"It looks like {name}"
    elif reading.confidence >= _LEANING:
        headline = f"Probably {name}, perhaps {other}"
    else:
        headline = f"Hard to say: {name}, or {other}"
    detail = f"{percent(reading.confidence)} · next would be {reading.runner_up}"
    return Words(str(reading.digit), headline, detail)


def describe_number(number: NumberReading) -> Words:
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
    return Words(number.text, headline, detail)


def percent(share: float) -> str:
    """Write a share to a tenth of a percent; no network is ever wholly sure."""
    return "> 99.9 %" if share >= _NEARLY_ALL else f"{100 * share:.1f} %"


def with_article(label: str) -> str:
    """Put "a" or "an" before a label: "a 7", "an 8"."""
    return f"{'an' if label.startswith(_VOWEL_SOUNDS) else 'a'} {label}"
