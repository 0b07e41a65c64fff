"""A configuration goes through files unchanged, and refuses what makes no sense."""

import json
import tomllib
from typing import Any

import numpy as np
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
        TrainingConfig(optimizer="adamw", beta1=0.8, beta2=0.99, epsilon=1e-7),
        TrainingConfig(optimizer="rmsprop", rho=0.9),
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
        ({"learning_rate": -1}, "learning_rate should be above 0"),
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


NAN, INFINITE = float("nan"), float("inf")
HUGE = pytest.param(10**5000, id="a number of 5001 figures")
NUMBERS = [
    name for name, value in TrainingConfig().to_dict().items() if isinstance(value, int | float)
]
OPTIONAL_NUMBERS = [
    "weight_decay",
    "beta1",
    "beta2",
    "rho",
    "epsilon",
    "schedule_decay",
    "schedule_step_epochs",
    "clip_norm",
    "ema_decay",
    "patience",
    "tolerance",
]


@pytest.mark.parametrize("name", [*NUMBERS, *OPTIONAL_NUMBERS])
@pytest.mark.parametrize(
    "value",
    ["3", "", True, False, NAN, INFINITE, -INFINITE, -1, 1e300, 10**400, HUGE, [1], {}, b"1"],
)
def test_a_number_that_is_none_or_means_nothing_is_refused_by_its_name(
    name: str, value: object
) -> None:
    for make in (
        lambda: TrainingConfig.from_dict({name: value}),
        lambda: TrainingConfig(**{name: value}),
    ):
        with pytest.raises(ConfigError) as error:
            make()
        sentence = str(error.value)
        assert sentence.startswith(f"{name} ")
        assert sentence.endswith(".")
        assert len(sentence) < 200


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_has_to_be_there_is_asked_for(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} is a number, not None"):
        TrainingConfig.from_dict({name: None})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"threads": 100_000}, "threads should be at most 256, not 100000"),
        ({"schedule_decay": 1.5}, "schedule_decay should be at most 1"),
        ({"learning_rate": 0}, "learning_rate should be above 0"),
        ({"epsilon": 1e-46}, "epsilon should be at least 1e-30"),
        ({"validation_fraction": 1}, "validation_fraction should be below 1"),
        ({"architecture": []}, "at least one layer"),
        ({"architecture": ["dense"]}, "list of layers"),
        (
            {"architecture": [{"kind": "flatten"}, {"kind": "dense", "units": "x"}]},
            "Layer 1: units",
        ),
        ({"architecture": [{"kind": "dense", "units": 3, "bias": "no"}]}, "Layer 0: bias is true"),
        ({"class_weights": [1, NAN]}, "class_weights"),
        ({"class_weights": [1, True]}, "class_weights"),
        ({"class_weights": [1, 1e300]}, "class_weights"),
        ({"class_weights": [-1, 1]}, "lass weights"),
        ({"augmentation": {"turn_degrees": NAN}}, "turn_degrees"),
        ({"augmentation": {"turn_degrees": "5"}}, "turn_degrees"),
        ({"augmentation": {"stretch": 1e9}}, "stretch should be from 0 to 1"),
        ({"augmentation": {3: 1}}, "Unknown settings of augmentation: 3"),
        ({"augmentation": True}, "augmentation"),
        ({"dataset": None}, "dataset is a text"),
        ({"loss": ["cross-entropy"]}, "loss is a text"),
        ({3: 4}, "Unknown settings of training: 3"),
        ([], "a table"),
    ],
)
def test_what_would_fail_later_is_refused_at_once(values: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        TrainingConfig.from_dict(values)


def test_settings_have_their_own_types_however_they_were_made() -> None:
    config = TrainingConfig(
        epochs=np.int64(3),  # type: ignore[arg-type]  # as a search of settings gives it
        learning_rate=1,
        class_weights=[1, 2],  # type: ignore[arg-type]  # as JSON has it
    )
    assert json.dumps(config.to_dict()["epochs"]) == "3"
    assert isinstance(config.learning_rate, float)
    assert config.class_weights == (1.0, 2.0)


def test_an_unknown_initializer_is_explained() -> None:
    with pytest.raises(ConfigError, match="Unknown initializer 'random'; there are he, glorot"):
        TrainingConfig(initializer="random")


def test_class_weights_are_numbers_or_balanced() -> None:
    with pytest.raises(ConfigError, match="a list of numbers or 'balanced', not 'even'"):
        TrainingConfig.from_dict({"class_weights": "even"})
