"""Every layer's backward pass agrees with the slope of its forward pass, in float64."""

from collections.abc import Callable

import numpy as np
import pytest

from nn_core.layers import (
    GELU,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

Check = Callable[..., None]


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (7, 2)])
@pytest.mark.parametrize("bias", [True, False])
def test_dense(check_gradients: Check, shape: tuple[int, ...], bias: bool) -> None:
    check_gradients(Dense(4, bias=bias), shape)


@pytest.mark.parametrize("activation", [ReLU, LeakyReLU, Sigmoid, Tanh, GELU, Softmax])
@pytest.mark.parametrize("shape", [(1, 3), (4, 6)])
def test_activations(
    check_gradients: Check, activation: Callable[[], Layer], shape: tuple[int, ...]
) -> None:
    check_gradients(activation(), shape)


@pytest.mark.parametrize("activation", [ReLU, LeakyReLU, Sigmoid, Tanh, GELU])
def test_activations_of_pictures(check_gradients: Check, activation: Callable[[], Layer]) -> None:
    check_gradients(activation(), (2, 3, 4, 5))


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding"),
    [
        ((2, 1, 5, 5), 3, 1, 0),
        ((2, 3, 6, 5), (3, 2), 1, (1, 0)),
        ((3, 2, 7, 8), 3, (2, 3), 1),
        ((1, 2, 4, 4), 4, 1, 0),
        ((2, 2, 5, 5), 5, 1, "same"),
        ((2, 3, 6, 7), 2, 2, 0),
        ((2, 3, 3, 3), 1, 1, 0),
    ],
)
@pytest.mark.parametrize("bias", [True, False])
def test_convolution(
    check_gradients: Check,
    shape: tuple[int, ...],
    kernel: int | tuple[int, int],
    stride: int | tuple[int, int],
    padding: int | str | tuple[int, int],
    bias: bool,
) -> None:
    check_gradients(Conv2D(4, kernel, stride=stride, padding=padding, bias=bias), shape)


@pytest.mark.parametrize("pooling", [MaxPool2D, AveragePool2D])
@pytest.mark.parametrize(
    ("shape", "size", "stride"),
    [
        ((2, 3, 4, 6), 2, None),
        ((2, 1, 5, 7), 2, None),
        ((1, 2, 7, 6), (3, 2), (2, 1)),
        ((2, 2, 6, 6), 3, 1),
    ],
)
def test_pooling(
    check_gradients: Check,
    pooling: Callable[..., Layer],
    shape: tuple[int, ...],
    size: int | tuple[int, int],
    stride: int | tuple[int, int] | None,
) -> None:
    check_gradients(pooling(size, stride=stride), shape)


@pytest.mark.parametrize("shape", [(6, 4), (3, 2, 4, 5)])
def test_batch_normalisation(check_gradients: Check, shape: tuple[int, ...]) -> None:
    check_gradients(BatchNorm(), shape)


def test_flatten(check_gradients: Check) -> None:
    check_gradients(Flatten(), (3, 2, 4, 5))


def test_dropout_carries_back_what_it_let_through() -> None:
    layer = Dropout(0.4)
    layer.build((50,), rng=np.random.default_rng(0), dtype=np.float64)
    inputs = np.random.default_rng(1).normal(size=(20, 50))
    outputs = layer.forward(inputs, training=True)
    gradient = layer.backward(np.ones_like(inputs))
    np.testing.assert_allclose(outputs, inputs * gradient)


def test_batch_normalisation_in_use_is_a_fixed_scale() -> None:
    rng = np.random.default_rng(0)
    layer = BatchNorm()
    layer.build((3, 4, 4), rng=rng, dtype=np.float64)
    layer.forward(rng.normal(2.0, 3.0, (8, 3, 4, 4)), training=True)
    inputs, direction = rng.normal(size=(2, 2, 3, 4, 4))
    outputs = layer.forward(inputs)
    slope = layer.backward(np.ones_like(inputs))
    np.testing.assert_allclose(
        layer.forward(inputs + direction) - outputs, slope * direction, atol=1e-12
    )


def test_a_tie_in_max_pooling_goes_to_the_first_winner_alone() -> None:
    layer = MaxPool2D(2)
    layer.build((1, 2, 6), rng=np.random.default_rng(0))
    layer.forward(np.array([[[[5, 5, 0, 0, 1, 4], [5, 1, 0, 0, 4, 4]]]], np.float64))
    gradient = layer.backward(np.array([[[[3.0, 7.0, 2.0]]]]))
    np.testing.assert_array_equal(gradient, [[[[3, 0, 7, 0, 0, 0], [0, 0, 0, 0, 2, 0]]]])
