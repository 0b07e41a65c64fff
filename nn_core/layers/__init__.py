"""The layers in their plain form, each as its formula is written."""

from nn_core.layers.activations import (
    GELU,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    sigmoid,
    softmax,
)
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.batch_norm import BatchNorm
from nn_core.layers.conv2d import Conv2D
from nn_core.layers.dense import Dense
from nn_core.layers.dropout import Dropout
from nn_core.layers.flatten import Flatten
from nn_core.layers.pooling import AveragePool2D, MaxPool2D
from nn_core.layers.registry import LAYERS, layer_from_config

__all__ = [
    "GELU",
    "LAYERS",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "FloatArray",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "ReLU",
    "Shape",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "layer_from_config",
    "sigmoid",
    "softmax",
]
