"""Pictures as they might also have come: turned, slanted, stretched, moved, bent, thick or thin."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ConfigError

__all__ = ["AUGMENTATIONS", "Augmentation", "augment", "make_augmentation"]

_KNOTS = 5
"""How many points a side the grid has whose random shifts bend a picture."""


MOST = {
    "turn_degrees": 180.0,
    "stretch": 1.0,
    "slant": 2.0,
    "shift_px": 28.0,
    "bend_px": 14.0,
    "thickness": 1.0,
}
"""How much a picture may differ at most; beyond that nothing of it is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """How much a picture may differ from the one that is known.

    Attributes
    ----------
    turn_degrees
        Standard deviation of the rotation.
    stretch
        Standard deviation of the logarithm of width and of height.
    slant
        Standard deviation of x gained for each unit of height.
    shift_px
        Standard deviation of the shift in x and in y.
    bend_px
        Standard deviation of the shifts at the knots of a grid that bends the picture smoothly,
        a gentle form of the elastic distortions of Simard et al. (2003).
    thickness
        The largest share of a line one pixel thicker, or thinner, that is mixed in.
    """

    turn_degrees: float = 0.0
    stretch: float = 0.0
    slant: float = 0.0
    shift_px: float = 0.0
    bend_px: float = 0.0
    thickness: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value, most = getattr(self, field.name), MOST[field.name]
            if not 0 <= value <= most:
                raise ConfigError(
                    f"augmentation.{field.name} should be from 0 to {most:g}, not {value}."
                )

    def to_dict(self) -> dict[str, float]:
        """Give the settings by name."""
        return asdict(self)


AUGMENTATIONS: dict[str, Augmentation] = {
    "light": Augmentation(shift_px=0.7, turn_degrees=4.0, stretch=0.04, slant=0.04),
    "standard": Augmentation(
        turn_degrees=7.0, stretch=0.08, slant=0.12, shift_px=0.8, bend_px=0.3, thickness=0.3
    ),
    "strong": Augmentation(
        turn_degrees=10.0, stretch=0.12, slant=0.2, shift_px=1.2, bend_px=0.6, thickness=0.6
    ),
}
"""Augmentations by name."""


def make_augmentation(setting: str | Mapping[str, Any] | None) -> Augmentation | None:
    """Make what a configuration asks for by name or by its settings.

    Raises
    ------
    ConfigError
        If the name or a setting is unknown, or a value out of range.
    """
    if setting is None:
        return None
    if isinstance(setting, str):
        if setting not in AUGMENTATIONS:
            raise ConfigError(
                f"Unknown augmentation {setting!r}; there are {', '.join(AUGMENTATIONS)}."
            )
        return AUGMENTATIONS[setting]
    known = [field.name for field in fields(Augmentation)]
    if unknown := [str(name) for name in setting if name not in known]:
        raise ConfigError(
            f"Unknown settings of augmentation: {', '.join(unknown)}; there are {', '.join(known)}."
        )
    for name, value in setting.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ConfigError(f"augmentation.{name} is a number, not {value!r}.")
    return Augmentation(**setting)


def augment(
    images: NDArray[np.uint8], augmentation: Augmentation, *, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Make a new version of each picture.

    Parameters
    ----------
    images
        uint8 ndarray of shape (samples, height, width), ink = 255, paper = 0.
    augmentation
        How much the versions may differ.
    rng
        Decides on each.

    Returns
    -------
    uint8 ndarray of the same shape

    References
    ----------
    Simard, Steinkraus, Platt: "Best Practices for Convolutional Neural Networks Applied to Visual
    Document Analysis", 2003
    """
    columns, rows = _sources(images.shape, augmentation, rng=rng)
    sampled = _sample(images, columns, rows)
    if augmentation.thickness:
        sampled = _change_thickness(sampled, augmentation.thickness, rng=rng)
    rounded: NDArray[np.uint8] = np.rint(sampled).astype(np.uint8)
    return rounded


def _sources(
    shape: tuple[int, ...], augmentation: Augmentation, *, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Find for each pixel of each version where in the known picture its ink comes from."""
    samples, height, width = shape
    turn = rng.normal(0, np.radians(augmentation.turn_degrees), samples)
    across, along = np.exp(rng.normal(0, augmentation.stretch, (2, samples)))
    slant = rng.normal(0, augmentation.slant, samples)
    shifts = rng.normal(0, augmentation.shift_px, (2, samples))

    def per_sample(values: NDArray[np.float64]) -> NDArray[np.float32]:
        return values.astype(np.float32)[:, None, None]

    x = np.arange(width, dtype=np.float32)[None, None, :] - np.float32((width - 1) / 2)
    y = np.arange(height, dtype=np.float32)[None, :, None] - np.float32((height - 1) / 2)
    columns = per_sample(np.cos(turn) * across) * x
    columns = columns + (per_sample(slant - np.sin(turn)) * y)
    columns += per_sample(shifts[0] + (width - 1) / 2)
    rows = per_sample(np.sin(turn)) * x
    rows = rows + (per_sample(np.cos(turn) * along) * y)
    rows += per_sample(shifts[1] + (height - 1) / 2)
    if augmentation.bend_px:
        down, right = _spread(height), _spread(width)
        for place in (columns, rows):
            knots = rng.standard_normal((samples, _KNOTS, _KNOTS), dtype=np.float32)
            place += down @ (np.float32(augmentation.bend_px) * knots) @ right.T
    return columns, rows


@cache
def _spread(length: int) -> NDArray[np.float32]:
    """Make the matrix that spreads values at the knots smoothly over a side."""
    places = np.linspace(0, _KNOTS - 1, length)[:, None]
    distance = np.abs(places - np.arange(_KNOTS))
    bumps = np.where(distance < 1, 0.5 + 0.5 * np.cos(np.pi * distance), 0)
    smooth: NDArray[np.float32] = bumps.astype(np.float32)
    return smooth


def _sample(
    images: NDArray[np.uint8], columns: NDArray[np.float32], rows: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Look up ink between pixels, bilinearly; outside the picture there is paper."""
    samples, height, width = images.shape
    pitch = width + 3
    framed = np.zeros((samples, height + 3, pitch), np.float32)
    framed[:, 1:-2, 1:-2] = images
    flat = framed.reshape(-1)
    columns = np.clip(columns + np.float32(1), 0, width + 1)
    rows = np.clip(rows + np.float32(1), 0, height + 1)
    left, top = columns.astype(np.int32), rows.astype(np.int32)
    columns -= left
    rows -= top
    first = np.arange(samples, dtype=np.int32)[:, None, None] * np.int32((height + 3) * pitch)
    corner = top * np.int32(pitch) + left + first
    upper = _between(flat[corner], flat[corner + 1], columns)
    corner += np.int32(pitch)
    lower = _between(flat[corner], flat[corner + 1], columns)
    return _between(upper, lower, rows)


def _between(
    start: NDArray[np.float32], end: NDArray[np.float32], share: NDArray[np.float32]
) -> NDArray[np.float32]:
    end -= start
    end *= share
    end += start
    return end


def _change_thickness(
    images: NDArray[np.float32], most: float, *, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Mix each picture with one whose lines are a pixel thicker or thinner."""
    amount = rng.uniform(-most, most, len(images)).astype(np.float32)
    changed = images.copy()
    for thicker, extreme in ((True, np.maximum), (False, np.minimum)):
        chosen = np.flatnonzero((amount > 0) == thicker)
        known = images[chosen]
        other = known.copy()
        for axis in (1, 2):
            ahead, behind = [slice(None)] * 3, [slice(None)] * 3
            ahead[axis], behind[axis] = slice(1, None), slice(None, -1)
            before = other.copy()
            side = other[tuple(ahead)]
            extreme(side, before[tuple(behind)], out=side)
        changed[chosen] = _between(known, other, np.abs(amount[chosen])[:, None, None])
    return changed
