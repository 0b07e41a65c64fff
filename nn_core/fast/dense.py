"""Dense on the fast path: features first, samples last."""

import numpy as np

from nn_core.fast.products import cut, had_better_be_turned, multiply_all
from nn_core.fast.stage import Array, Stage, empty_like_view

__all__ = ["DenseStage"]


class DenseStage(Stage):
    """Weight · inputs, without the bias, which the stage after it adds.

    Parameters
    ----------
    weight, grad_weight
        The weight, ndarray of shape (units, features), and where its gradient goes.
    samples
        How many samples there are.
    is_first
        Whether nobody needs the gradient of the inputs.
    """

    def __init__(self, weight: Array, grad_weight: Array, *, samples: int, is_first: bool) -> None:
        self.weight = weight
        self.grad_weight = grad_weight
        self.is_first = is_first
        self._samples = samples

    def input_place(self) -> Array | None:
        """Ask for pictures as they come, sample by sample."""
        if not self.is_first:
            return None
        return np.empty((self._samples, self.weight.shape[1]), np.float32).T

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs, of shape (units, samples), unless there is a place for them."""
        self.inputs = inputs
        shape = (len(self.weight), inputs.shape[1])
        self.outputs = np.empty(shape, np.float32) if place is None else place
        self._to_outputs = cut(self.weight, inputs, self.outputs)
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs unless there is a place for it; the first has none."""
        self.grad_outputs = grad_outputs
        if self.is_first:
            place = self.inputs[:0]
        self.grad_inputs = empty_like_view(self.inputs) if place is None else place
        self._rows = self.inputs.T
        lie_well = self._rows.flags.c_contiguous
        self._turns = not lie_well and had_better_be_turned(self._samples)
        if self._turns:
            self._rows = np.empty(self._rows.shape, np.float32)
        self._to_weight = cut(grad_outputs, self._rows, self.grad_weight)
        if not self.is_first:
            self._to_inputs = cut(self.weight.T, grad_outputs, self.grad_inputs)
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute weight · inputs."""
        multiply_all(self._to_outputs)

    def backward(self) -> None:
        """Compute grad · inputsᵀ (by weight) and weightᵀ · grad (by inputs)."""
        if self._turns:
            np.copyto(self._rows, self.inputs.T)
        multiply_all(self._to_weight)
        if not self.is_first:
            multiply_all(self._to_inputs)
