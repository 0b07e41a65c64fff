"""The guided set: which digits a person is asked for, one after the other."""

import itertools

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES

__all__ = ["OF_EACH", "GuidedSet"]

OF_EACH = 3
"""How many of each digit are asked for."""


class GuidedSet:
    """Goes through a shuffled set, back and forth.

    Parameters
    ----------
    rng
        Decides on the order; the same digit is never asked for twice in a row.

    Attributes
    ----------
    order
        The digits asked for.
    position
        Which is asked for now, from 0; as large as the set once it is through.
    """

    def __init__(self, *, rng: np.random.Generator) -> None:
        self.order = _shuffled(rng)
        self.position = 0

    def __len__(self) -> int:
        return len(self.order)

    @property
    def wanted(self) -> int | None:
        """The digit asked for now; None once the set is through."""
        return self.order[self.position] if self.position < len(self.order) else None

    def advance(self) -> None:
        """Go on to the next."""
        self.position = min(self.position + 1, len(self.order))

    def go_back(self) -> None:
        """Go back to the one before."""
        self.position = max(self.position - 1, 0)


def _shuffled(rng: np.random.Generator) -> tuple[int, ...]:
    rounds = [rng.permutation(len(DIGIT_NAMES)) for _ in range(OF_EACH)]
    for before, after in itertools.pairwise(rounds):
        if before[-1] == after[0]:
            after[[0, -1]] = after[[-1, 0]]
    return tuple(int(digit) for digit in np.concatenate(rounds))
