"""Weights begin with the spread that the papers give, and as suits what follows."""

import math

import numpy as np
import pytest

from nn_core.errors import ConfigError
from nn_core.initializers import INITIALIZERS, initial_weight
from nn_core.layers import Conv2D, Dense, Layer

FAN_IN, FAN_OUT = 400, 200
VARIANCES = {
    "he": 2 / FAN_IN,
    "glorot": 2 / (FAN_IN + FAN_OUT),
    "lecun": 1 / FAN_IN,
    "uniform": 0.1**2 / 12,
    "normal": 0.05**2,
    "zeros": 0.0,
}


def test_every_initializer_is_looked_at() -> None:
    assert set(VARIANCES) == set(INITIALIZERS)


@pytest.mark.parametrize("name", VARIANCES)
def test_the_spread_is_the_papers(name: str) -> None:
    weight = initial_weight(
        name,
        (FAN_OUT, FAN_IN),
        fan_in=FAN_IN,
        fan_out=FAN_OUT,
        rng=np.random.default_rng(0),
    )
    assert weight.dtype == np.float32
    assert weight.var() == pytest.approx(VARIANCES[name], rel=0.02)
    assert weight.mean() == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(
    ("followed_by", "variance"),
    [
        ("relu", VARIANCES["he"]),
        ("leaky_relu", VARIANCES["he"]),
        ("gelu", VARIANCES["he"]),
        ("tanh", VARIANCES["glorot"]),
        ("sigmoid", VARIANCES["glorot"]),
        (None, VARIANCES["glorot"]),
    ],
)
def test_a_layer_takes_what_suits_the_activation_after_it(
    followed_by: str | None, variance: float
) -> None:
    layer = Dense(FAN_OUT)
    layer.build((FAN_IN,), rng=np.random.default_rng(1), followed_by=followed_by)
    assert layer.parameters["weight"].var() == pytest.approx(variance, rel=0.02)
    assert not layer.parameters["bias"].any()


def test_a_named_initializer_goes_before_what_would_suit() -> None:
    layer = Dense(FAN_OUT, initializer="lecun")
    layer.build((FAN_IN,), rng=np.random.default_rng(2), followed_by="relu")
    assert layer.parameters["weight"].var() == pytest.approx(VARIANCES["lecun"], rel=0.02)


def test_a_filter_counts_every_place_that_it_sees() -> None:
    layer = Conv2D(64, 5)
    layer.build((16, 9, 9), rng=np.random.default_rng(3), followed_by="relu")
    assert layer.parameters["weight"].var() == pytest.approx(2 / (16 * 25), rel=0.03)


@pytest.mark.parametrize("layer", [Dense(3), Conv2D(2, 3)])
def test_without_a_source_of_chance_weights_are_zero_to_be_loaded(layer: Layer) -> None:
    layer.build((4,) if layer.kind == "dense" else (1, 5, 5), rng=None)
    assert not layer.parameters["weight"].any()


def test_signals_keep_their_size_through_many_layers_that_begin_like_he() -> None:
    rng = np.random.default_rng(4)
    signal = rng.normal(size=(64, 256)).astype(np.float32)
    before = math.sqrt(float((signal**2).mean()))
    for _ in range(20):
        weight = initial_weight("he", (256, 256), fan_in=256, fan_out=256, rng=rng)
        signal = np.maximum(signal @ weight.T, 0)
    assert 0.3 * before < math.sqrt(float((signal**2).mean())) < 3 * before


def test_an_unknown_initializer_is_named() -> None:
    with pytest.raises(ConfigError, match="Unknown initializer 'xavier'"):
        initial_weight("xavier", (2, 2), fan_in=2, fan_out=2, rng=np.random.default_rng(0))
