"""How far handwriting that nobody wrote goes: trained on it alone, measured on MNIST.

`python -m benchmarks.synthetic_only` writes the digits, trains the network that ships on them with
no real digit among them, and prints how many of MNIST's test digits it reads. The datasets are
found as everywhere else (`INKLING_DATASETS`). Same seed, same number of threads, same machine:
same figure.
"""

import argparse
import time

import numpy as np

from nn_core.data import Dataset, load_dataset
from nn_core.data.synthetic import synthetic_dataset
from nn_core.errors import DatasetError
from nn_core.network import Network
from nn_core.training import EpochReport, Trainer, TrainingConfig


def main() -> None:
    """Write, train, measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=60_000)
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--architecture", default="inkling")
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--threads", type=int, default=1)
    chosen = options.parse_args()

    test = load_dataset("mnist", split="test")  # now, so that a missing one is missed before
    started = time.perf_counter()
    written = synthetic_dataset(chosen.samples, rng=np.random.default_rng(chosen.seed))
    seconds = time.perf_counter() - started
    print(f"{written.provenance}: {chosen.samples / seconds:.0f} a second", flush=True)

    config = TrainingConfig(
        architecture=chosen.architecture,
        dataset="synthetic",
        epochs=chosen.epochs,
        optimizer="adamw",
        learning_rate=0.004,
        schedule="one-cycle",
        label_smoothing=0.05,
        validation_fraction=0.0,
        seed=chosen.seed,
        threads=chosen.threads,
    )
    trainer = Trainer(config, written)
    for report in trainer.run():
        if isinstance(report, EpochReport):
            print(
                f"epoch {report.epoch} of {chosen.epochs}: loss {report.training_loss:.4f}, "
                f"{time.perf_counter() - started:.0f} s",
                flush=True,
            )
    measure(trainer.network, test)


def measure(network: Network, test: Dataset) -> None:
    """Print the network's accuracy on MNIST's test digits, and what it takes for what."""
    answers = network.predict(test.images)
    right = answers == test.labels
    print(f"MNIST's test digits: {100 * right.mean():.2f}% read rightly")
    confusion = np.zeros((10, 10), dtype=np.int64)
    np.add.at(confusion, (test.labels, answers), 1)
    print("digit (down) taken for (across):")
    print("     " + "".join(f"{digit:6d}" for digit in range(10)))
    for digit, row in enumerate(confusion):
        print(f"{digit:5d}" + "".join(f"{count:6d}" for count in row))


if __name__ == "__main__":
    try:
        main()
    except DatasetError as error:
        raise SystemExit(str(error)) from None
