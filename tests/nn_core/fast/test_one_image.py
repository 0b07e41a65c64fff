"""Reading a single picture gives what the plain path gives."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from nn_core.architectures import PRESETS, build_network
from nn_core.errors import ShapeError
from nn_core.network import Network

RELU, POOL, FLATTEN = {"kind": "relu"}, {"kind": "max_pool2d"}, {"kind": "flatten"}
NORM = {"kind": "batch_norm"}


def conv(filters: int, kernel: int | list[int], **settings: Any) -> dict[str, Any]:
    return {"kind": "conv2d", "filters": filters, "kernel_size": kernel, **settings}


NETWORKS: dict[str, list[dict[str, Any]]] = {
    "bias, then pooling": [conv(8, 5), RELU, POOL, conv(9, 3), POOL, RELU, FLATTEN],
    "padding": [conv(8, 3, padding=1), RELU, conv(8, 5, padding=2), RELU, POOL, FLATTEN],
    "batch normalisation": [
        conv(8, 3, padding=1, bias=False),
        NORM,
        RELU,
        conv(8, 3, bias=False),
        POOL,
        NORM,
        RELU,
        FLATTEN,
        {"kind": "dense", "units": 12},
        NORM,
        RELU,
        {"kind": "dropout", "rate": 0.5},
    ],
    "strides and odd kernels": [
        conv(8, [3, 4], stride=[2, 1]),
        {"kind": "gelu"},
        conv(8, [3, 2], padding=[1, 0]),
        {"kind": "leaky_relu"},
        conv(8, [4, 1], stride=2, padding=1),
        FLATTEN,
    ],
    "nothing but dense": [FLATTEN, {"kind": "dense", "units": 20}, {"kind": "tanh"}],
    "pooling alone": [POOL, FLATTEN],
    "average pooling, which is left to the plain path": [{"kind": "average_pool2d"}, FLATTEN],
}


def network_of(layers: list[dict[str, Any]]) -> Network:
    rng = np.random.default_rng(0)
    network = Network.from_config(
        [*layers, {"kind": "dense", "units": 10}], input_shape=(1, 15, 14), rng=rng
    )
    for name, values in (network.parameters() | network.buffers()).items():
        if name.endswith(("bias", "running_mean")):
            values += rng.normal(0.0, 0.1, values.shape)
        if name.endswith("running_var") or (name.endswith("weight") and values.ndim == 1):
            values[...] = rng.uniform(0.2, 0.5, values.shape)
    return network


@pytest.mark.parametrize("name", NETWORKS)
def test_logits_agree_with_the_plain_path(name: str) -> None:
    network = network_of(NETWORKS[name])
    images = np.random.default_rng(1).integers(0, 256, (3, 15, 14), dtype=np.uint8)
    expected = network.forward(network.as_inputs(images))
    assert np.ptp(expected) > 0.1
    read = network.one_image_reader()
    for image, logits in zip(images, expected, strict=True):
        np.testing.assert_allclose(read(image), logits, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(read(network.as_inputs(image[np.newaxis])[0]), logits, atol=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.usefixtures("_tiny_pieces")
def test_logits_agree_where_products_are_cut(name: str) -> None:
    network = network_of(NETWORKS[name])
    image = np.random.default_rng(1).integers(0, 256, (15, 14), dtype=np.uint8)
    expected = network.forward(network.as_inputs(image[np.newaxis]))[0]
    np.testing.assert_allclose(network.one_image_reader()(image), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_agrees(name: str) -> None:
    network = build_network(name, classes=10, rng=np.random.default_rng(0))
    image = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)
    expected = network.forward(network.as_inputs(image[np.newaxis]))[0]
    np.testing.assert_allclose(network.one_image_reader()(image), expected, rtol=1e-4, atol=1e-4)


def test_it_reads_with_the_weights_of_its_making() -> None:
    image = np.full((15, 14), 100, np.uint8)
    for layers in NETWORKS.values():
        network = network_of(layers)
        read = network.one_image_reader()
        before = read(image)
        network.parameter_vector *= 2.0
        np.testing.assert_array_equal(read(image), before)


def test_several_threads_may_read_at_once() -> None:
    network = network_of(NETWORKS["padding"])
    read = network.one_image_reader()
    images = np.random.default_rng(1).integers(0, 256, (40, 15, 14), dtype=np.uint8)
    expected = [read(image) for image in images]
    with ThreadPoolExecutor(4) as pool:
        for logits, wanted in zip(pool.map(read, images), expected, strict=True):
            np.testing.assert_array_equal(logits, wanted)


def test_a_picture_of_another_size_is_refused() -> None:
    for name in ("padding", "average pooling, which is left to the plain path"):
        with pytest.raises(ShapeError, match="15, 14"):
            network_of(NETWORKS[name]).one_image_reader()(np.zeros((14, 14), np.uint8))
