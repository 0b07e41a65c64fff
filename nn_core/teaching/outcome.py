"""What a lesson reports on its way, and what came of it: before, after, and whether to keep it."""

from dataclasses import dataclass

from nn_core.errors import InklingError
from nn_core.model_file import Model

__all__ = [
    "LARGEST_LOSS_POINTS",
    "Comparison",
    "TeachingProgress",
    "TeachingRefused",
    "TeachingResult",
]

LARGEST_LOSS_POINTS = 0.2
"""By how many percentage points old digits may be read worse afterwards."""

NOTICEABLE_LOSS_POINTS = 0.05
"""A loss up to this many percentage points is called none to speak of."""


class TeachingRefused(InklingError):
    """A taught network reads old digits worse than is acceptable, and nobody said to keep it."""


@dataclass(frozen=True, slots=True)
class TeachingProgress:
    """How far a lesson is.

    Attributes
    ----------
    words
        What is being done.
    fraction
        The share of the whole that is done, from 0 to 1.
    """

    words: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same digits read by a network before and after it was taught.

    Attributes
    ----------
    samples
        How many digits were read.
    before, after
        The share read rightly.
    """

    samples: int
    before: float
    after: float

    @property
    def lost_points(self) -> float:
        """By how many percentage points it got worse; below 0 if it got better."""
        return 100 * (self.before - self.after)


@dataclass(frozen=True, slots=True, eq=False)
class TeachingResult:
    """A taught network, and what is known about it.

    Attributes
    ----------
    model
        The taught network.
    origin
        What it was before.
    digits
        How many digits it was taught.
    own
        The person's own digits, each read by a network that had not learnt it; a digit that is
        refused counts as wrong. None where there were too few to hold any back.
    own_note
        How that was found out, or why it was not, in a sentence.
    test
        Old digits, refusals left aside.
    test_with_refusals
        The same, a refused digit counted as wrong.
    test_name
        What people call these digits.
    seconds
        How long it took.
    """

    model: Model
    origin: Model
    digits: int
    own: Comparison | None
    own_note: str
    test: Comparison
    test_with_refusals: Comparison
    test_name: str
    seconds: float

    @property
    def measured_by_mnist(self) -> bool:
        """Whether the old digits are MNIST's, and not made up for want of them."""
        return self.test_name == "MNIST"

    @property
    def harms(self) -> bool:
        """Whether old digits are read so much worse that it should not be kept."""
        lost = max(self.test.lost_points, self.test_with_refusals.lost_points)
        return lost > LARGEST_LOSS_POINTS + 1e-9

    @property
    def verdict(self) -> str:
        """Say in a sentence what speaks for keeping it, or against."""
        if self.harms:
            lost = max(self.test.lost_points, self.test_with_refusals.lost_points)
            return (
                f"It reads {lost:.1f} points less of {self.test_name} than before, so it had "
                "better not be kept."
            )
        lost = self.test.lost_points
        if lost <= 0:
            spared = f"{self.test_name} did not suffer"
        elif lost <= NOTICEABLE_LOSS_POINTS:
            spared = f"{self.test_name} hardly suffered"
        else:
            spared = f"reads {lost:.2f} points less of {self.test_name}"
        if self.own is None:
            return f"It learnt your digits, and {spared}."
        if self.own.after > self.own.before:
            return f"It reads your hand better, and {spared}."
        if self.own.after < self.own.before:
            return "It reads your held-back digits worse than before; more digits may help."
        if self.own.before == 1.0:
            return "It read all of your digits before, so there was little to learn."
        return "It reads as many of your held-back digits as before; more digits may help."

    def model_to_keep(self, *, anyway: bool = False) -> Model:
        """Give the taught network to read with from now on.

        Parameters
        ----------
        anyway
            Whether to keep it although it reads old digits worse.

        Raises
        ------
        TeachingRefused
            If it reads old digits worse and `anyway` was not said.
        """
        if self.harms and not anyway:
            raise TeachingRefused(self.verdict)
        return self.model
