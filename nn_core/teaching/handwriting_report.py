"""What a network makes of a guided set of digits: the figures of a handwriting report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.errors import ConfigError
from nn_core.reliability import calibration_error
from nn_core.teaching.own_digit import OwnDigit

__all__ = ["Confusion", "HandwritingReport", "ReadDigit", "report_on"]

NOTICEABLE_GAP = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class ReadDigit:
    """One digit of the set, and what the network made of it.

    Attributes
    ----------
    digit
        What was written, and what it was meant to be.
    reading
        What was read.
    """

    digit: OwnDigit
    reading: Reading

    @property
    def is_right(self) -> bool:
        """Whether it was read as what it was meant to be."""
        return self.reading.is_digit and self.reading.digit == self.digit.label

    @property
    def taken_for(self) -> int | None:
        """The digit that it was taken for; None where it was taken for none."""
        return self.reading.digit if self.reading.is_digit else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one digit was taken for another.

    Attributes
    ----------
    meant
        What was written.
    taken_for
        What was read; None for "not a digit".
    times
        How often.
    """

    meant: int
    taken_for: int | None
    times: int


@dataclass(frozen=True, slots=True, eq=False)
class HandwritingReport:
    """All that the report says.

    Attributes
    ----------
    network
        The name of the network that read.
    digits
        Every digit with its reading, in the order of writing.
    right
        How many were read rightly.
    written_of, right_of
        For each class, how many were written and how many of them read rightly.
    confusions
        What was taken for what, the most frequent first.
    confidence
        How sure the network was of its answers, on the mean.
    calibration_error
        How far its confidence and its accuracy lie apart.
    weakest
        The class of which the smallest share was read rightly, the least sure of those with as
        small a share; None where every digit was read rightly.
    """

    network: str
    digits: tuple[ReadDigit, ...]
    right: int
    written_of: tuple[int, ...]
    right_of: tuple[int, ...]
    confusions: tuple[Confusion, ...]
    confidence: float
    calibration_error: float
    weakest: int | None

    @property
    def accuracy(self) -> float:
        """The share that was read rightly."""
        return self.right / len(self.digits)

    def summary(self) -> str:
        """Say the whole of it in a sentence or two."""
        count = len(self.digits)
        if self.right == count:
            return f"All {count} of your digits were read as you meant them."
        words = f"{self.right} of your {count} digits were read as you meant them."
        if self.weakest is None:
            return words
        right, written = self.right_of[self.weakest], self.written_of[self.weakest]
        return f"{words} The weakest is your {self.weakest}, with {right} of {written} read."

    def on_confidence(self) -> str:
        """Say whether the network's word can be taken."""
        gap = self.confidence - self.accuracy
        # The blanks before the signs do not break.
        sure = f"It was {100 * self.confidence:.0f}\N{NO-BREAK SPACE}% sure on the mean"
        known = f"{sure}, and right in {100 * self.accuracy:.0f}\N{NO-BREAK SPACE}%"
        if gap > NOTICEABLE_GAP:
            return f"{known}: surer of your hand than it should be."
        if gap < -NOTICEABLE_GAP:
            return f"{known}: more modest about your hand than it need be."
        return f"{known}: its word can be taken."


def report_on(digits: Sequence[OwnDigit], recognizer: Recognizer) -> HandwritingReport:
    """Let the network in use read a set of digits.

    Raises
    ------
    ConfigError
        If there are no digits.
    """
    if not digits:
        raise ConfigError("There is nothing to report on: no digit was written.")
    readings = recognizer.read_images(np.stack([digit.image for digit in digits]))
    read = tuple(ReadDigit(digit, reading) for digit, reading in zip(digits, readings, strict=True))
    classes = range(len(DIGIT_NAMES))
    written_of = tuple(sum(one.digit.label == label for one in read) for label in classes)
    right_of = tuple(
        sum(one.is_right for one in read if one.digit.label == label) for label in classes
    )
    wrong = Counter((one.digit.label, one.taken_for) for one in read if not one.is_right)
    confidences = np.array([one.reading.confidence for one in read])
    right = np.array([one.is_right for one in read])
    return HandwritingReport(
        network=recognizer.model.name,
        digits=read,
        right=int(right.sum()),
        written_of=written_of,
        right_of=right_of,
        confusions=tuple(
            Confusion(meant, taken_for, times)
            for (meant, taken_for), times in sorted(
                wrong.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or 0)
            )
        ),
        confidence=float(confidences.mean()),
        calibration_error=calibration_error(confidences, right),
        weakest=_weakest(read, written_of, right_of),
    )


def _weakest(
    read: Sequence[ReadDigit], written_of: Sequence[int], right_of: Sequence[int]
) -> int | None:
    def strength(label: int) -> tuple[float, float]:
        of_truth = [
            float(one.reading.probabilities[label]) for one in read if one.digit.label == label
        ]
        return right_of[label] / written_of[label], sum(of_truth) / len(of_truth)

    wanting = [label for label, count in enumerate(written_of) if count > right_of[label]]
    return min(wanting, key=strength) if wanting else None
