"""A layer: one step from the picture towards the answer, and one step back for the gradient."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import ShapeError

__all__ = ["FloatArray", "Layer", "Shape"]

Shape = tuple[int, ...]
"""The shape of one sample, the batch left aside."""

FloatArray = NDArray[np.floating]
"""float32 in use, float64 in gradient checks."""


class Layer(ABC):
    """One step of a network.

    `forward` remembers what `backward` needs; `backward` takes the gradient of the loss by the
    layer's outputs, fills `gradients`, and returns the gradient by the layer's inputs.

    Attributes
    ----------
    kind
        The layer's name in configurations and model files.
    parameters
        What is learnt, by name ("weight", "bias"). The arrays are live and keep their identity;
        write into them in place.
    gradients
        The gradient of the loss by each parameter, under the same names.
    buffers
        What is kept but not learnt: the running statistics of a batch normalisation.
    """

    kind: ClassVar[str]

    def __init__(self) -> None:
        self.parameters: dict[str, FloatArray] = {}
        self.gradients: dict[str, FloatArray] = {}
        self.buffers: dict[str, FloatArray] = {}

    def build(
        self,
        input_shape: Shape,
        *,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
        followed_by: str | None = None,
    ) -> Shape:
        """Make the parameters for inputs of one shape.

        Parameters
        ----------
        input_shape
            The shape of one sample.
        rng
            The source of the initial weights; with None they are 0, to be loaded.
        dtype
            float32 in use, float64 in gradient checks.
        followed_by
            The kind of the layer that comes next; it decides on the initializer where none was
            named.

        Returns
        -------
        Shape
            The shape of one sample of the outputs.

        Raises
        ------
        ShapeError
            If the layer cannot take inputs of that shape.
        """
        return self.output_shape(input_shape)

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Work out the shape of one sample of the outputs.

        Raises
        ------
        ShapeError
            If the layer cannot take inputs of that shape.
        """

    @abstractmethod
    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute the outputs of a batch.

        Parameters
        ----------
        inputs
            ndarray of shape (batch, *input_shape).
        training
            Whether the layer is learning: Dropout and BatchNorm then behave differently.

        Returns
        -------
        FloatArray
            ndarray of shape (batch, *output_shape).
        """

    @abstractmethod
    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry the gradient of the loss back through the latest `forward`.

        Parameters
        ----------
        grad_output
            The gradient by the outputs, ndarray of shape (batch, *output_shape).

        Returns
        -------
        FloatArray
            The gradient by the inputs, ndarray of shape (batch, *input_shape).
        """

    def config(self) -> dict[str, Any]:
        """Describe the layer so that `layer_from_config` makes another like it."""
        return {"kind": self.kind}

    def _add_parameter(self, name: str, values: FloatArray) -> None:
        self.parameters[name] = values
        self.gradients[name] = np.zeros_like(values)

    def _shape_error(self, expected: str, received: Shape) -> ShapeError:
        return ShapeError(f"A {self.kind} layer takes {expected}, not samples of shape {received}.")
