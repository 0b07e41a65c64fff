"""A step on the fast path does what the plain one does."""

from typing import Any

import numpy as np
import pytest

from nn_core.averaging import WeightAverage
from nn_core.fast import FastStep, supports
from nn_core.losses import CrossEntropy, Loss, MeanSquaredError, Targets, make_loss
from nn_core.network import Network
from nn_core.optimizers import OPTIMIZERS, SGD, make_optimizer
from nn_core.step import PlainStep, Regularization, StepOutcome

Layers = list[dict[str, Any]]
RELU, POOL, FLATTEN = {"kind": "relu"}, {"kind": "max_pool2d"}, {"kind": "flatten"}
NORM = {"kind": "batch_norm"}


def conv(filters: int, kernel: int | list[int], **settings: Any) -> dict[str, Any]:
    return {"kind": "conv2d", "filters": filters, "kernel_size": kernel, **settings}


def dense(units: int) -> dict[str, Any]:
    return {"kind": "dense", "units": units}


NETWORKS: dict[str, Layers] = {
    "dense": [FLATTEN, dense(20), RELU, dense(10)],
    "textbook": [FLATTEN, dense(20), {"kind": "sigmoid"}, dense(10), {"kind": "softmax"}],
    "other activations": [
        FLATTEN,
        dense(20),
        {"kind": "tanh"},
        dense(20),
        {"kind": "gelu"},
        dense(20),
        {"kind": "leaky_relu"},
        dense(10),
    ],
    "5 × 5": [conv(8, 5), POOL, RELU, conv(9, 3), POOL, RELU, FLATTEN, dense(12), RELU, dense(10)],
    "ReLU before pooling": [
        conv(8, 3),
        RELU,
        POOL,
        conv(8, 5, padding=2),
        RELU,
        FLATTEN,
        dense(10),
    ],
    "odd sizes": [
        conv(9, 4),
        POOL,
        RELU,
        conv(8, [3, 2], padding=[1, 0]),
        RELU,
        POOL,
        FLATTEN,
        dense(10),
    ],
    "strides": [
        conv(8, 3, stride=2, padding=1),
        RELU,
        conv(8, 3, stride=[1, 2]),
        FLATTEN,
        dense(10),
    ],
    "neighbouring convolutions": [
        conv(8, 3),
        conv(8, 5, padding=2),
        conv(8, [4, 1]),
        FLATTEN,
        dense(10),
    ],
    "batch normalisation": [
        conv(8, 3, padding=1, bias=False),
        NORM,
        RELU,
        conv(8, 3, padding=1, bias=False),
        NORM,
        RELU,
        POOL,
        FLATTEN,
        dense(16),
        NORM,
        RELU,
        dense(10),
    ],
    "batch normalisation elsewhere": [
        NORM,
        conv(8, 3),
        RELU,
        NORM,
        POOL,
        NORM,
        RELU,
        FLATTEN,
        dense(16),
        RELU,
        {"kind": "dropout", "rate": 0.2},
        NORM,
        dense(10),
    ],
    "dropout": [
        conv(8, 3),
        RELU,
        {"kind": "dropout", "rate": 0.2},
        conv(8, 3, padding=1),
        POOL,
        FLATTEN,
        dense(20),
        RELU,
        {"kind": "dropout", "rate": 0.5},
        dense(10),
    ],
}


def steps(
    layers: Layers,
    *,
    loss: Loss | None = None,
    regularization: Regularization | None = None,
    optimizer: str = "sgd",
    learning_rate: float = 0.01,
    ema_decay: float | None = None,
    threads: int = 2,
) -> tuple[PlainStep, FastStep]:
    """Make a plain and a fast step on equal networks."""
    made: list[Any] = []
    for kind in (PlainStep, FastStep):
        network = Network.from_config(layers, input_shape=(1, 13, 12), rng=np.random.default_rng(1))
        average = None if ema_decay is None else WeightAverage(network, ema_decay)
        parts = (
            network,
            loss or CrossEntropy(),
            make_optimizer(optimizer, learning_rate),
            regularization or Regularization(),
            average,
        )
        made.append(kind(*parts) if kind is PlainStep else FastStep(*parts, threads=threads))
    return made[0], made[1]


def batch(samples: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    # No two numbers of a picture are alike by intention: rounding decides differently on ties.
    rng = np.random.default_rng(seed)
    images = rng.random((samples, 13, 12), dtype=np.float32)
    return images, rng.integers(0, 10, samples)


def gradient_of(step: PlainStep | FastStep, images: np.ndarray, targets: Targets) -> np.ndarray:
    """Read the gradient off how a step of plain descent moves the parameters."""
    before = step.network.parameter_vector.copy()
    step(images, targets)
    return (before - step.network.parameter_vector) / step.optimizer.learning_rate


def assert_same_gradients(plain: PlainStep, fast: FastStep, images: Any, targets: Any) -> None:
    expected = gradient_of(plain, images, targets)
    received = gradient_of(fast, images, targets)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(received / scale, expected / scale, atol=2e-4)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("samples", [8, 5])
def test_gradients_agree(name: str, samples: int) -> None:
    plain, fast = steps(NETWORKS[name])
    assert supports(fast.network, len(fast.network.layers) - (name == "textbook"))
    assert_same_gradients(plain, fast, *batch(samples))
    fast.close()
    for buffer, values in plain.network.buffers().items():
        np.testing.assert_allclose(fast.network.buffers()[buffer], values, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.usefixtures("_tiny_pieces")
def test_gradients_agree_where_products_are_cut(name: str) -> None:
    plain, fast = steps(NETWORKS[name])
    for seed in range(2):
        assert_same_gradients(plain, fast, *batch(7, seed))
    fast.close()


@pytest.mark.parametrize("threads", [1, 3])
def test_any_number_of_threads_will_do(threads: int) -> None:
    plain, fast = steps(NETWORKS["batch normalisation"], threads=threads)
    assert_same_gradients(plain, fast, *batch(7))
    fast.close()


def test_a_batch_may_be_smaller_than_the_crew() -> None:
    plain, fast = steps(NETWORKS["5 × 5"], threads=3)
    assert_same_gradients(plain, fast, *batch(1))
    fast.close()


def test_bytes_are_read_as_ink() -> None:
    plain, fast = steps(NETWORKS["5 × 5"])
    images = np.random.default_rng(0).integers(0, 256, (6, 13, 12), dtype=np.uint8)
    assert_same_gradients(plain, fast, images, np.arange(6))
    fast.close()


@pytest.mark.parametrize(
    "loss",
    [
        CrossEntropy(label_smoothing=0.1),
        CrossEntropy(class_weights=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        make_loss("binary-cross-entropy"),
        MeanSquaredError(),
    ],
)
@pytest.mark.parametrize("soft", [False, True])
def test_losses_agree(loss: Loss, soft: bool) -> None:
    plain, fast = steps(NETWORKS["dense"], loss=loss)
    images, targets = batch(9)
    if soft:
        targets = np.random.default_rng(0).dirichlet(np.ones(10), 9).astype(np.float32)
    expected, received = plain(images, targets), fast(images, targets)
    fast.close()
    assert received.loss == pytest.approx(expected.loss, rel=1e-5)
    assert received.right == expected.right
    assert received.gradient_norm == pytest.approx(expected.gradient_norm, rel=1e-4)


def run(step: PlainStep | FastStep, count: int = 5) -> list[StepOutcome]:
    return [step(*batch(9, seed)) for seed in range(count)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_goes_the_same_way(optimizer: str) -> None:
    plain, fast = steps(NETWORKS["5 × 5"], optimizer=optimizer, ema_decay=0.9)
    expected, received = run(plain), run(fast)
    fast.close()
    np.testing.assert_allclose(
        [outcome.loss for outcome in received], [outcome.loss for outcome in expected], rtol=1e-3
    )
    assert plain.average is not None
    assert fast.average is not None
    np.testing.assert_allclose(fast.average.parameters, plain.average.parameters, atol=2e-3)


@pytest.mark.parametrize(
    "regularization",
    [Regularization(l1=0.01), Regularization(l2=0.1), Regularization(clip_norm=0.1)],
)
def test_regularization_agrees(regularization: Regularization) -> None:
    plain, fast = steps(NETWORKS["5 × 5"], regularization=regularization)
    assert_same_gradients(plain, fast, *batch(8))
    fast.close()


def test_the_same_seed_gives_the_same_weights_bit_for_bit() -> None:
    weights = []
    for _ in range(2):
        _, fast = steps(
            NETWORKS["dropout"],
            optimizer="adamw",
            ema_decay=0.9,
            regularization=Regularization(clip_norm=1.0),
        )
        run(fast)
        fast.close()
        assert fast.average is not None
        weights.append(np.concatenate([fast.network.parameter_vector, fast.average.parameters]))
    np.testing.assert_array_equal(weights[0], weights[1])


def test_what_the_fast_path_does_not_know_is_left_to_the_plain_one() -> None:
    rng = np.random.default_rng(0)
    for layer in ({"kind": "average_pool2d"}, {"kind": "max_pool2d", "pool_size": 3}):
        network = Network.from_config(
            [conv(4, 3), layer, FLATTEN, dense(10)], input_shape=(1, 13, 12), rng=rng
        )
        assert not supports(network)


def test_a_failure_in_one_thread_reaches_the_caller() -> None:
    _, fast = steps(NETWORKS["batch normalisation"], optimizer="sgd")
    images, labels = batch(8)
    labels[-1] = 10
    with pytest.raises(ValueError, match="10 classes"):
        fast(images, labels)
    fast.close()
    assert isinstance(fast.optimizer, SGD)
