"""Train the network that ships.

It happens in five parts. The first learns from MNIST, synthetic strokes and signs that are none,
and sees no pen strokes of real people. The second goes on from there with the pen strokes of 22
writers; the third polishes, with pictures that are varied less. The last two each begin with the
mean of these three parts' weights and let them settle at a small learning rate, "hands" with more
pen strokes than "settle". So the second part can be repeated with other writers held back, which
tells how well hands are read that the network has never seen, without repeating the first.

What ships is again a mean, that of all parts but the third. The first reads MNIST best and the
others pen strokes; on pictures kept aside, such means read both nearly as well as the best of them.

    python -m recipes.inkling base    # an hour on one core
    python -m recipes.inkling finish  # some 16 minutes
    python -m recipes.inkling polish  # some 10 minutes
    python -m recipes.inkling settle  # some 11 minutes
    python -m recipes.inkling hands   # some 11 minutes
    python -m recipes.inkling ship    # average, calibrate, measure, and put it among the assets
    python -m recipes.inkling folds   # for the report alone: five times a third of the second part
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nn_core.data import load_dataset, load_strokes
from nn_core.data.dataset import Dataset
from nn_core.data.mixture import MIXED_CLASS_NAMES, NOT_A_DIGIT, Mixture, mix_digits
from nn_core.data.pen_dataset import HELD_BACK_WRITERS, dataset_of_strokes
from nn_core.data.readers.unipen import StrokeSample
from nn_core.model_file import Model, load_model, now, save_model
from nn_core.network import Network
from nn_core.training import EpochReport, Trainer, TrainingConfig
from nn_core.training.recipes import RECIPES
from recipes.fonts import training_fonts
from recipes.shipping import ship

SEED = 2026
RUNS = Path("runs") / "inkling"

CALIBRATION_PICTURES = 3_000
"""How many of MNIST's training pictures are kept aside to calibrate by."""
CALIBRATION_WRITERS = frozenset({7, 22})
"""The writers kept aside for the same; no other reason to choose these two than their numbers."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the training.

    Attributes
    ----------
    config
        How to train.
    mixture
        What to learn from; without rewritings, from no pen strokes of real people.
    start
        The parts with the mean of whose weights it begins; none to begin anew.
    """

    config: TrainingConfig
    mixture: Mixture
    start: tuple[str, ...] = ()

    def data(self, strokes: Sequence[StrokeSample], *, number: int) -> Dataset:
        """Mix what this part learns from; its number decides on what is left to chance."""
        return mix_digits(
            pictures_to_learn_from(),
            strokes if self.mixture.rewritings else [],
            mixture=self.mixture,
            rng=np.random.default_rng(SEED + number),
            fonts=training_fonts(),
        )

    def share_of_negatives(self) -> float:
        """Work out which share of what it learns from is no digit."""
        digits = len(pictures_to_learn_from()) + self.mixture.synthetic
        digits += self.mixture.rewritings * len(strokes_to_learn_from())
        return self.mixture.negatives / (digits + self.mixture.negatives)


_BASE = replace(
    RECIPES["inkling"].config,
    dataset="mnist, synthetic, signs",
    epochs=45,
    validation_fraction=0.0,
    seed=SEED,
    threads=1,
)
_FINISH = replace(
    _BASE,
    dataset="mnist, pendigits, synthetic, signs",
    epochs=12,
    learning_rate=0.002,
    schedule="cosine",
    warmup_epochs=0.3,
)
_REAL = Mixture(rewritings=3, synthetic=8_000, negatives=12_000)
PARTS = {
    "base": Part(_BASE, Mixture(rewritings=0, synthetic=24_000, negatives=22_000)),
    "finish": Part(
        _FINISH, Mixture(rewritings=4, synthetic=15_000, negatives=16_000), start=("base",)
    ),
    "polish": Part(
        replace(_FINISH, epochs=8, learning_rate=0.001, augmentation="light"),
        _REAL,
        start=("finish",),
    ),
    "settle": Part(
        replace(_FINISH, epochs=9, learning_rate=0.0006),
        _REAL,
        start=("base", "finish", "polish"),
    ),
    "hands": Part(
        replace(_FINISH, epochs=8, learning_rate=0.0006, seed=SEED + 1),
        Mixture(rewritings=5, synthetic=6_000, negatives=11_000),
        start=("base", "finish", "polish"),
    ),
}
"""The parts by their names, in their order."""
SHIPPED = ("base", "finish", "settle", "hands")
"""The parts the mean of whose weights ships."""

FOLDS = 5
"""Into how many parts the writers are divided for the report."""
FOLDS_REPORT = Path("docs") / "folds.json"
"""Where the model card finds what came of them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one part of the recipe."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=(*PARTS, "ship", "folds"))
    parser.add_argument(
        "--fold", type=int, choices=range(FOLDS), help="with folds: only this one, counted from 0"
    )
    parser.add_argument("--threads", type=int, default=_BASE.threads, help="threads a batch")
    options = parser.parse_args(arguments)
    RUNS.mkdir(parents=True, exist_ok=True)
    if options.part in PARTS:
        train_part(options.part, threads=options.threads)
    elif options.part == "ship":
        ship_finished()
    else:
        chosen = range(FOLDS) if options.fold is None else [options.fold]
        for fold in chosen:
            train_fold(fold, threads=options.threads)
        report_folds()
    return 0


def train_part(name: str, *, threads: int) -> None:
    """Train one part, and keep what comes of it."""
    part = PARTS[name]
    data = part.data(strokes_to_learn_from(), number=list(PARTS).index(name))
    config = replace(part.config, threads=threads)
    network = train(config, data, calibration_data(), name=name, start=part.start)
    keep(RUNS / f"{name}.safetensors", network, part.config)


def ship_finished() -> None:
    """Calibrate and measure what ships, and put it among the assets."""
    test_data = {
        "mnist_test": load_dataset("mnist", split="test"),
        "unseen_writers": load_dataset("pendigits", split="test"),
    }
    apart = calibration_data()
    strokes = apart.images[CALIBRATION_PICTURES:]
    first = PARTS["base"].mixture
    shipped = ship(
        Path("assets") / "models" / "inkling.safetensors",
        mean_of(SHIPPED),
        calibration_data=apart,
        usual_pictures=apart.images[: len(strokes)],
        usual_strokes=strokes,
        test_data=test_data,
        training={name: part.config.to_dict() for name, part in PARTS.items()},
        sources=[
            f"{len(pictures_to_learn_from()):,} training pictures of MNIST (CC BY-SA 3.0)",
            "pen strokes of 22 writers of Pendigits (CC BY 4.0)",
            f"synthetic strokes ({first.synthetic:,} digits), and signs that are none "
            f"({first.negatives:,}), among them letters printed with DejaVu Sans and Liberation "
            "Sans",
        ],
        negatives=float(np.mean([PARTS[name].share_of_negatives() for name in SHIPPED])),
    )
    print(json.dumps({"calibration": _brief(shipped), "scores": dict(shipped.scores)}, indent=1))


def mean_of(parts: Sequence[str]) -> Network:
    """Average the weights of some parts, and their running statistics.

    References
    ----------
    Wortsman et al., "Model soups: averaging weights of multiple fine-tuned models improves accuracy
    without increasing inference time", 2022, https://arxiv.org/abs/2203.05482
    """
    networks = [load_model(RUNS / f"{name}.safetensors").network for name in parts]
    states = [network.state() for network in networks]
    mean = networks[0]
    mean.load_state(
        {name: np.mean([state[name] for state in states], axis=0) for name in states[0]}
    )
    return mean


def train_fold(fold: int, *, threads: int) -> None:
    """Go on with the pen strokes of four fifths of the writers, and read those of the others.

    The writers of a fold are those whose number leaves the same remainder by five. Nothing is
    chosen by what comes out: the latest weights count.
    """
    samples = all_strokes()
    apart = [sample for sample in samples if sample.writer % FOLDS == fold]
    others = [sample for sample in samples if sample.writer % FOLDS != fold]
    part = PARTS["finish"]
    config = replace(part.config, epochs=4, threads=threads)
    data = dataset_of_strokes(apart, provenance=f"Pendigits, fold {fold}")
    mixed = part.data(others, number=1)
    network = train(config, mixed, data, name=f"fold-{fold}", start=part.start)
    keep(RUNS / f"fold-{fold}.safetensors", network, config)
    right = network.logits(data.images)[:, :NOT_A_DIGIT].argmax(axis=1) == data.labels
    of_writer = np.array([sample.writer for sample in apart])
    result = {
        "fold": fold,
        "samples": len(data),
        "accuracy": float(right.mean()),
        "writers": {
            str(writer): float(right[of_writer == writer].mean())
            for writer in sorted(set(of_writer.tolist()))
        },
    }
    (RUNS / f"fold-{fold}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result))


def report_folds() -> None:
    """Write down what came of all folds, for the model card."""
    folds = [json.loads(path.read_text("utf-8")) for path in sorted(RUNS.glob("fold-?.json"))]
    if len(folds) < FOLDS:
        print(f"{len(folds)} of {FOLDS} folds are there; the report waits.", file=sys.stderr)
        return
    FOLDS_REPORT.write_text(json.dumps(folds, indent=1) + "\n", encoding="utf-8")


def pictures_to_learn_from() -> Dataset:
    """Give MNIST's training pictures, less those kept aside."""
    mnist = load_dataset("mnist")
    return mnist.take(_mnist_order(len(mnist))[CALIBRATION_PICTURES:])


def calibration_data() -> Dataset:
    """Give what probabilities are calibrated by: weights were never fitted to it."""
    mnist = load_dataset("mnist")
    pictures = mnist.take(_mnist_order(len(mnist))[:CALIBRATION_PICTURES])
    strokes = [sample for sample in all_strokes() if sample.writer in CALIBRATION_WRITERS]
    drawn = dataset_of_strokes(strokes, provenance="Pendigits, two writers")
    return Dataset(
        np.concatenate([pictures.images, drawn.images]),
        np.concatenate([pictures.labels, drawn.labels]),
        MIXED_CLASS_NAMES,
        "3,000 pictures of MNIST's training part and two writers of Pendigits",
    )


def all_strokes() -> list[StrokeSample]:
    """Give the pen strokes of all thirty writers."""
    return [
        sample
        for split in ("train", "test")
        for sample in load_strokes("pendigits", split=split) or []
    ]


def strokes_to_learn_from() -> list[StrokeSample]:
    """Give the pen strokes of the writers that are neither held back nor kept aside."""
    apart = HELD_BACK_WRITERS | CALIBRATION_WRITERS
    return [sample for sample in all_strokes() if sample.writer not in apart]


def train(
    config: TrainingConfig,
    data: Dataset,
    watched: Dataset,
    *,
    name: str,
    start: Sequence[str] = (),
) -> Network:
    """Train from the weights of earlier parts, or from none, and tell of each epoch.

    Nothing is chosen by the data that are watched: the averaged weights of the last step count.
    """
    network = mean_of(start) if start else None
    trainer = Trainer(config, data, network=network)
    for report in epochs(trainer):
        latest = trainer.best_network()
        digits = latest.logits(watched.images)[:, :NOT_A_DIGIT].argmax(axis=1)
        right = float((digits == watched.labels).mean())
        print(
            f"{name}: epoch {report.epoch} of {report.epochs}, loss {report.training_loss:.4f}, "
            f"accuracy {report.training_accuracy:.2%}, watched {right:.2%}, "
            f"{report.seconds:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        keep(RUNS / f"{name}-latest.safetensors", latest, config)
    return latest


def epochs(trainer: Trainer) -> Iterator[EpochReport]:
    """Train, and give the reports of the epochs alone."""
    for report in trainer.run():
        if isinstance(report, EpochReport):
            yield report


def keep(path: Path, network: Network, config: TrainingConfig) -> None:
    """Save a network that is not finished: without calibration and scores."""
    model = Model(
        network=network,
        name="Inkling",
        class_names=MIXED_CLASS_NAMES,
        training=config.to_dict(),
        provenance={"made by": "recipes/inkling.py"},
        created=now(),
    )
    save_model(path, model)


def _brief(model: Model) -> dict[str, float]:
    return {
        name: value for name, value in model.calibration.items() if isinstance(value, int | float)
    }


def _mnist_order(samples: int) -> np.ndarray:
    return np.random.default_rng(SEED).permutation(samples)


if __name__ == "__main__":
    sys.exit(main())
