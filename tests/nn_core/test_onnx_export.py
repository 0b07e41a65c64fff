"""What is exported as ONNX gives the same logits in onnxruntime."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn_core.cli.models import bundled_names
from nn_core.data import load_dataset
from nn_core.errors import ModelFileError
from nn_core.layers import LAYERS
from nn_core.model_file import Model, load_model
from nn_core.network import Network
from nn_core.resources import asset_path

onnxruntime = pytest.importorskip("onnxruntime", reason="the extra `onnx` is tested where it is")

from nn_core.onnx_export import export_onnx, to_onnx  # noqa: E402 - needs the package onnx

FLATTEN = {"kind": "flatten"}
CASES: dict[str, list[dict[str, Any]]] = {
    "dense": [FLATTEN, {"kind": "dense", "units": 8}],
    "no bias": [FLATTEN, {"kind": "dense", "units": 8, "bias": False}],
    "conv2d": [
        {
            "kind": "conv2d",
            "filters": 4,
            "kernel_size": [3, 2],
            "stride": [2, 1],
            "padding": [1, 0],
        },
        {"kind": "conv2d", "filters": 4, "kernel_size": 3, "bias": False},
        FLATTEN,
    ],
    "max_pool2d": [{"kind": "max_pool2d", "pool_size": [3, 2], "stride": 2}, FLATTEN],
    "average_pool2d": [{"kind": "average_pool2d", "pool_size": 3, "stride": [1, 2]}, FLATTEN],
    "batch_norm": [
        {"kind": "batch_norm"},
        FLATTEN,
        {"kind": "dense", "units": 8},
        {"kind": "batch_norm", "epsilon": 0.01},
    ],
    "dropout": [{"kind": "dropout", "rate": 0.5}, FLATTEN],
    "leaky_relu": [{"kind": "leaky_relu", "slope": 0.3}, FLATTEN],
    "flatten": [FLATTEN],
    **{
        kind: [FLATTEN, {"kind": "dense", "units": 8}, {"kind": kind}]
        for kind in ("relu", "sigmoid", "tanh", "gelu", "softmax")
    },
}


def network_of(layers: list[dict[str, Any]]) -> Network:
    rng = np.random.default_rng(0)
    network = Network.from_config(
        [*layers, {"kind": "dense", "units": 5}], input_shape=(1, 9, 8), rng=rng
    )
    for values in (network.parameters() | network.buffers()).values():
        values += rng.uniform(0.0, 0.5, values.shape).astype(np.float32)
    return network


def test_every_kind_of_layer_is_covered() -> None:
    assert set(CASES) >= set(LAYERS)


@pytest.mark.parametrize("name", CASES)
def test_logits_agree(name: str) -> None:
    network = network_of(CASES[name])
    images = np.random.default_rng(1).random((7, 1, 9, 8), dtype=np.float32)
    session = onnxruntime.InferenceSession(to_onnx(network).SerializeToString())
    (logits,) = session.run(["logits"], {"image": images})
    expected = network.logits(images)
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", bundled_names())
def test_logits_of_the_networks_that_ship_agree(name: str) -> None:
    network = load_model(asset_path("models", f"{name}.safetensors")).network
    images = load_dataset("synthetic", split="test").images[:500]
    session = onnxruntime.InferenceSession(to_onnx(network).SerializeToString())
    (logits,) = session.run(["logits"], {"image": images[:, np.newaxis] / np.float32(255.0)})
    expected = network.logits(images)
    # Logits of 50 and more have fewer digits behind the point.
    np.testing.assert_allclose(logits, expected, rtol=0.0, atol=1e-5 * np.abs(expected).max())


def test_a_last_softmax_is_left_out() -> None:
    network = Network.from_config(
        [FLATTEN, {"kind": "dense", "units": 5}, {"kind": "softmax"}], input_shape=(1, 3, 3)
    )
    assert [node.op_type for node in to_onnx(network).graph.node] == ["Flatten", "Gemm"]


def test_a_file_holds_name_and_classes(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "digits.onnx"
    export_onnx(path, Model(network_of(CASES["dense"]), "small", tuple("abcde")))
    metadata = onnxruntime.InferenceSession(str(path)).get_modelmeta().custom_metadata_map
    assert metadata == {"name": "small", "class_names": "a\nb\nc\nd\ne"}


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ModelFileError, match="cannot be written"):
        export_onnx(tmp_path / "taken" / "a.onnx", Model(network_of(CASES["dense"]), "", ()))
