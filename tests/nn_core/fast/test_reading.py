"""Reading many pictures at once gives what reading them one after the other gives."""

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nn_core.layers import softmax
from nn_core.network import Network

LAYERS = [
    {"kind": "conv2d", "filters": 8, "kernel_size": 3, "padding": 1},
    {"kind": "batch_norm"},
    {"kind": "relu"},
    {"kind": "max_pool2d"},
    {"kind": "conv2d", "filters": 8, "kernel_size": 3},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.5},
    {"kind": "dense", "units": 10},
]


@pytest.fixture
def network() -> Network:
    rng = np.random.default_rng(0)
    network = Network.from_config(LAYERS, input_shape=(1, 12, 12), rng=rng)
    for values in network.buffers().values():
        values[...] = rng.uniform(0.1, 0.5, values.shape)
    return network


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (150, 12, 12), dtype=np.uint8)


def test_logits_agree_with_the_plain_path(network: Network, images: np.ndarray) -> None:
    expected = network.forward(network.as_inputs(images))
    np.testing.assert_allclose(network.logits(images), expected, rtol=1e-4, atol=1e-5)


def test_probabilities_are_those_of_the_live_weights(network: Network, images: np.ndarray) -> None:
    before = network.predict_probabilities(images)
    network.parameter_vector *= 1.5
    after = network.predict_probabilities(images)
    np.testing.assert_allclose(after, softmax(network.logits(images)), rtol=1e-5)
    assert np.abs(after - before).max() > 1e-3


def test_several_threads_may_read_at_once(network: Network, images: np.ndarray) -> None:
    expected = network.logits(images)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: network.logits(images), range(8)))
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_no_thread_is_left_behind(network: Network, images: np.ndarray) -> None:
    before = threading.active_count()
    network.logits(images)
    assert threading.active_count() == before


def test_a_network_that_nobody_needs_gives_its_memory_back_at_once(
    network: Network, images: np.ndarray
) -> None:
    gc.disable()
    try:
        twin = network.copy()
        twin.predict_probabilities(images)
        seen = weakref.ref(twin)
        del twin
        assert seen() is None
    finally:
        gc.enable()
