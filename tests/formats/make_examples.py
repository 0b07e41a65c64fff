"""Write a small example of each file that Inkling keeps, in the format of the present version.

    python tests/formats/make_examples.py

Examples of earlier versions stay as they are: they show that later ones still open what people
have. Whoever raises the version of a format runs this once and commits the file that is new.
Everything in the examples is made up here.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QByteArray, QSettings

from desktop_app.settings import Settings
from desktop_app.theme import Appearance
from desktop_app.train.train_settings import TrainSettings
from nn_core.cli.toml_file import as_toml
from nn_core.data.dataset import Dataset
from nn_core.ink.strokes import Stroke
from nn_core.model_file import FORMAT_VERSION, Model, save_model
from nn_core.network import Network
from nn_core.runs import MadeBy, Outcome, RunStatus, RunStore
from nn_core.runs.database import MIGRATIONS
from nn_core.teaching import Collection, new_digit
from nn_core.teaching.collection_file import SCHEMA_VERSION
from nn_core.training import EpochReport, Trainer, TrainingConfig, save_checkpoint
from nn_core.training.checkpoint import VERSION as CHECKPOINT_VERSION

EXAMPLES = Path(__file__).parent / "examples"

PRESENT_VERSIONS: Mapping[str, int] = {
    "model": FORMAT_VERSION,
    "checkpoint": CHECKPOINT_VERSION,
    "runs": len(MIGRATIONS),
    "own-digits": SCHEMA_VERSION,
    # These have no version of their own: a name that is unknown is told or passed over.
    "settings": 1,
    "training": 1,
    "in-use": 1,
}

CONFIG = TrainingConfig(
    architecture=({"kind": "flatten"}, {"kind": "dense", "units": 3}),
    dataset="synthetic",
    epochs=3,
    batch_size=6,
    optimizer="adamw",
    learning_rate=0.01,
    validation_fraction=0.0,
    seed=5,
)


def bars() -> Dataset:
    """Make twelve pictures of 6×6 pixels with a bar at one of three heights."""
    images = np.zeros((12, 6, 6), np.uint8)
    labels = np.arange(12, dtype=np.int64) % 3
    for index, label in enumerate(labels):
        images[index, 2 * label, index % 4 :] = 255
    return Dataset(images, labels, ("top", "middle", "bottom"), "bars")


def example_network() -> Network:
    """Make a network of 50 weights that takes pictures of 28×28 pixels."""
    layers: list[dict[str, Any]] = [
        {"kind": "average_pool2d", "pool_size": 14},
        {"kind": "flatten"},
        {"kind": "dense", "units": 10},
    ]
    network = Network.from_config(layers, input_shape=(1, 28, 28))
    network.parameter_vector[:] = np.linspace(-1.0, 1.0, network.parameter_vector.size)
    return network


def example_model() -> Model:
    """Make a model with something in each part of its header."""
    return Model(
        network=example_network(),
        name="Example",
        class_names=tuple("0123456789"),
        calibration={"temperature": 1.5},
        training=replace(CONFIG, architecture="small-30").to_dict(),
        scores={"test_accuracy": 0.25},
        provenance={"dataset": {"name": "synthetic"}},
        created="2026-01-02T03:04:05Z",
    )


def write_model(path: Path) -> None:
    """Write a model file."""
    save_model(path.with_suffix(".safetensors"), example_model())


def write_checkpoint(path: Path) -> None:
    """Write a training that was cut short after its first epoch."""
    trainer = Trainer(CONFIG, bars())
    for report in trainer.run():
        if isinstance(report, EpochReport):
            break
    save_checkpoint(path.with_suffix(".safetensors"), trainer.checkpoint())


def write_runs(path: Path) -> None:
    """Write a list with one run, and the folder of its network."""
    reports = tuple(
        EpochReport(
            epoch=epoch,
            epochs=2,
            training_loss=1.0 / epoch,
            training_accuracy=1 - 0.5 / epoch,
            validation_loss=1.2 / epoch,
            validation_accuracy=1 - 0.6 / epoch,
            learning_rate=0.001,
            gradient_norm=2.0,
            seconds=0.5,
            is_best=True,
        )
        for epoch in (1, 2)
    )
    with RunStore(path) as store:
        run = store.add(
            Outcome(
                model=example_model(),
                config=replace(CONFIG, architecture="small-30"),
                history=reports,
                best_epoch=2,
                status=RunStatus.FINISHED,
                made_by=MadeBy.COMMAND_LINE,
                scores={"test_accuracy": 0.25},
            )
        )
        store.set_note(run.id, "An example.")


def write_own_digits(path: Path) -> None:
    """Write a collection of two digits: one with its strokes, one of a picture alone."""
    one = Stroke.from_points([(100.0, 50.0), (104.0, 200.0), (102.0, 400.0)], width=20.0)
    picture = np.zeros((28, 28), np.uint8)
    picture[8:20, 8:20] = 200
    picture[12:16, 12:16] = 0
    Collection(path.with_suffix(".sqlite")).add(
        [new_digit(1, strokes=[one]), new_digit(0, image=picture)]
    )


def write_settings(path: Path) -> None:
    """Write what the window remembers, no item as it is at first."""
    store = QSettings(str(path.with_suffix(".ini")), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.appearance = Appearance.DARK
    settings.geometry = QByteArray(b"\x01\xd9\xd0\xcb")
    settings.page = "train"
    settings.pen_width = 31.5
    settings.folder = "/home/ada/Pictures"
    TrainSettings(store).save_config(CONFIG)
    store.sync()


def write_training(path: Path) -> None:
    """Write settings of a training as a TOML file."""
    text = as_toml(CONFIG.to_dict(), comment="An example.")
    path.with_suffix(".toml").write_text(text, encoding="utf-8")


def write_in_use(path: Path) -> None:
    """Write which network reads."""
    path.with_suffix(".txt").write_text("textbook-256-128\n", encoding="utf-8")


WRITERS: Mapping[str, Callable[[Path], None]] = {
    "model": write_model,
    "checkpoint": write_checkpoint,
    "runs": write_runs,
    "own-digits": write_own_digits,
    "settings": write_settings,
    "training": write_training,
    "in-use": write_in_use,
}


def examples_of(kind: str, version: int) -> list[Path]:
    """Find the example of a version of a format: one file or folder, or none."""
    return sorted(EXAMPLES.glob(f"{kind}-{version}*"))


def main() -> None:
    """Write the examples that are missing."""
    EXAMPLES.mkdir(exist_ok=True)
    for kind, version in PRESENT_VERSIONS.items():
        if not examples_of(kind, version):
            with tempfile.TemporaryDirectory() as folder:
                WRITERS[kind](Path(folder, f"{kind}-{version}"))
                for written in Path(folder).iterdir():
                    if not written.name.endswith(("-wal", "-shm", ".lock")):
                        shutil.move(written, EXAMPLES / written.name)
            print(f"{kind} {version}")


if __name__ == "__main__":
    main()
