"""Ink told from paper: dark or light, in uneven light, with shadows, noise and ruled lines."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nn_core.ink.filters import box_mean, close_gaps, reduce_by
from nn_core.ink.ruled_lines import find_ruled_lines
from nn_core.ink.strays import without_strays

__all__ = ["separate_ink"]

_WORKING_SIDE = 640
_FAINTEST = 18.0
_NOISE_MULTIPLE = 4.0
_WINDOW_SHARES = (0.08, 0.16, 0.28, 0.45)
_SATURATED = 1.25
_AS_DARK_AS_INK = 0.3
_LEAST_SHARE_HOLLOW = 0.002
_TILES = 8
_FITS = 6
_SHARE_OF_PAPER = 0.75
_SMOOTH = 10.0


def separate_ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Find how much ink lies on each pixel of a picture.

    The paper's own shade is what remains when all that is narrow is filled up; what differs from
    it, in the direction in which the most differs, is ink. Lines that run from edge to edge and
    specks are left out.

    Parameters
    ----------
    gray
        uint8 ndarray of shape (height, width), dark ink on light paper or light ink on dark.

    Returns
    -------
    NDArray[np.float32]
        float32 ndarray of shape (height, width), ink = 1, paper = 0; a picture whose longer side
        passes 640 pixels comes reduced by a whole factor. All 0 where nothing is written.
    """
    levels = reduce_by(gray.astype(np.float32), -(-max(gray.shape) // _WORKING_SIDE))
    noise = _noise(levels)
    if _is_light_on_dark(levels, noise):
        levels = 255 - levels
    levels -= _slope(levels)
    smooth = box_mean(levels, 3) if noise > 2 and min(levels.shape) > 60 else levels
    floor = max(_FAINTEST, _NOISE_MULTIPLE * noise)
    depth = _depth(smooth, floor)
    depth[find_ruled_lines(depth, floor)] = 0
    full = _full_depth(depth[depth > floor])
    if full < floor:
        return np.zeros_like(levels)
    low = max(0.2 * full, 0.6 * floor)
    ink = np.clip((depth - low) / max(0.8 * full - low, 1.0), 0, 1).astype(np.float32)
    return without_strays(ink)


def _depth(levels: NDArray[np.float32], floor: float) -> NDArray[np.float32]:
    """Measure how far each pixel lies below the paper around it.

    The paper is found by filling up what is narrower than a window. The window should be wider
    than the pen's line and narrower than shadows: it grows until it finds hardly any more ink.
    """
    side = max(levels.shape)
    depth = np.zeros_like(levels)
    thin: NDArray[np.bool_] | None = None
    mass, hollow = 0.0, False
    for share in _WINDOW_SHARES:
        paper = close_gaps(levels, max(7, round(share * side)))
        deeper = paper - levels
        deeper -= np.float32(np.median(deeper))
        # In a shadow the ink's contrast fades with the light, so it counts by the paper's light.
        deeper *= np.float32(np.median(paper)) / np.maximum(paper, 32)
        # Ruled lines would outweigh the ink, and they are found whole by the first window.
        if thin is None:
            thin = find_ruled_lines(deeper, floor)
        found = float(np.clip(deeper - floor, 0, None)[~thin].sum())
        if mass > 0 and found < _SATURATED * mass and not hollow:
            break
        depth, mass = deeper, found
        hollow = _takes_ink_for_paper(levels, paper, deeper > floor)
    return depth


def _takes_ink_for_paper(
    levels: NDArray[np.float32], paper: NDArray[np.float32], faint: NDArray[np.bool_]
) -> bool:
    """Tell whether some of the paper is as dark as ink, as inside the lines of a thick pen."""
    if not faint.any():
        return True
    ink = float(np.quantile(levels[faint], 0.25))
    darkest = ink + _AS_DARK_AS_INK * (float(np.median(paper)) - ink)
    return float(np.mean(paper < darkest)) > _LEAST_SHARE_HOLLOW


def _noise(levels: NDArray[np.float32]) -> float:
    """Estimate the noise's standard deviation from what no smooth picture has."""
    if min(levels.shape) < 3:
        return 0.0
    rough = levels[:-2] - 2 * levels[1:-1] + levels[2:]
    rough = rough[:, :-2] - 2 * rough[:, 1:-1] + rough[:, 2:]
    return float(np.median(np.abs(rough))) / (0.6745 * 6)


def _is_light_on_dark(levels: NDArray[np.float32], noise: float) -> bool:
    """Tell whether more differs from the paper by being lighter than by being darker.

    The paper is guessed in two ways, since each fails somewhere: from the picture's rim, which
    shadows upset, and from the tiles around each place, which a thick pen fills.
    """
    threshold = max(10.0, 3 * noise)
    lighter = darker = 0.0
    for paper in _guess_paper(levels):
        residual = levels - paper
        lighter += float(np.square(np.clip(residual - threshold, 0, None)).sum())
        darker += float(np.square(np.clip(-residual - threshold, 0, None)).sum())
    return lighter > darker


def _guess_paper(levels: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    height, width = levels.shape
    rows, columns = _tile_edges(height), _tile_edges(width)
    medians = _tile_medians(levels)
    middles = np.median(sliding_window_view(np.pad(medians, 1, mode="edge"), (3, 3)), axis=(2, 3))
    down, along = np.meshgrid(
        np.linspace(0, 1, len(medians)), np.linspace(0, 1, medians.shape[1]), indexing="ij"
    )
    top, bottom, left, right = middles[0], middles[-1], middles[:, :1], middles[:, -1:]
    rim = ((1 - down) * top + down * bottom + (1 - along) * left + along * right) / 2
    tile_rows = np.searchsorted(rows, np.arange(height), side="right") - 1
    tile_columns = np.searchsorted(columns, np.arange(width), side="right") - 1
    for tiles in (middles, rim):
        yield tiles[np.ix_(tile_rows, tile_columns)].astype(np.float32)


def _slope(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fit a curved plane to the light, without its mean, passing over what is far from it.

    At the picture's edge the paper beyond is unknown, and a slope there would look like ink. Where
    no such plane fits most of the paper, as with a shadow's edge, it is 0.
    """
    medians = _tile_medians(levels)
    terms = _curves(*(np.linspace(-1, 1, length) for length in medians.shape))
    values = medians.ravel().astype(np.float64)
    flat = terms.reshape(-1, terms.shape[-1])
    weights = np.ones_like(values)
    for _ in range(_FITS):
        weighted = flat * weights[:, None]
        solution = np.linalg.lstsq(weighted.T @ flat, weighted.T @ values, rcond=None)[0]
        off = np.abs(values - flat @ solution)
        weights = 1 / (1 + (off / max(1.5 * float(np.median(off)), 2.0)) ** 2)
    if float(np.quantile(off, _SHARE_OF_PAPER)) > _SMOOTH:
        return np.zeros_like(levels)
    solution[0] = 0
    surface = _curves(*(np.linspace(-1, 1, length) for length in levels.shape)) @ solution
    return surface.astype(np.float32)


def _curves(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    down, along = np.meshgrid(y, x, indexing="ij")
    return np.stack(
        [np.ones_like(x + y[:, None]), along, down, along**2, along * down, down**2], -1
    )


def _tile_edges(length: int) -> NDArray[np.int64]:
    return np.linspace(0, length, min(_TILES, length) + 1).round().astype(np.int64)


def _tile_medians(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = levels.shape
    return np.array(
        [
            [
                np.median(levels[top:bottom, left:right])
                for left, right in pairwise(_tile_edges(width))
            ]
            for top, bottom in pairwise(_tile_edges(height))
        ],
        dtype=np.float32,
    )


def _full_depth(depths: NDArray[np.float32]) -> float:
    """Find how far full ink lies from the paper."""
    if not len(depths) or np.ptp(depths) < 1:
        return float(depths[0]) if len(depths) else 0.0
    return float(np.median(depths[depths > otsu(depths)]))


def otsu(values: NDArray[np.float32]) -> float:
    """Find the level that parts values into the two groups that differ most.

    References
    ----------
    N. Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979.
    """
    counts, edges = np.histogram(values, bins=128)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
    between = np.nan_to_num(below * above * gap**2)
    return float(edges[1 + int(between.argmax())])
