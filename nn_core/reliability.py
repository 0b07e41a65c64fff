"""How far a network's stated confidence can be trusted, and what refusing the doubtful buys."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "REFUSED_SHARES",
    "ConfidenceBin",
    "RefusalPoint",
    "calibration_error",
    "confidence_bins",
    "fit_temperature",
    "refusal_curve",
]

BINS = 15
REFUSED_SHARES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """The answers whose confidence lies in one range.

    Attributes
    ----------
    low, high
        The range.
    samples
        How many answers lie in it.
    confidence
        Their mean confidence; 0 where there is none.
    accuracy
        The share of them that is right; 0 where there is none.
    """

    low: float
    high: float
    samples: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class RefusalPoint:
    """What becomes of the accuracy when the least sure answers are withheld.

    Attributes
    ----------
    refused
        The share of all samples that is refused.
    threshold
        The confidence below which they are.
    accuracy
        The share of right answers among the rest.
    """

    refused: float
    threshold: float
    accuracy: float


def confidence_bins(
    confidences: NDArray[np.floating], right: NDArray[np.bool_], *, bins: int = BINS
) -> tuple[ConfidenceBin, ...]:
    """Sort answers into ranges of confidence of equal width.

    Parameters
    ----------
    confidences
        ndarray of shape (samples,), from 0 to 1.
    right
        bool ndarray of shape (samples,).
    bins
        How many ranges there are.
    """
    index = np.minimum((confidences * bins).astype(np.int64), bins - 1)
    counts = np.bincount(index, minlength=bins)
    confidence = np.bincount(index, weights=confidences, minlength=bins) / np.maximum(counts, 1)
    accuracy = np.bincount(index, weights=right, minlength=bins) / np.maximum(counts, 1)
    return tuple(
        ConfidenceBin(
            place / bins,
            (place + 1) / bins,
            int(counts[place]),
            float(confidence[place]),
            float(accuracy[place]),
        )
        for place in range(bins)
    )


def calibration_error(
    confidences: NDArray[np.floating], right: NDArray[np.bool_], *, bins: int = BINS
) -> float:
    """Work out the expected calibration error: how far confidence and accuracy lie apart.

    Parameters
    ----------
    confidences
        ndarray of shape (samples,), from 0 to 1.
    right
        bool ndarray of shape (samples,).
    bins
        How many ranges of confidence are told apart.

    Returns
    -------
    float
        The mean of |confidence − accuracy| over the ranges, weighted by their samples; 0 for none.

    References
    ----------
    C. Guo et al., "On Calibration of Modern Neural Networks", 2017,
    https://arxiv.org/abs/1706.04599
    """
    if len(confidences) == 0:
        return 0.0
    gaps = (
        part.samples * abs(part.confidence - part.accuracy)
        for part in confidence_bins(confidences, right, bins=bins)
    )
    return sum(gaps) / len(confidences)


def fit_temperature(logits: NDArray[np.floating], labels: NDArray[np.int64]) -> float:
    """Find the temperature that makes softmax(logits / temperature) fit the labels best.

    Parameters
    ----------
    logits
        ndarray of shape (samples, classes), on samples that were not learnt from.
    labels
        int64 ndarray of shape (samples,).

    Returns
    -------
    float
        From 0.05 to 20, found by golden-section search on the mean cross-entropy; 1 for no samples.

    References
    ----------
    C. Guo et al., "On Calibration of Modern Neural Networks", 2017,
    https://arxiv.org/abs/1706.04599
    """
    if len(labels) == 0:
        return 1.0
    wide = logits.astype(np.float64)
    wide -= wide.max(axis=1, keepdims=True)
    of_truth = wide[np.arange(len(labels)), labels]

    def cross_entropy(log_temperature: float) -> float:
        sharpness = float(np.exp(-log_temperature))
        totals = np.log(np.exp(wide * sharpness).sum(axis=1))
        return float((totals - of_truth * sharpness).mean())

    low, high = float(np.log(0.05)), float(np.log(20.0))
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    while high - low > 1e-4:
        first, second = high - golden * (high - low), low + golden * (high - low)
        if cross_entropy(first) < cross_entropy(second):
            high = second
        else:
            low = first
    return float(np.exp((low + high) / 2.0))


def refusal_curve(
    confidences: NDArray[np.floating],
    right: NDArray[np.bool_],
    shares: Sequence[float] = REFUSED_SHARES,
) -> tuple[RefusalPoint, ...]:
    """Withhold more and more of the least sure answers, and see how right the rest is.

    Parameters
    ----------
    confidences
        ndarray of shape (samples,), from 0 to 1.
    right
        bool ndarray of shape (samples,).
    shares
        The shares of samples to refuse, each below 1.

    Returns
    -------
    tuple[RefusalPoint, ...]
        One for each share; empty where there are no samples.
    """
    samples = len(confidences)
    order = np.argsort(confidences, kind="stable")
    points = []
    for share in shares if samples else ():
        first = min(round(share * samples), samples - 1)
        points.append(
            RefusalPoint(
                first / samples,
                float(confidences[order[first]]) if first else 0.0,
                float(right[order[first:]].mean()),
            )
        )
    return tuple(points)
