"""Signs of any kind written out as strokes, each in one of its ways."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.skeleton import Skeleton
from nn_core.data.synthetic.variation import USUAL, Variation
from nn_core.data.synthetic.writing import write_skeleton
from nn_core.ink.drawing import BOX_PX
from nn_core.ink.strokes import Stroke

__all__ = ["draw_line_widths", "write_signs"]

_WIDEST_PX, _NARROWEST_PX = 0.75, -0.4  # paper that stays within counters, measured as a radius
_SMALLEST, _LARGEST = 0.6, 4.0  # pixels of the pad for each unit of a skeleton


def draw_line_widths(count: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Choose pens as MNIST has them, from thin to thick, in pixels of its pictures."""
    return np.clip(rng.lognormal(np.log(2.5), 0.3, count), 1.3, 5.0)


def write_signs(
    skeletons: Sequence[Skeleton],
    line_widths: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    variation: Variation = USUAL,
) -> list[list[Stroke]]:
    """Write one sign many times.

    Parameters
    ----------
    skeletons
        The ways to write it, chosen as often as their shares say.
    line_widths
        float64 ndarray of shape (samples,): for each sample the pen that it will be drawn with, in
        pixels of MNIST's pictures.
    rng
        Decides on everything.
    variation
        How much hands differ.

    Returns
    -------
    list of list of Stroke
        The strokes of each sample. What closes up when drawn at its line width is written anew.
    """
    samples: list[list[Stroke]] = [[] for _ in line_widths]
    shares = np.array([skeleton.share for skeleton in skeletons])
    waiting = np.arange(len(line_widths))
    while len(waiting):
        chosen = rng.choice(len(skeletons), len(waiting), p=shares / shares.sum())
        failed = []
        for number in np.unique(chosen):
            indices = waiting[chosen == number]
            pens = line_widths[indices]
            written = write_skeleton(skeletons[number], len(indices), rng=rng, variation=variation)
            # A 0 whose counter fills up is a bar, but an 8 may well lose one of its two.
            is_open = written.widest * (BOX_PX - pens) - pens / 2 > _WIDEST_PX
            is_open &= written.narrowest * (BOX_PX - pens) - pens / 2 > _NARROWEST_PX
            sizes = np.exp(rng.uniform(np.log(_SMALLEST), np.log(_LARGEST), len(indices)))
            widths = sizes * 100 * pens / (BOX_PX - pens)
            for row in np.flatnonzero(is_open):
                samples[indices[row]] = [
                    Stroke.from_points(path[row] * np.float32(sizes[row]), widths[row])
                    for path in written.paths
                ]
            failed.append(indices[~is_open])
        waiting = np.sort(np.concatenate(failed))
    return samples
