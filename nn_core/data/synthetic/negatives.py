"""Signs that are no digits, so that a network learns to say so: kinds to train on and to test with.

What is refused must be measured on kinds that were never trained on, so the kinds are divided
once and for all.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.crowds import CROWDS
from nn_core.data.synthetic.font_letters import FONT_LETTERS, font_letter
from nn_core.data.synthetic.letter_skeletons import (
    GREEK_SKELETONS,
    LETTER_SKELETONS,
    SCRIPT_SKELETONS,
)
from nn_core.data.synthetic.scribbles import SCRIBBLES
from nn_core.data.synthetic.shape_skeletons import SHAPE_SKELETONS
from nn_core.data.synthetic.signs import draw_line_widths, write_signs
from nn_core.data.synthetic.skeleton import Skeleton
from nn_core.data.synthetic.variation import USUAL, Variation
from nn_core.errors import ConfigError
from nn_core.ink.drawing import BOX_PX, LINE_WIDTH_PX, draw_strokes
from nn_core.ink.strokes import Stroke

__all__ = [
    "HELD_BACK_KINDS",
    "NEGATIVE_KINDS",
    "TRAINING_KINDS",
    "negative_dataset",
    "write_negative",
]

_LETTERS = {f"letter {letter}": signs for letter, signs in LETTER_SKELETONS.items()}
_GREEK = {f"Greek {letter}": signs for letter, signs in GREEK_SKELETONS.items()}
_SCRIPTS = {f"sign {letter}": signs for letter, signs in SCRIPT_SKELETONS.items()}
_SKELETONS: dict[str, tuple[Skeleton, ...]] = SHAPE_SKELETONS | _LETTERS | _GREEK | _SCRIPTS
_WRITERS: dict[str, Callable[[np.random.Generator], list[NDArray[np.float64]]]] = SCRIBBLES | CROWDS
_DRAWN = Variation(slant=0.0, slant_spread=0.12, turn_degrees=12.0)

NEGATIVE_KINDS: tuple[str, ...] = (*_WRITERS, *_SKELETONS)
"""The names of all kinds of signs that are no digits."""

HELD_BACK_KINDS: tuple[str, ...] = (
    "spring",
    "tangle",
    "running hand",
    "three digits",
    "star",
    "spiral",
    "heart",
    "house",
    "arrow",
    "question mark",
    "flower",
    "umbrella",
    "letter E",
    "letter F",
    "letter K",
    "letter R",
    "letter W",
    *_GREEK,
    "sign Ю",
    "sign 中",
    "sign א",
)
"""The kinds that are kept for measuring: no network may be trained on them."""

TRAINING_KINDS: tuple[str, ...] = tuple(
    kind for kind in NEGATIVE_KINDS if kind not in HELD_BACK_KINDS
)
"""The kinds to train on."""

_GROUPS: tuple[tuple[Collection[str], float], ...] = (
    (SCRIBBLES.keys(), 0.3),
    (SHAPE_SKELETONS.keys(), 0.3),
    (CROWDS.keys(), 0.15),
    (_LETTERS.keys(), 0.15),
    (_GREEK.keys() | _SCRIPTS.keys(), 0.1),
)


def write_negative(kind: str, *, rng: np.random.Generator) -> list[Stroke]:
    """Write one sign that is no digit.

    Parameters
    ----------
    kind
        One of `NEGATIVE_KINDS`.
    rng
        Decides on the hand.

    Raises
    ------
    ConfigError
        If there is no such kind.
    """
    return _write(kind, np.array([LINE_WIDTH_PX]), rng=rng)[0]


def negative_dataset(
    count: int,
    *,
    kinds: Sequence[str] = NEGATIVE_KINDS,
    rng: np.random.Generator,
    fonts: Sequence[Path] = (),
) -> tuple[NDArray[np.uint8], list[str]]:
    """Make pictures of signs that are no digits.

    Parameters
    ----------
    count
        How many pictures to make.
    kinds
        From which kinds, such as `TRAINING_KINDS` or `HELD_BACK_KINDS`. Scribbles, shapes, letters
        and crowds of digits share the pictures among them whatever the number of their kinds.
    rng
        Decides on everything.
    fonts
        Font files from which half of the letters are taken, where `kinds` has letters.

    Returns
    -------
    tuple of uint8 ndarray of shape (count, 28, 28) and list of str
        The pictures, ink = 255, and the kind of each; "letter A in print" where it is from a font.

    Raises
    ------
    ConfigError
        If there is no such kind.
    """
    names = list(dict.fromkeys(kinds))
    chosen = rng.choice(len(names), count, p=_shares(names))
    line_widths = draw_line_widths(count, rng=rng)
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    said = [names[number] for number in chosen]
    for number, kind in enumerate(names):
        indices = np.flatnonzero(chosen == number)
        letter = kind.removeprefix("letter ")
        if fonts and letter in FONT_LETTERS:
            printed, indices = indices[::2], indices[1::2]
            for index in printed:
                font = fonts[int(rng.integers(len(fonts)))]
                images[index] = font_letter(font, str(rng.choice(FONT_LETTERS[letter])), rng=rng)
                said[index] = f"{kind} in print"
        samples = _write(kind, line_widths[indices], rng=rng)
        for index, strokes in zip(indices, samples, strict=True):
            image = draw_strokes(strokes, line_width=float(line_widths[index]))
            if image is not None:
                images[index] = image
    return images, said


def _shares(names: Sequence[str]) -> NDArray[np.float64]:
    """How often each kind comes: its group's share, divided among those of the group."""
    shares = np.zeros(len(names))
    for group, share in _GROUPS:
        members = [index for index, name in enumerate(names) if name in group]
        shares[members] = share / max(len(members), 1)
    unknown = [name for name in names if name not in NEGATIVE_KINDS]
    if unknown or not names:
        raise ConfigError(
            f"No kind of sign is called {unknown[0]!r}." if unknown else "No kind of sign is named."
        )
    proportions: NDArray[np.float64] = shares / shares.sum()
    return proportions


def _write(
    kind: str, line_widths: NDArray[np.float64], *, rng: np.random.Generator
) -> list[list[Stroke]]:
    if kind in _SKELETONS:
        variation = _DRAWN if kind in SHAPE_SKELETONS else USUAL
        return write_signs(_SKELETONS[kind], line_widths, rng=rng, variation=variation)
    if kind not in _WRITERS:
        raise ConfigError(f"No kind of sign is called {kind!r}.")
    samples = []
    for line_width in line_widths:
        size = np.exp(rng.uniform(np.log(0.6), np.log(4)))
        lines = [np.asarray(line * size, dtype=np.float32) for line in _WRITERS[kind](rng)]
        extent = max(float(np.ptp(np.concatenate(lines), axis=0).max()), 8 * size)
        width = np.float32(extent * line_width / (BOX_PX - line_width))
        samples.append([Stroke(line, np.full(len(line), width)) for line in lines])
    return samples
