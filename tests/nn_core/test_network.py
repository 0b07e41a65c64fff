"""A network as its user sees it: shapes, weights, predictions, descriptions."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn_core.architectures import PRESETS, build_network
from nn_core.data import dataset_of
from nn_core.data.dataset import Dataset
from nn_core.errors import ConfigError, DatasetError, ShapeError
from nn_core.layers import (
    Conv2D,
    Dense,
    Flatten,
    FloatArray,
    MaxPool2D,
    ReLU,
    Sigmoid,
    Softmax,
)
from nn_core.losses import LOSSES, make_loss
from nn_core.network import Network

SMALL = [
    {"kind": "conv2d", "filters": 4, "kernel_size": 3},
    {"kind": "batch_norm"},
    {"kind": "relu"},
    {"kind": "max_pool2d"},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.3},
    {"kind": "dense", "units": 3},
]


def small(seed: int = 0, dtype: Any = np.float32) -> Network:
    return Network.from_config(
        SMALL, input_shape=(1, 8, 8), rng=np.random.default_rng(seed), dtype=dtype
    )


def test_the_compact_form_makes_dense_layers_with_activations_between() -> None:
    network = Network.dense([784, 256, 128, 10], rng=np.random.default_rng(0))
    assert [layer.kind for layer in network.layers] == ["dense", "relu", "dense", "relu", "dense"]
    assert network.parameter_vector.size == 235_146
    assert {name: values.shape for name, values in network.parameters().items()} == {
        "0.weight": (256, 784),
        "0.bias": (256,),
        "2.weight": (128, 256),
        "2.bias": (128,),
        "4.weight": (10, 128),
        "4.bias": (10,),
    }


def test_parameters_are_live_and_gradients_lie_beside_them() -> None:
    network = small()
    network.parameters()["0.weight"][...] = 7
    assert (network.parameter_vector[: 4 * 9] == 7).all()
    network.gradient_vector[...] = 3
    assert all((values == 3).all() for values in network.gradients().values())


STRIDED = [
    {"kind": "conv2d", "filters": 3, "kernel_size": [3, 2], "stride": 2, "padding": [1, 0]},
    {"kind": "gelu"},
    {"kind": "average_pool2d", "pool_size": 2, "stride": 1},
    {"kind": "conv2d", "filters": 4, "kernel_size": 2, "bias": False},
    {"kind": "batch_norm"},
    {"kind": "leaky_relu", "slope": 0.2},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.3},
    {"kind": "dense", "units": 3},
]
DENSE = [
    {"kind": "dense", "units": 6},
    {"kind": "tanh"},
    {"kind": "dense", "units": 5, "bias": False},
    {"kind": "batch_norm"},
    {"kind": "sigmoid"},
    {"kind": "dense", "units": 4},
    {"kind": "softmax"},
    {"kind": "dense", "units": 3},
]


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        (SMALL, (1, 8, 8)),
        (SMALL, (3, 6, 9)),
        (STRIDED, (1, 9, 8)),
        (STRIDED, (2, 11, 7)),
        (DENSE, (1,)),
        (DENSE, (7,)),
    ],
)
@pytest.mark.parametrize("name", LOSSES)
def test_a_whole_network_passes_the_gradient_check(
    layers: list[dict[str, Any]], shape: tuple[int, ...], name: str
) -> None:
    rng = np.random.default_rng(3)
    network = Network.from_config(layers, input_shape=shape, rng=rng, dtype=np.float64)
    inputs, labels, loss = rng.random((5, *shape)), np.array([0, 1, 2, 1, 0]), make_loss(name)
    direction = rng.normal(size=network.parameter_vector.size)
    start, losses = network.parameter_vector.copy(), []

    def value_and_gradient() -> tuple[float, np.ndarray]:
        network.reseed(np.random.default_rng(9))
        return loss.value_and_gradient(network.forward(inputs, training=True), labels)

    network.backward(value_and_gradient()[1])
    computed = float(network.gradient_vector @ direction)
    for step in (1e-6, -1e-6):
        network.parameter_vector[...] = start + step * direction
        losses.append(value_and_gradient()[0])
    assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(computed, rel=1e-6, abs=1e-9)


def test_a_tiny_batch_can_be_learnt_by_heart() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (8, 8, 8), dtype=np.uint8)
    data = Dataset(images, np.arange(8, dtype=np.int64) % 3, ("a", "b", "c"), "noise")
    network = small()
    result = network.fit(data, validation_fraction=0.0, epochs=150, learning_rate=0.01)
    assert network.evaluate(data).accuracy == 1.0
    assert result.history[-1].training_loss < 0.5 * result.history[0].training_loss


def test_bytes_and_floats_read_alike() -> None:
    network = small()
    images = np.random.default_rng(0).integers(0, 256, (3, 8, 8), dtype=np.uint8)
    inputs = (images / 255).astype(np.float32)[:, np.newaxis]
    np.testing.assert_allclose(network.logits(images), network.logits(inputs), atol=1e-6)


def test_probabilities_add_up_to_1_whatever_the_last_layer() -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (5, 4, 4), dtype=np.uint8)
    for last in ([], [Softmax()], [Sigmoid()]):
        network = Network([Dense(3), *last], input_shape=(16,), rng=rng)
        probabilities = network.predict_probabilities(images)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
        np.testing.assert_array_equal(network.predict(images), probabilities.argmax(axis=1))


def test_a_last_softmax_is_left_out_of_the_logits() -> None:
    network = Network([Dense(3), Softmax()], input_shape=(4,), rng=np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((2, 4), dtype=np.float32)
    np.testing.assert_allclose(
        network.predict_probabilities(inputs), network.forward(inputs), rtol=1e-6
    )


def test_no_pictures_give_no_answers() -> None:
    assert small().predict(np.zeros((0, 8, 8), np.uint8)).shape == (0,)


def test_state_round_trip() -> None:
    network, twin = small(1), small(2)
    twin.load_state(network.state())
    images = np.random.default_rng(0).integers(0, 256, (3, 8, 8), dtype=np.uint8)
    np.testing.assert_array_equal(network.logits(images), twin.logits(images))


def test_a_copy_has_weights_of_its_own() -> None:
    network = small()
    copy = network.copy()
    np.testing.assert_array_equal(copy.parameter_vector, network.parameter_vector)
    copy.parameter_vector += 1
    assert not np.array_equal(copy.parameter_vector, network.parameter_vector)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"0.weight": np.zeros((4, 1, 3, 2), np.float32)}, r"0\.weight should be .*\(4, 1, 3, 3\)"),
        ({"0.bias": np.zeros(4)}, r"0\.bias should be float32 .* not float64"),
        ({"0.colour": np.zeros(4)}, "no place for .*0.colour"),
        ({"1.running_mean": None}, "lack 1.running_mean"),
    ],
)
def test_weights_that_do_not_fit_are_named_and_change_nothing(
    change: dict[str, Any], words: str
) -> None:
    network = small()
    before = network.parameter_vector.copy()
    state = small(5).state() | change
    state = {name: values for name, values in state.items() if values is not None}
    with pytest.raises(ShapeError, match=words):
        network.load_state(state)
    np.testing.assert_array_equal(network.parameter_vector, before)


def test_layers_that_do_not_go_together_are_named() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ShapeError, match=r"Layer 1 .*Flatten"):
        Network([Conv2D(2, 3), Dense(3)], input_shape=(1, 8, 8), rng=rng)
    with pytest.raises(ConfigError, match="at least one layer"):
        Network([], input_shape=(4,), rng=rng)


def test_a_layer_stands_in_one_place_only() -> None:
    layer = Dense(4)
    with pytest.raises(ConfigError, match="a fresh one for each place"):
        Network([layer, layer], input_shape=(4,), rng=np.random.default_rng(0))


def test_what_cannot_be_trained_is_told_before_it_begins() -> None:
    rng = np.random.default_rng(0)
    data = Dataset(np.zeros((20, 2, 2), np.uint8), np.arange(20) % 2, ("a", "b"), "blank")
    with pytest.raises(ShapeError, match=r"ends in one row of logits .* not in \(2, 1, 1\)"):
        Network([Conv2D(2, 2)], input_shape=(1, 2, 2), rng=rng).fit(data)
    with pytest.raises(ConfigError, match="nothing to learn"):
        Network([Flatten(), Softmax()], input_shape=(1, 2, 2), rng=rng).fit(data)


def test_arrays_are_refused_with_a_word_on_what_to_make_of_them() -> None:
    network = Network.dense([25, 3], rng=np.random.default_rng(0))
    images, labels = np.zeros((6, 5, 5)), np.array([0, 1, 2, 0, 1, 2])
    attempts: list[Callable[[], object]] = [
        lambda: network.fit(images, labels),  # type: ignore[arg-type]
        lambda: network.fit(dataset_of(images, labels), (images, labels)),  # type: ignore[arg-type]
        lambda: network.evaluate(images),  # type: ignore[arg-type]
    ]
    for attempt in attempts:
        with pytest.raises(DatasetError, match=r"dataset_of\(images, labels\)"):
            attempt()
    assert len(network.fit(dataset_of(images, labels), epochs=1).history) == 1


def test_a_network_that_is_there_has_its_layers() -> None:
    network = Network.dense([25, 3], rng=np.random.default_rng(0))
    data = dataset_of(np.zeros((6, 5, 5)), [0, 1, 2, 0, 1, 2])
    with pytest.raises(ConfigError, match="architecture cannot be set here"):
        network.fit(data, architecture="cnn")


def test_lists_are_read_as_arrays() -> None:
    network = Network.dense([4, 3], rng=np.random.default_rng(0))
    rows = [[0.0, 0.5, 1.0, 0.25], [1.0, 0.0, 0.0, 0.0]]
    np.testing.assert_array_equal(network.logits(rows), network.logits(np.array(rows)))
    np.testing.assert_array_equal(network.predict(rows * 20), [*network.predict(rows)] * 20)


@pytest.mark.parametrize("shape", [(0,), (-3,), (2.5,), ("a",)])
def test_a_shape_of_inputs_is_of_whole_numbers_above_0(shape: Any) -> None:
    with pytest.raises(ConfigError, match="each number of input_shape is a whole number from 1"):
        Network([Dense(4)], input_shape=shape, rng=np.random.default_rng(0))


@pytest.mark.parametrize("sizes", [[4, 2], [4, 3, 2]])
def test_an_activation_that_is_none_is_refused(sizes: list[int]) -> None:
    for name in ("swish", "dense", "dropout"):
        with pytest.raises(ConfigError, match="there are relu, leaky_relu, gelu"):
            Network.dense(sizes, activation=name, rng=np.random.default_rng(0))


@pytest.mark.parametrize("shape", [(3, 7, 8), (3, 65), (3,), (3, 1, 8, 9)])
def test_pictures_of_another_size_are_refused(shape: tuple[int, ...]) -> None:
    for count in (3, 40):
        with pytest.raises(ShapeError, match=r"\(1, 8, 8\)"):
            small().predict(np.zeros((count, *shape[1:]), np.uint8))


@pytest.mark.parametrize("count", [3, 40])
@pytest.mark.parametrize("kind", [np.int64, np.uint16])
def test_numbers_that_may_mean_anything_are_refused(count: int, kind: type[np.integer]) -> None:
    network = Network.dense([64, 3], rng=np.random.default_rng(0))
    with pytest.raises(ShapeError, match=np.dtype(kind).name):
        network.predict(np.zeros((count, 8, 8), kind))


class SlowReLU(ReLU):
    """A ReLU that another thread has time to overtake before it gives its outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = threading.Barrier(2)

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        super().forward(inputs, training=training)
        with contextlib.suppress(threading.BrokenBarrierError):
            self.meeting.wait(0.2)
        return self._outputs


def test_threads_that_read_at_once_each_get_their_own_answer() -> None:
    layers = [Dense(4), SlowReLU(), Dense(3)]
    network = Network(layers, input_shape=(5,), rng=np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((2, 1, 5), dtype=np.float32)
    answers: dict[int, FloatArray] = {}

    def read(which: int) -> None:
        answers[which] = network.logits(inputs[which])

    threads = [threading.Thread(target=read, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for which in range(2):
        expected = network.forward(inputs[which])
        np.testing.assert_array_equal(answers[which], expected)


def test_the_summary_shows_shapes_and_counts() -> None:
    text = small().summary()
    assert "4 × 6 × 6" in text
    assert "0 conv2d" in text
    assert f"{4 * 9 + 4 + 8 + 36 * 3 + 3}" in text.splitlines()[-1]


def test_the_configuration_makes_the_same_layers() -> None:
    layers = [Conv2D(4, 5, padding="same"), ReLU(), MaxPool2D(), Flatten(), Dense(10)]
    network = Network(layers, input_shape=(1, 8, 8), rng=np.random.default_rng(0))
    again = Network.from_config(network.config(), input_shape=(1, 8, 8))
    assert again.config() == network.config()
    assert again.output_shape == (10,)


def test_weights_decay_and_biases_do_not() -> None:
    network = Network.dense([4, 3, 2], rng=np.random.default_rng(0))
    assert network.decay_parts() == [
        (slice(0, 12), True),
        (slice(12, 15), False),
        (slice(15, 21), True),
        (slice(21, 23), False),
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_any_number_of_classes(name: str) -> None:
    network = build_network(name, classes=7, rng=np.random.default_rng(0))
    assert network.output_shape == (7,)
    assert network.input_shape == (1, 28, 28)


def test_a_network_has_to_end_in_the_classes() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ConfigError, match="5 logits"):
        build_network(SMALL, input_shape=(1, 8, 8), classes=5, rng=rng)
    with pytest.raises(ConfigError, match="small-30"):
        build_network("gigantic", classes=5, rng=rng)


def test_names_and_layout_of_weights_are_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is compared with where it is installed")
    network = Network.from_config(
        [
            *SMALL[:5],
            {"kind": "dense", "units": 6},
            {"kind": "gelu"},
            {"kind": "dense", "units": 3},
        ],
        input_shape=(1, 8, 8),
        rng=np.random.default_rng(0),
    )
    nn = torch.nn
    peer = nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(36, 6),
        nn.GELU(approximate="tanh"),
        nn.Linear(6, 3),
    ).eval()
    state = {name: torch.from_numpy(values) for name, values in network.state().items()}
    missing, unexpected = peer.load_state_dict(state, strict=False)
    assert not missing
    assert not unexpected
    inputs = np.random.default_rng(1).random((20, 1, 8, 8), dtype=np.float32)
    with torch.no_grad():
        expected = peer(torch.from_numpy(inputs)).numpy()
    np.testing.assert_allclose(network.logits(inputs), expected, atol=1e-5)
