"""What a pen does when it writes nothing: scribbles, hatching, dots and blots."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.spline import spline_matrix

__all__ = ["SCRIBBLES", "Lines"]

Lines = list[NDArray[np.float64]]
"""Paths of shape (points, 2), in units of which the sign is about 100 high, y down."""


def _curve(points: NDArray[np.float64], *, steps: int = 12) -> NDArray[np.float64]:
    """Lead a smooth curve through points that are in no hurry to coincide."""
    knots = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T) + 1e-3)])
    corners = np.zeros(len(points), dtype=bool)
    return spline_matrix(knots, corners, closed=False, samples=steps * len(points)) @ points


def _turned(lines: Lines, degrees: float) -> Lines:
    cos, sin = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return [line @ np.array([[cos, sin], [-sin, cos]]) for line in lines]


def _zigzag(rng: np.random.Generator) -> Lines:
    """Go to and fro, ever further along."""
    turns = int(rng.integers(5, 14))
    along = np.linspace(0, 100, turns)
    across = np.where(np.arange(turns) % 2, rng.uniform(25, 110), 0.0)
    points = np.stack([along, across], axis=1) + rng.normal(0, 6, (turns, 2))
    line = _curve(points) if rng.random() < 0.5 else points
    return _turned([line], rng.uniform(-25, 25) + 90 * rng.integers(2))


def _loops(rng: np.random.Generator) -> Lines:
    """Write a row of loops, as in a practice book."""
    count = rng.uniform(3, 6)
    angle = np.linspace(0, 2 * np.pi * count, int(24 * count))
    radius = rng.uniform(18, 34) * (1 + 0.25 * np.sin(angle * rng.uniform(0.1, 0.4)))
    advance = rng.uniform(2.5, 6)
    x = advance * angle + radius * np.sin(angle) * rng.uniform(0.5, 1)
    y = radius * np.cos(angle)
    return _turned([np.stack([x, y], axis=1)], rng.uniform(-20, 20))


def _spring(rng: np.random.Generator) -> Lines:
    """Draw a tight coil, seen from the side, standing, lying or leaning."""
    count = rng.uniform(4, 8)
    angle = np.linspace(0, 2 * np.pi * count, int(20 * count))
    x = rng.uniform(2, 3.5) * angle + 6 * np.sin(angle)
    y = rng.uniform(18, 40) * np.cos(angle)
    return _turned([np.stack([x, y], axis=1)], rng.uniform(0, 180))


def _scrawl(rng: np.random.Generator) -> Lines:
    """Scrawl densely and smoothly, all over the place."""
    points = rng.normal(0, 1, (int(rng.integers(14, 28)), 2)) * [rng.uniform(24, 44), 34]
    return [_curve(points)]


def _tangle(rng: np.random.Generator) -> Lines:
    """Lay a loose thread of wide turns that cross each other."""
    turns = int(rng.integers(8, 13))
    headings = np.cumsum(rng.normal(rng.choice([-1.6, 1.6]), 1.1, turns))
    steps = rng.uniform(25, 60, turns)[:, None]
    points = np.cumsum(steps * np.stack([np.cos(headings), np.sin(headings)], axis=1), axis=0)
    return [_curve(points)]


def _random_walk(rng: np.random.Generator) -> Lines:
    """Draw a jagged path that never knows where to go next."""
    steps = rng.normal(0, 1, (int(rng.integers(25, 60)), 2))
    return [np.cumsum(steps, axis=0)]


def _hatching(rng: np.random.Generator) -> Lines:
    """Draw parallel strokes, the pen lifted in between."""
    count = int(rng.integers(4, 8))
    along = np.linspace(0, 100, count)
    length = rng.uniform(50, 110)
    lines = []
    for offset in along:
        ends = np.array([[offset, 0.0], [offset, length]]) + rng.normal(0, 5, (2, 2))
        lines.append(np.linspace(ends[0], ends[1], 12))
    return _turned(lines, rng.uniform(0, 180))


def _random_strokes(rng: np.random.Generator) -> Lines:
    """Throw a few straight strokes down anywhere."""
    lines = []
    for _ in range(int(rng.integers(4, 8))):
        ends = rng.uniform(0, 100, (2, 2))
        lines.append(np.linspace(ends[0], ends[1], 16))
    return lines


def _random_arcs(rng: np.random.Generator) -> Lines:
    """Throw a few bent strokes down anywhere."""
    return [_curve(rng.uniform(0, 100, (3, 2))) for _ in range(int(rng.integers(3, 6)))]


def _invented_letter(rng: np.random.Generator) -> Lines:
    """Write a letter of no alphabet: straight and bent strokes between the knots of a grid."""
    knots = np.array([[x, y] for x in (0.0, 32.0, 64.0) for y in (0.0, 33.0, 66.0, 100.0)])
    lines = []
    for _ in range(int(rng.integers(3, 6))):
        start, end = knots[rng.choice(len(knots), 2, replace=False)]
        sideways = np.array([start[1] - end[1], end[0] - start[0]])
        middle = (start + end) / 2 + rng.choice([0.0, 0.0, -0.4, 0.4]) * sideways
        lines.append(_curve(np.stack([start, middle, end]) + rng.normal(0, 3, (3, 2))))
    return lines


def _polygon(rng: np.random.Generator) -> Lines:
    """Draw an outline with corners that point out and in."""
    corners = int(rng.integers(5, 10))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = np.where(
        np.arange(corners) % 2, rng.uniform(15, 35, corners), rng.uniform(40, 60, corners)
    )
    points = radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ring = np.concatenate([points, points[:1]])
    return [np.concatenate([np.linspace(a, b, 10) for a, b in pairwise(ring)])]


def _lobes(rng: np.random.Generator) -> Lines:
    """Draw a round outline with bulges, as of a puddle or a leaf of clover."""
    angle = np.linspace(0, 2 * np.pi, 100)
    bulges = int(rng.integers(3, 7))
    radius = 1 + rng.uniform(0.25, 0.6) * np.cos(bulges * angle + rng.uniform(0, 2 * np.pi))
    radius += rng.uniform(0, 0.2) * np.cos(2 * angle + rng.uniform(0, 2 * np.pi))
    line = 40 * radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return [line * [rng.uniform(0.7, 1.2), 1]]


def _curl_and_dots(rng: np.random.Generator) -> Lines:
    """Draw a bent stroke with dots about it, like a sign of punctuation."""
    stroke = _curve(rng.uniform(0, 100, (int(rng.integers(4, 6)), 2)))
    places = rng.uniform(-20, 120, (int(rng.integers(1, 4)), 2))
    return [stroke, *(place + rng.normal(0, 0.5, (2, 2)) for place in places)]


def _running_hand(rng: np.random.Generator) -> Lines:
    """Write a line in which no letter can be made out."""
    waves = int(rng.integers(6, 12))
    points = []
    for wave in range(waves):
        height = rng.choice([20.0, 24.0, 55.0], p=[0.5, 0.3, 0.2])
        points += [[18.0 * wave, 0.0], [18.0 * wave + rng.uniform(4, 14), -height]]
    noisy = np.array(points) + rng.normal(0, 3, (2 * waves, 2))
    return _turned([_curve(noisy)], rng.uniform(-8, 8))


def _crossing_out(rng: np.random.Generator) -> Lines:
    """Draw quick strokes over each other, as if to make something unreadable."""
    turns = int(rng.integers(8, 18))
    sides = np.where(np.arange(turns) % 2, 100.0, 0.0)
    heights = np.linspace(0, rng.uniform(20, 60), turns)
    rng.shuffle(heights)
    points = np.stack([sides, heights], axis=1) + rng.normal(0, 8, (turns, 2))
    return _turned([_curve(points)], rng.uniform(-40, 40))


def _blot(rng: np.random.Generator) -> Lines:
    """Fill a patch with ink."""
    rows = np.linspace(-1, 1, int(rng.integers(9, 14)))
    half_widths = np.sqrt(np.maximum(1 - rows**2, 0)) * rng.uniform(0.8, 1.2, len(rows))
    sides = np.where(np.arange(len(rows)) % 2, 1.0, -1.0)
    points = np.stack([sides * half_widths * rng.uniform(20, 34), rows * 26], axis=1)
    return _turned([points], rng.uniform(0, 180))


def _dot(rng: np.random.Generator) -> Lines:
    """Set a single dot, or hardly more."""
    return [rng.normal(0, 0.1, (int(rng.integers(1, 4)), 2))]


def _dots(rng: np.random.Generator) -> Lines:
    """Set several dots, scattered or in a row."""
    count = int(rng.integers(2, 7))
    if rng.random() < 0.4:
        places = np.stack([np.linspace(0, 100, count), np.zeros(count)], axis=1)
        places += rng.normal(0, 3, (count, 2))
    else:
        places = rng.uniform(0, 100, (count, 2))
    return [place + rng.normal(0, 0.5, (2, 2)) for place in places]


def _dash(rng: np.random.Generator) -> Lines:
    """Draw one stroke that lies down: an upright or leaning one would be a 1."""
    line = np.linspace([0.0, 0.0], [rng.uniform(10, 100), 0.0], 16)
    return _turned([line], rng.uniform(-25, 25))


def _dashes(rng: np.random.Generator) -> Lines:
    """Draw several strokes that lie down, below or beside each other."""
    count = int(rng.integers(2, 5))
    side_by_side = rng.random() < 0.4
    lines = []
    for number in range(count):
        start = np.array([42.0 * number, 0.0] if side_by_side else [0.0, 24.0 * number])
        start += rng.normal(0, 4, 2)
        reach = 26 if side_by_side else 70
        end = start + np.array([reach, rng.normal(0, 5)])
        lines.append(np.linspace(start, end, 12))
    return lines


SCRIBBLES: dict[str, Callable[[np.random.Generator], Lines]] = {
    "zigzag": _zigzag,
    "loops": _loops,
    "spring": _spring,
    "scrawl": _scrawl,
    "tangle": _tangle,
    "random walk": _random_walk,
    "hatching": _hatching,
    "random strokes": _random_strokes,
    "random arcs": _random_arcs,
    "invented letter": _invented_letter,
    "polygon": _polygon,
    "lobes": _lobes,
    "curl and dots": _curl_and_dots,
    "running hand": _running_hand,
    "crossing out": _crossing_out,
    "blot": _blot,
    "dot": _dot,
    "dots": _dots,
    "dash": _dash,
    "dashes": _dashes,
}
"""For each kind of scribble what writes one."""
