"""A configuration goes through files unchanged, and refuses what makes no sense."""

import json
import tomllib
from typing import Any

import pytest

from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

LAYERS = (
    {"kind": "flatten"},
    {"kind": "dense", "units": 10},
)


@pytest.mark.parametrize(
    "config",
    [
        TrainingConfig(),
        TrainingConfig(
            architecture=LAYERS,
            class_weights=(1.0, 2.0),
            augmentation={"shift_px": 1.0},
            schedule="one-cycle",
            warmup_epochs=2.5,
            ema_decay=0.99,
            patience=3,
        ),
    ],
)
def test_json_round_trip(config: TrainingConfig) -> None:
    assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_a_toml_file_names_what_differs_from_the_defaults() -> None:
    text = """
    dataset = "synthetic"
    epochs = 5
    learning_rate = 1
    architecture = [{ kind = "flatten" }, { kind = "dense", units = 10 }]
    [augmentation]
    turn_degrees = 5
    """
    config = TrainingConfig.from_dict(tomllib.loads(text))
    assert config == TrainingConfig(
        dataset="synthetic",
        epochs=5,
        learning_rate=1.0,
        architecture=LAYERS,
        augmentation={"turn_degrees": 5},
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"epoch": 3}, "Unknown settings of training: epoch"),
        ({"epochs": 0}, "epochs should be at least 1, not 0"),
        ({"epochs": 2.5}, "epochs is a whole number"),
        ({"epochs": "many"}, "epochs is a number"),
        ({"epochs": True}, "epochs is a number"),
        ({"learning_rate": float("nan")}, "learning_rate is a number"),
        ({"learning_rate": -1}, "learning rate"),
        ({"seed": -1}, "seed"),
        ({"batch_size": 0}, "batch_size"),
        ({"threads": 0}, "threads"),
        ({"l1": -1}, "l1"),
        ({"l2": -1}, "l2"),
        ({"validation_fraction": 1}, "validation_fraction"),
        ({"clip_norm": 0}, "clip_norm"),
        ({"ema_decay": 1}, "ema_decay"),
        ({"patience": 0}, "patience"),
        ({"tolerance": -1}, "tolerance"),
        ({"optimizer": "lion"}, "lion"),
        ({"optimizer": 3}, "optimizer is a text"),
        ({"loss": "hinge"}, "hinge"),
        ({"schedule": "zigzag"}, "zigzag"),
        ({"schedule": "cosine", "warmup_epochs": 10}, "warm-up"),
        ({"architecture": "gigantic"}, "gigantic"),
        ({"architecture": 7}, "architecture"),
        ({"augmentation": "wild"}, "wild"),
        ({"augmentation": 3}, "augmentation"),
        ({"class_weights": "heavy"}, "class_weights"),
        ({"loss": "mean-squared-error", "label_smoothing": 0.1}, "cross-entropy"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        TrainingConfig.from_dict(values)


def test_an_unknown_initializer_is_explained() -> None:
    with pytest.raises(ConfigError, match="Unknown initializer 'random'; there are he, glorot"):
        TrainingConfig(initializer="random")


def test_class_weights_are_numbers_or_balanced() -> None:
    with pytest.raises(ConfigError, match="a list of numbers or 'balanced', not 'even'"):
        TrainingConfig.from_dict({"class_weights": "even"})
