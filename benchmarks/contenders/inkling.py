"""Inkling itself, as `Trainer` trains it."""

from collections.abc import Iterator

from benchmarks.contenders.race import CLASSES, Race, pictures
from nn_core.data.dataset import Dataset
from nn_core.training import BatchReport, Trainer, TrainingConfig

__all__ = ["train"]


def train(race: Race, samples: int, *, augmentation: str | None = None) -> Iterator[int]:
    """Train for ever; give the number of samples of each batch."""
    images, labels = pictures(samples)
    data = Dataset(images, labels, tuple(map(str, range(CLASSES))), "noise")
    config = TrainingConfig(
        architecture=race.layers(),
        batch_size=race.batch_size,
        epochs=1_000_000,
        validation_fraction=0.0,
        augmentation=augmentation,
    )
    for report in Trainer(config, data).run():
        if isinstance(report, BatchReport):
            yield race.batch_size
