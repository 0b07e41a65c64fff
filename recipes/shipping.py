"""From trained weights to the file that ships: calibrate, measure, and put it among the assets."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.cli.versions import versions
from nn_core.data.dataset import Dataset
from nn_core.data.synthetic import HELD_BACK_KINDS, negative_dataset
from nn_core.digits.drift import REFERENCE_KEY, drift_reference
from nn_core.digits.recognizer import Recognizer
from nn_core.evaluation import evaluate_model
from nn_core.model_file import Model, now, save_model
from nn_core.network import Network
from nn_core.reliability import fit_temperature

__all__ = ["REFUSED_DIGITS", "calibrate", "garbage", "refused_garbage", "ship"]

REFUSED_DIGITS = 0.005
"""The share of real digits that the shipped network may refuse."""

GARBAGE_SEED = 77
GARBAGE_SAMPLES = 3_000


def ship(
    path: Path,
    network: Network,
    *,
    calibration_data: Dataset,
    usual_pictures: NDArray[np.uint8],
    usual_strokes: NDArray[np.uint8],
    test_data: dict[str, Dataset],
    training: dict[str, Any],
    sources: list[str],
) -> Model:
    """Calibrate a network, measure it, and save it.

    Parameters
    ----------
    path
        Where the model file goes.
    network
        Eleven outputs: ten digits, and "not a digit".
    calibration_data
        Digits that nothing was learnt from.
    usual_pictures, usual_strokes
        As many of either, uint8 ndarrays of shape (samples, 28, 28): what a service is usually
        sent, for its watch over drift.
    test_data
        What to report on, by the name that the scores take.
    training
        How it was trained.
    sources
        What it was trained on, a line each.
    """
    calibration = calibrate(network, calibration_data)
    model = Model(
        network=network,
        name="Inkling",
        class_names=calibration_data.class_names,
        calibration=calibration,
        training=training,
        provenance={
            "trained on": sources,
            "command": "python -m recipes.inkling base, finish, polish, ship",
            "versions": versions(),
        },
        created=now(),
    )
    scores: dict[str, float] = {}
    for name, data in test_data.items():
        evaluation = evaluate_model(model, data)
        scores[f"{name}_accuracy"] = round(evaluation.accuracy, 5)
        scores[f"{name}_calibration_error"] = round(evaluation.calibration_error, 5)
        scores[f"{name}_refused"] = round(evaluation.refused / evaluation.samples, 5)
    pictures, _ = garbage()
    for refused in (REFUSED_DIGITS, 0.02):
        share = refused_garbage(network, calibration, calibration_data.images, pictures, refused)
        scores[f"garbage_refused_at_{refused:g}"] = round(share, 5)
    usual = np.concatenate([usual_pictures, usual_strokes])
    readings = Recognizer(model).read_images(usual)
    shipped = Model(
        network=network,
        name=model.name,
        class_names=model.class_names,
        calibration={**calibration, REFERENCE_KEY: drift_reference(readings)},
        training=model.training,
        scores=scores,
        provenance=model.provenance,
        created=model.created,
    )
    save_model(path, shipped)
    return shipped


def calibrate(network: Network, data: Dataset) -> dict[str, float]:
    """Fit the temperature, and the share of "not a digit" from which a drawing is refused."""
    logits = network.logits(data.images)
    temperature = fit_temperature(logits, data.labels)
    refusing = _not_a_digit(logits, temperature)
    return {
        "temperature": round(temperature, 4),
        "refusal_threshold": float(np.quantile(refusing, 1 - REFUSED_DIGITS, method="higher")),
    }


def garbage() -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Make signs that are no digits, of the kinds that nothing was learnt from."""
    pictures, kinds = negative_dataset(
        GARBAGE_SAMPLES, kinds=HELD_BACK_KINDS, rng=np.random.default_rng(GARBAGE_SEED)
    )
    return pictures, tuple(kinds)


def refused_garbage(
    network: Network,
    calibration: dict[str, float],
    digits: NDArray[np.uint8],
    pictures: NDArray[np.uint8],
    refused_digits: float,
) -> float:
    """Tell the share of pictures that is refused where so large a share of real digits is."""
    temperature = calibration["temperature"]
    of_digits = _not_a_digit(network.logits(digits), temperature)
    of_pictures = _not_a_digit(network.logits(pictures), temperature)
    threshold = np.quantile(of_digits, 1 - refused_digits, method="higher")
    return float((of_pictures >= threshold).mean())


def _not_a_digit(logits: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    wide = logits.astype(np.float64) / temperature
    wide -= wide.max(axis=1, keepdims=True)
    shares = np.exp(wide)
    refusing: NDArray[np.float64] = shares[:, -1] / shares.sum(axis=1)
    return refusing
