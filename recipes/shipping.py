"""From trained weights to the file that ships: calibrate, measure, and put it among the assets."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.data.dataset import Dataset
from nn_core.data.synthetic import HELD_BACK_KINDS, negative_dataset
from nn_core.digits.drift import REFERENCE_KEY, drift_reference
from nn_core.digits.recognizer import Recognizer
from nn_core.evaluation import evaluate_model
from nn_core.model_file import Model, now, save_model
from nn_core.network import Network
from nn_core.reliability import fit_temperature
from nn_core.versions import versions
from recipes.fonts import held_back_fonts

__all__ = ["REFUSED_DIGITS", "calibrate", "garbage", "refused_garbage", "ship"]

REFUSED_DIGITS = 0.005
"""The share of real digits that the shipped network may refuse."""

NOT_A_DIGIT_IN_USE = 0.01
"""The share of drawings that are no digits, as we expect it in use; in training it is larger."""

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
    negatives: float,
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
    negatives
        The share of what it was trained on that was no digit.
    """
    calibration = calibrate(network, calibration_data, negatives=negatives)
    model = Model(
        network=network,
        name="Inkling",
        class_names=calibration_data.class_names,
        calibration=calibration,
        training=training,
        provenance={
            "trained on": sources,
            "command": "python -m recipes.inkling base; finish; polish; settle; hands; ship",
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
        share = refused_garbage(model, calibration_data.images, pictures, refused)
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


def calibrate(network: Network, data: Dataset, *, negatives: float) -> dict[str, float]:
    """Fit the temperature, and the share of "not a digit" from which a drawing is refused.

    Parameters
    ----------
    network
        Eleven outputs: ten digits, and "not a digit".
    data
        Digits that nothing was learnt from.
    negatives
        The share of the training pictures that was no digit.
    """
    logits = network.logits(data.images)
    in_use = NOT_A_DIGIT_IN_USE / (1 - NOT_A_DIGIT_IN_USE)
    calibration = {
        "temperature": round(fit_temperature(logits, data.labels), 4),
        "not_a_digit_odds": round(in_use / (negatives / (1 - negatives)), 4),
    }
    model = Model(network=network, name="", class_names=data.class_names, calibration=calibration)
    refusing = model.shares(logits)[:, -1]
    threshold = float(np.quantile(refusing, 1 - REFUSED_DIGITS, method="higher"))
    return {**calibration, "refusal_threshold": threshold}


def garbage() -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Make signs that are no digits, of kinds and with fonts that nothing was learnt from."""
    pictures, kinds = negative_dataset(
        GARBAGE_SAMPLES,
        kinds=HELD_BACK_KINDS,
        rng=np.random.default_rng(GARBAGE_SEED),
        fonts=held_back_fonts(),
    )
    return pictures, tuple(kinds)


def refused_garbage(
    model: Model,
    digits: NDArray[np.uint8],
    pictures: NDArray[np.uint8],
    refused_digits: float,
) -> float:
    """Tell the share of pictures that is refused where so large a share of real digits is."""
    of_digits, of_pictures = (
        model.shares(model.network.logits(images))[:, -1] for images in (digits, pictures)
    )
    threshold = np.quantile(of_digits, 1 - refused_digits, method="higher")
    return float((of_pictures >= threshold).mean())
