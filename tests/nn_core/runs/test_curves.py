"""A run is exported as a folder, its curves as a picture."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from nn_core.cli.toml_file import read_toml
from nn_core.model_file import load_model
from nn_core.runs import Outcome, RunStore
from nn_core.runs.curves import SIZE_PX, TRAINING, VALIDATION, draw_curves
from nn_core.runs.export import export_run
from nn_core.training import TrainingConfig

MakeOutcome = Callable[..., Outcome]


def pixels_of(image: Image.Image, color: str) -> int:
    wanted = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])
    return int((abs(np.asarray(image).astype(int) - wanted) < 40).all(axis=2).sum())


def test_an_export_holds_all_that_the_run_was(
    store: RunStore, tmp_path: Path, make_outcome: MakeOutcome
) -> None:
    run = store.add(make_outcome("Épreuve no. 1", epochs=3))
    store.set_note(run.id, "for the others")
    folder = export_run(store, run.id, tmp_path / "out")
    assert folder == tmp_path / "out" / "epreuve-no-1"
    assert load_model(folder / "model.safetensors").name == "Épreuve no. 1"
    config = TrainingConfig.from_dict(read_toml(folder / "run.toml"))
    assert config == run.settings()
    rows = list(csv.DictReader((folder / "history.csv").read_text("utf-8").splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (record["note"], record["scores"]) == ("for the others", {"test_accuracy": 0.97})
    with Image.open(folder / "curves.png") as image:
        assert image.size == SIZE_PX
    assert export_run(store, run.id, tmp_path / "out").name == "epreuve-no-1-2"


def test_both_curves_are_drawn_and_named(make_outcome: MakeOutcome) -> None:
    history = make_outcome(epochs=12).history
    image = draw_curves(history, title="A run", sentence="learnt from synthetic")
    assert pixels_of(image, TRAINING) > 1000
    assert pixels_of(image, VALIDATION) > 1000

    alone = tuple(replace(r, validation_loss=None, validation_accuracy=None) for r in history)
    assert pixels_of(draw_curves(alone, title="A run"), VALIDATION) == 0


def test_a_single_epoch_and_a_loss_without_end_can_be_drawn(make_outcome: MakeOutcome) -> None:
    history = make_outcome(epochs=2).history
    assert pixels_of(draw_curves(history[:1], title="One"), TRAINING) > 0
    mad = (history[0], replace(history[1], training_loss=float("nan")))
    assert pixels_of(draw_curves(mad, title="x" * 300), TRAINING) > 0
