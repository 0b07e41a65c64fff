"""Whether an answer stands when the drawing is moved, turned, slanted or thickened a little."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data.augmentation import Augmentation, augment
from nn_core.digits.recognizer import Reading, Recognizer

__all__ = ["VERSIONS", "Stability", "measure_stability"]

VERSIONS = 24

_SMALL_CHANGES = Augmentation(
    turn_degrees=6.0, stretch=0.06, slant=0.1, shift_px=0.8, bend_px=0.2, thickness=0.5
)
_SEED = 24  # the same drawing is always changed in the same ways


@dataclass(frozen=True, slots=True)
class Stability:
    """How often the answer stood.

    Attributes
    ----------
    same
        How many changed versions were read as the drawing itself is.
    versions
        How many there were.
    """

    same: int
    versions: int


def measure_stability(
    reading: Reading, recognizer: Recognizer, *, versions: int = VERSIONS
) -> Stability:
    """Read small changes of what the network saw, all in one go.

    Parameters
    ----------
    reading
        What the recogniser made of the drawing.
    recognizer
        The same recogniser.
    versions
        How many changes to try.
    """
    images: NDArray[np.uint8] = np.repeat(reading.image[None], versions, axis=0)
    changed = augment(images, _SMALL_CHANGES, rng=np.random.default_rng(_SEED))
    answers = recognizer.read_images(changed)
    same = sum(
        answer.is_digit == reading.is_digit
        and (answer.digit == reading.digit or not answer.is_digit)
        for answer in answers
    )
    return Stability(same, versions)
