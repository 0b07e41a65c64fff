"""What layers compute, what they refuse, and how configurations describe them."""

from typing import Any

import numpy as np
import pytest

from nn_core.errors import ConfigError, ShapeError
from nn_core.layers import (
    GELU,
    LAYERS,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Layer,
    LeakyReLU,
    MaxPool2D,
    Sigmoid,
    Softmax,
    layer_from_config,
)


def built(layer: Layer, shape: tuple[int, ...]) -> Layer:
    layer.build(shape, rng=np.random.default_rng(0))
    return layer


def test_dense_is_a_weighted_sum() -> None:
    layer = built(Dense(2), (3,))
    layer.parameters["weight"][...] = [[1, 2, 3], [4, 5, 6]]
    layer.parameters["bias"][...] = [0.5, -1]
    np.testing.assert_allclose(layer.forward(np.float32([[1, 0, -1]])), [[-1.5, -3.0]])


def test_a_convolution_lays_its_filter_over_every_place() -> None:
    layer = built(Conv2D(1, 2), (1, 2, 3))
    layer.parameters["weight"][...] = [[[[1, 2], [3, 4]]]]
    layer.parameters["bias"][...] = 10
    outputs = layer.forward(np.float32([[[[1, 0, 2], [0, 1, 0]]]]))
    np.testing.assert_allclose(outputs, [[[[10 + 1 + 4, 10 + 4 + 3]]]])


def test_same_padding_keeps_the_size() -> None:
    assert Conv2D(8, 3, padding="same").output_shape((1, 28, 28)) == (8, 28, 28)
    assert Conv2D(8, 5, padding="same").output_shape((2, 9, 7)) == (8, 9, 7)


def test_pooling_takes_the_largest_or_the_mean() -> None:
    picture = np.float32([[[[1, 2, 3, 4], [5, 6, 7, 8]]]])
    np.testing.assert_allclose(built(MaxPool2D(), (1, 2, 4)).forward(picture), [[[[6, 8]]]])
    np.testing.assert_allclose(built(AveragePool2D(), (1, 2, 4)).forward(picture), [[[[3.5, 5.5]]]])


def test_lines_that_fill_no_window_are_left_out() -> None:
    assert MaxPool2D().output_shape((4, 7, 5)) == (4, 3, 2)


def test_batch_normalisation_gives_mean_0_and_variance_1() -> None:
    rng = np.random.default_rng(0)
    layer = built(BatchNorm(), (3, 5, 5))
    outputs = layer.forward(rng.normal(7, 4, (64, 3, 5, 5)).astype(np.float32), training=True)
    np.testing.assert_allclose(outputs.mean(axis=(0, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(outputs.var(axis=(0, 2, 3)), 1, atol=1e-4)


def test_batch_normalisation_remembers_what_it_saw() -> None:
    rng = np.random.default_rng(0)
    layer = built(BatchNorm(), (2,))
    for _ in range(100):
        layer.forward(rng.normal([1, -3], [2, 5], (200, 2)).astype(np.float32), training=True)
    np.testing.assert_allclose(layer.buffers["running_mean"], [1, -3], atol=0.2)
    np.testing.assert_allclose(layer.buffers["running_var"], [4, 25], rtol=0.1)


def test_batch_normalisation_takes_the_first_batch_as_it_is() -> None:
    layer = built(BatchNorm(momentum=0.25), (1,))
    layer.forward(np.float32([[1], [3]]), training=True)
    assert layer.buffers["running_mean"] == pytest.approx([2])
    assert layer.buffers["running_var"] == pytest.approx([2])
    layer.forward(np.float32([[4], [8]]), training=True)
    assert layer.buffers["running_mean"] == pytest.approx([3])
    assert layer.buffers["running_var"] == pytest.approx([3.5])


def test_dropout_leaves_out_its_share_and_keeps_the_sum() -> None:
    layer = built(Dropout(0.3), (10_000,))
    outputs = layer.forward(np.ones((10, 10_000), np.float32), training=True)
    assert (outputs == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert outputs.mean() == pytest.approx(1.0, abs=0.02)
    assert outputs.dtype == np.float32


def test_dropout_does_nothing_in_use() -> None:
    inputs = np.ones((2, 5), np.float32)
    np.testing.assert_array_equal(built(Dropout(0.9), (5,)).forward(inputs), inputs)


def test_activations_do_not_overflow() -> None:
    extreme = np.float32([[-1e30, -200, 0, 200, 1e30]])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(
            built(Sigmoid(), (5,)).forward(extreme), [[0, 0, 0.5, 1, 1]], atol=1e-6
        )
        assert np.isfinite(built(Softmax(), (5,)).forward(extreme)).all()
        assert np.isfinite(built(GELU(), (3,)).forward(extreme[:, 1:4])).all()


def test_weights_suit_the_activation_that_follows() -> None:
    rng = np.random.default_rng(0)
    before_relu, before_tanh = Dense(400), Dense(400)
    before_relu.build((600,), rng=rng, followed_by="relu")
    before_tanh.build((600,), rng=rng, followed_by="tanh")
    assert before_relu.parameters["weight"].var() == pytest.approx(2 / 600, rel=0.05)
    assert before_tanh.parameters["weight"].var() == pytest.approx(2 / 1000, rel=0.05)


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (Dense(3), (1, 28, 28), "Flatten"),
        (Conv2D(3, 5), (1, 4, 4), "kernel"),
        (Conv2D(3, 5), (784,), "channels"),
        (MaxPool2D(3), (1, 2, 9), "window"),
        (Softmax(), (1, 2, 3), "logits"),
        (BatchNorm(), (2, 3), "features"),
    ],
)
def test_a_shape_that_does_not_fit_is_refused_in_words(
    layer: Layer, shape: tuple[int, ...], words: str
) -> None:
    with pytest.raises(ShapeError, match=words) as error:
        layer.build(shape, rng=np.random.default_rng(0))
    assert str(shape) in str(error.value)


@pytest.mark.parametrize(
    "config",
    [
        {"kind": "dense", "units": 0},
        {"kind": "dense", "units": 10.5},
        {"kind": "dense", "units": True},
        {"kind": ["dense"]},
        {"kind": "conv2d", "filters": 2.5, "kernel_size": 3},
        {"kind": "conv2d", "filters": 2, "kernel_size": 3, "padding": [True, 1]},
        {"kind": "batch_norm", "epsilon": float("inf")},
        {"kind": "dense"},
        {"kind": "dense", "units": 3, "colour": "red"},
        {"kind": "dense", "units": 3, "initializer": "chaos"},
        {"kind": "conv2d", "filters": 0, "kernel_size": 3},
        {"kind": "conv2d", "filters": 4, "kernel_size": [3, 3, 3]},
        {"kind": "conv2d", "filters": 4, "kernel_size": 3, "padding": "wide"},
        {"kind": "conv2d", "filters": 4, "kernel_size": 3, "stride": 0},
        {"kind": "max_pool2d", "pool_size": 0},
        {"kind": "dropout", "rate": 1.0},
        {"kind": "leaky_relu", "slope": -1},
        {"kind": "batch_norm", "momentum": 0.0},
        {"kind": "batch_norm", "epsilon": 0.0},
        {"kind": "attention"},
        {},
    ],
)
def test_a_wrong_configuration_is_refused(config: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        layer_from_config(config)


CONV = {"kind": "conv2d", "filters": 4, "kernel_size": 3}
NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        *(
            ({"kind": "dense", "units": 3, "bias": value}, "bias is true or false")
            for value in ("no", "", 0, 1, None, [True], NAN)
        ),
        ({**CONV, "bias": "false"}, "bias is true or false, not 'false'"),
        *(
            ({"kind": "dense", "units": value}, "units is a whole number from 1 to 65,536")
            for value in ("12", -3, 10**9, 10**400, NAN, INFINITE, None, [3], 3.0)
        ),
        *(
            ({**CONV, "filters": value}, "filters is a whole number")
            for value in ("4", 0, 10**7, [4, 4], True)
        ),
        *(
            ({**CONV, name: value}, f"{name} is a whole number")
            for name in ("kernel_size", "stride", "padding")
            for value in (-1, 10**9, 1.5, NAN, True, [3], [3, "3"], {"a": 1, "b": 2}, None)
        ),
        ({**CONV, "stride": "same"}, "stride is a whole number"),
        ({**CONV, "padding": "wide"}, "padding"),
        *(
            ({"kind": "max_pool2d", "pool_size": value}, "pool_size is a whole number")
            for value in (0, "2", 2.0, [2, 0], 10**6, False)
        ),
        ({"kind": "average_pool2d", "stride": -1}, "stride is a whole number"),
        *(
            ({"kind": "dropout", "rate": value}, "rate of a dropout")
            for value in ("half", True, False, NAN, INFINITE, -0.1, None, [0.5], 10**400)
        ),
        *(
            ({"kind": "leaky_relu", "slope": value}, "slope of a leaky ReLU")
            for value in ("steep", True, NAN, 2)
        ),
        *(
            ({"kind": "batch_norm", name: value}, f"{name} of a batch normalisation")
            for name in ("momentum", "epsilon")
            for value in ("some", True, NAN, INFINITE, -1, 7)
        ),
        *(
            ({"kind": "dense", "units": 3, "initializer": value}, "Unknown initializer")
            for value in (["he"], 3, True, "")
        ),
        ({"kind": "dense"}, "dense needs units"),
        ({"kind": "conv2d"}, "conv2d needs filters and kernel_size"),
        ({"kind": "relu", "slope": 0.1}, "Unknown settings of relu: slope; it has none"),
        ({"kind": "dropout", 3: 4}, "Unknown settings of dropout: 3; there are rate"),
        ("dense", "A layer is a table"),
        (None, "A layer is a table"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_in_one_sentence(config: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as error:
        layer_from_config(config)
    sentence = str(error.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "__init__" not in sentence


@pytest.mark.parametrize("number", [np.int64(3), np.uint8(3)])
def test_numbers_of_numpy_are_numbers(number: Any) -> None:
    assert Dense(number).config()["units"] == 3
    assert Dropout(np.float32(0.5)).config() == {"kind": "dropout", "rate": 0.5}


@pytest.mark.parametrize(
    "layer",
    [
        Dense(7, bias=False, initializer="lecun"),
        Conv2D(4, (3, 5), stride=2, padding=(1, 2)),
        MaxPool2D(3, stride=2),
        AveragePool2D((2, 1)),
        Dropout(0.25),
        BatchNorm(momentum=0.05, epsilon=1e-3),
        LeakyReLU(0.2),
    ],
)
def test_a_configuration_makes_the_same_layer_again(layer: Layer) -> None:
    again = layer_from_config(layer.config())
    assert type(again) is type(layer)
    assert again.config() == layer.config()


def test_every_kind_of_layer_is_known_by_its_name() -> None:
    assert set(LAYERS) == {
        "dense",
        "conv2d",
        "max_pool2d",
        "average_pool2d",
        "flatten",
        "dropout",
        "batch_norm",
        "relu",
        "leaky_relu",
        "sigmoid",
        "tanh",
        "gelu",
        "softmax",
    }
