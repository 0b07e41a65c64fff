"""What the shipped network learns from: digits of three kinds, and signs that are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.data.dataset import Dataset
from nn_core.data.readers.unipen import StrokeSample
from nn_core.data.rewriting import draw_rewritten
from nn_core.data.synthetic import TRAINING_KINDS, negative_dataset, synthetic_dataset

__all__ = ["MIXED_CLASS_NAMES", "NOT_A_DIGIT", "Mixture", "mix_digits"]

NOT_A_DIGIT = len(DIGIT_NAMES)
"""The label of what is no digit."""
MIXED_CLASS_NAMES = (*DIGIT_NAMES, "not a digit")


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much of each kind goes into the mixture, beside all pictures that are given.

    Attributes
    ----------
    rewritings
        How often each sample of pen strokes is written once more.
    synthetic
        How many synthetic digits are made.
    negatives
        How many signs that are no digits are made, of the kinds that may be trained on.
    """

    rewritings: int = 8
    synthetic: int = 40_000
    negatives: int = 30_000


def mix_digits(
    pictures: Dataset,
    pen: Sequence[StrokeSample],
    *,
    mixture: Mixture,
    rng: np.random.Generator,
    fonts: Sequence[Path] = (),
) -> Dataset:
    """Put together what the shipped network learns from, in an order left to chance.

    Parameters
    ----------
    pictures
        MNIST's training pictures, or some of them.
    pen
        Pen strokes of the writers that may be learnt from.
    mixture
        How much of each kind.
    rng
        Decides on all that is made, and on the order.
    fonts
        Font files that half of the letters among the signs are printed with.

    Returns
    -------
    Dataset
        Of eleven classes: the digits, and `NOT_A_DIGIT`.
    """
    for_pen, for_synthetic, for_negatives, for_order = rng.spawn(4)
    written = [
        draw_rewritten(sample.strokes, rng=for_pen)
        for _ in range(mixture.rewritings)
        for sample in pen
    ]
    pen_labels = np.tile([sample.label for sample in pen], mixture.rewritings)
    synthetic = synthetic_dataset(mixture.synthetic, rng=for_synthetic)
    negatives, _ = negative_dataset(
        mixture.negatives, kinds=TRAINING_KINDS, rng=for_negatives, fonts=fonts
    )
    images = np.concatenate([pictures.images, *_stacked(written), synthetic.images, negatives])
    labels = np.concatenate(
        [pictures.labels, pen_labels, synthetic.labels, np.full(len(negatives), NOT_A_DIGIT)]
    ).astype(np.int64)
    order = for_order.permutation(len(images))
    return Dataset(
        images[order],
        labels[order],
        MIXED_CLASS_NAMES,
        f"{pictures.provenance}; {len(pen)} digits of pen strokes, {mixture.rewritings} times; "
        f"{mixture.synthetic} synthetic digits; {mixture.negatives} signs that are no digits",
    )


def _stacked(images: list[np.ndarray]) -> list[np.ndarray]:
    return [np.stack(images)] if images else []
