"""Models as ONNX files, which onnxruntime and many other programs run without Inkling.

Needs the package `onnx` (the optional extra of that name). The logits are those that Inkling
computes, to a hundred-thousandth of the largest.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper, numpy_helper

from nn_core.atomic_write import write_atomically
from nn_core.errors import ModelFileError
from nn_core.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Layer,
    LeakyReLU,
    MaxPool2D,
)
from nn_core.model_file import Model
from nn_core.network import Network

__all__ = ["export_onnx", "to_onnx"]

OPSET = 20
"""The version of ONNX's operators; the first with GELU."""

IR_VERSION = 9
"""The version of the file's form that goes with it."""


def export_onnx(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model as an ONNX file, whole or not at all.

    The file's input is "image", float32 of shape (batch, channels, height, width), ink = 1; its
    output is "logits", float32 of shape (batch, classes). Name and classes are in its metadata.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    path = Path(path)
    metadata = {"name": model.name, "class_names": "\n".join(model.class_names)}
    content = to_onnx(model.network, metadata=metadata).SerializeToString()
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ModelFileError(f"{path} cannot be written: {error.strerror or error}.") from error


def to_onnx(network: Network, *, metadata: dict[str, str] | None = None) -> onnx.ModelProto:
    """Translate a network, layer by layer, up to its logits.

    Parameters
    ----------
    network
        With the weights that are written.
    metadata
        Texts to write beside them.
    """
    nodes: list[onnx.NodeProto] = []
    values = "image"
    layers = network.layers[: network.logit_layers()]
    for index, layer in enumerate(layers):
        kind, settings = _OPERATORS[layer.kind](layer)
        weights = [f"{index}.{name}" for name in (*layer.parameters, *layer.buffers)]
        outputs = "logits" if index == len(layers) - 1 else f"{index}.outputs"
        nodes.append(helper.make_node(kind, [values, *weights], [outputs], **settings))
        values = outputs
    graph = helper.make_graph(
        nodes,
        "network",
        [_tensor("image", network.input_shape)],
        [_tensor("logits", network.output_shape)],
        [numpy_helper.from_array(values, name) for name, values in network.state().items()],
    )
    proto = helper.make_model(
        graph,
        producer_name="Inkling",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(proto, metadata or {})
    onnx.checker.check_model(proto, full_check=True)
    return proto


def _tensor(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])


Operator = tuple[str, dict[str, Any]]
"""The name of an ONNX operator, and its settings."""


def _dense(layer: Dense) -> Operator:
    return "Gemm", {"transB": 1}


def _convolution(layer: Conv2D) -> Operator:
    return "Conv", {
        "kernel_shape": layer.kernel_size,
        "strides": layer.stride,
        "pads": layer.padding * 2,
    }


def _max_pool(layer: MaxPool2D) -> Operator:
    return "MaxPool", {"kernel_shape": layer.pool_size, "strides": layer.stride}


def _average_pool(layer: AveragePool2D) -> Operator:
    return "AveragePool", {"kernel_shape": layer.pool_size, "strides": layer.stride}


def _batch_norm(layer: BatchNorm) -> Operator:
    return "BatchNormalization", {"epsilon": layer.epsilon}


def _leaky_relu(layer: LeakyReLU) -> Operator:
    return "LeakyRelu", {"alpha": layer.slope}


def _plain(name: str, **settings: Any) -> Callable[[Layer], Operator]:
    return lambda layer: (name, settings)


_OPERATORS: dict[str, Callable[[Any], Operator]] = {
    "dense": _dense,
    "conv2d": _convolution,
    "max_pool2d": _max_pool,
    "average_pool2d": _average_pool,
    "batch_norm": _batch_norm,
    "leaky_relu": _leaky_relu,
    "flatten": _plain("Flatten", axis=1),
    "dropout": _plain("Identity"),
    "relu": _plain("Relu"),
    "sigmoid": _plain("Sigmoid"),
    "tanh": _plain("Tanh"),
    "gelu": _plain("Gelu", approximate="tanh"),
    "softmax": _plain("Softmax", axis=-1),
}
