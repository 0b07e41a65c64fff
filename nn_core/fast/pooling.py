"""Max-pooling of 2 × 2 on the fast path: first left against right, then upper against lower."""

import numpy as np

from nn_core.fast.stage import Array, Stage, empty_like_view

__all__ = ["MaxPoolStage"]


class MaxPoolStage(Stage):
    """The largest of each 2 × 2 numbers, the first in reading order winning a tie."""

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self._quads = _in_quads(inputs)
        left = self._quads[:, :, :, 0]
        self._rows = empty_like_view(left)
        self._left_wins = np.empty_like(left, bool, order="K")
        upper = self._rows[:, 0]
        self._upper_wins = np.empty_like(upper, bool, order="K")
        self.outputs = empty_like_view(upper) if place is None else place
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs unless there is a place for it."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = empty_like_view(self.inputs) if place is None else place
        self._grad_quads = _in_quads(self.grad_inputs)
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute the maximum of each window, and keep who won."""
        left, right = self._quads[:, :, :, 0], self._quads[:, :, :, 1]
        np.maximum(left, right, out=self._rows)
        upper, lower = self._rows[:, 0], self._rows[:, 1]
        if training:
            np.greater_equal(left, right, out=self._left_wins)
            np.greater_equal(upper, lower, out=self._upper_wins)
        np.maximum(upper, lower, out=self.outputs)

    def backward(self) -> None:
        """Carry each gradient back to its winner: to the row first, then to the number in it."""
        grad_rows = self._rows
        upper, lower = grad_rows[:, 0], grad_rows[:, 1]
        np.multiply(self.grad_outputs, self._upper_wins, out=upper)
        np.subtract(self.grad_outputs, upper, out=lower)
        left, right = self._grad_quads[:, :, :, 0], self._grad_quads[:, :, :, 1]
        np.multiply(grad_rows, self._left_wins, out=left)
        np.subtract(grad_rows, left, out=right)
        # A last row or column that fills no window was never read.
        height, width = 2 * self._quads.shape[0], 2 * self._quads.shape[2]
        self.grad_inputs[height:] = 0.0
        self.grad_inputs[:, width:] = 0.0


def _in_quads(pictures: Array) -> Array:
    """View (height, width, …) as (height/2, 2, width/2, 2, …), odd last lines left out."""
    rows, columns = pictures.shape[0] // 2, pictures.shape[1] // 2
    even = pictures[: 2 * rows, : 2 * columns]
    quads = even.reshape(rows, 2, columns, 2, *pictures.shape[2:])
    if not np.may_share_memory(quads, pictures):
        raise RuntimeError("Quads of a picture have to be a view of it.")
    return quads
