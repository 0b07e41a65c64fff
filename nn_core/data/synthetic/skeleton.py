"""The bare shape of a written sign: through which points the pen goes, and how that may vary.

A path is written down as the points that a smooth curve passes through, in a notation made to be
read beside the picture in one's head: ``"5,22 18,4 40,0"`` in units of which a digit is about 100
high, x to the right, y down. ``^`` behind a point makes a corner of it, ``o`` before the first
point closes the curve, and parentheses around a run of points say that it encloses paper, a
counter, that must not fill up with ink.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.spline import spline_matrix
from nn_core.errors import ConfigError

__all__ = ["Path", "Skeleton", "parse_path", "skeleton"]

_SPACING = 2.0  # units between the points of a sampled curve: 0.4 px of MNIST's pictures


@dataclass(frozen=True, eq=False)
class Path:
    """One movement of the pen, as the points that it passes through.

    Attributes
    ----------
    masters
        float64 ndarray of shape (masters, points, 2). Each master is one way of writing the same
        movement; a hand lies somewhere between them.
    corners
        bool ndarray of shape (points,): where the pen turns on the spot.
    closed
        Whether the path returns to its first point.
    counters
        Pairs of the first and last point of each run that encloses paper.
    """

    masters: NDArray[np.float64]
    corners: NDArray[np.bool_]
    closed: bool
    counters: tuple[tuple[int, int], ...]

    @cached_property
    def places(self) -> NDArray[np.float64]:
        """How far along the path each point lies; for a closed one, its length comes last."""
        middle = self.masters.mean(axis=0)
        if self.closed:
            middle = np.concatenate([middle, middle[:1]])
        return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(middle, axis=0).T))])

    @cached_property
    def samples(self) -> int:
        """How many points the sampled curve has."""
        return max(12, int(np.ceil(1.1 * self.places[-1] / _SPACING)))

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """Matrix of shape (samples, points) that takes the points to the sampled curve."""
        return spline_matrix(self.places, self.corners, closed=self.closed, samples=self.samples)


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """One way to write a sign.

    Attributes
    ----------
    name
        What people would call it, such as "barred".
    share
        How often it is chosen, relative to the sign's other skeletons.
    paths
        The pen's movements in the order of writing.
    start
        Range of the place where a closed path is begun, as a share of the path.
    turns
        Range of how much of a closed path is written: below 1 leaves a gap, above 1 overlaps.
    slant
        Range that is added to the hand's slant, as x gained for each unit of height.
    """

    name: str
    share: float
    paths: tuple[Path, ...]
    start: tuple[float, float] = (-0.08, 0.08)
    turns: tuple[float, float] = (0.96, 1.1)
    slant: tuple[float, float] = (0.0, 0.0)

    @property
    def masters(self) -> int:
        """How many ways of writing the skeleton lies between."""
        return len(self.paths[0].masters)


def skeleton(
    name: str,
    share: float,
    *masters: str | Sequence[str],
    start: tuple[float, float] = (-0.08, 0.08),
    turns: tuple[float, float] = (0.96, 1.1),
    slant: tuple[float, float] = (0.0, 0.0),
) -> Skeleton:
    """Make a skeleton of the notation of its paths.

    Parameters
    ----------
    name, share, start, turns, slant
        As in `Skeleton`.
    *masters
        Each master as one path, or as several where the pen is lifted. All have the same number of
        points, with the same marks.

    Raises
    ------
    ConfigError
        If the masters do not go together.
    """
    written = [(master,) if isinstance(master, str) else tuple(master) for master in masters]
    if not written or len({len(paths) for paths in written}) != 1:
        raise ConfigError(f"The masters of {name!r} must all have the same number of paths.")
    paths = []
    for versions in zip(*written, strict=True):
        parsed = [parse_path(version) for version in versions]
        first = parsed[0]
        for version, path in zip(versions, parsed, strict=True):
            if path.masters.shape != first.masters.shape or path.closed != first.closed:
                raise ConfigError(
                    f"{name!r}: the path {version!r} does not go with {versions[0]!r}; "
                    f"masters must have as many points."
                )
        points = np.concatenate([path.masters for path in parsed])
        paths.append(Path(points, first.corners, first.closed, first.counters))
    return Skeleton(name, share, tuple(paths), start, turns, slant)


def parse_path(text: str) -> Path:
    """Read a path's notation, described at the top of this module.

    Raises
    ------
    ConfigError
        If a point is no pair of numbers, or a parenthesis has no partner.
    """
    words = text.split()
    closed = words[:1] == ["o"]
    points: list[tuple[float, float]] = []
    corners: list[bool] = []
    counters: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, word in enumerate(words[1:] if closed else words):
        x, _, y = word.strip("()^").partition(",")
        try:
            points.append((float(x), float(y)))
        except ValueError as error:
            raise ConfigError(
                f"{word!r} in the path {text!r} is no point such as 12,34."
            ) from error
        corners.append("^" in word)
        if ")" in word:
            if not opened:
                raise ConfigError(f"The path {text!r} closes a counter that was never opened.")
            counters.append((opened.pop(), index))
        if word.startswith("("):
            opened.append(index)
    if opened or len(points) < 2:
        raise ConfigError(f"The path {text!r} needs two points, and each ( needs its ).")
    return Path(np.array([points]), np.array(corners), closed, tuple(counters))
