"""scikit-learn's MLPClassifier, which knows dense layers only."""

from collections.abc import Iterator

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.race import CLASSES, Race, orders, pictures

__all__ = ["train"]


def train(race: Race, samples: int) -> Iterator[int]:
    """Train for ever; give the number of samples of each batch."""
    images, labels = pictures(samples)
    inputs = (images.reshape(samples, -1) / np.float32(255)).astype(np.float32)
    network = MLPClassifier(race.hidden, batch_size=race.batch_size, random_state=0)
    classes = np.arange(CLASSES)
    for order in orders(samples, samples):
        # One epoch at a time: a call for each batch would count its own preparations.
        network.partial_fit(inputs[order], labels[order], classes=classes)
        yield samples
