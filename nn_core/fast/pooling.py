"""Max-pooling of 2 × 2 on the fast path: first upper against lower, then left against right."""

import numpy as np

from nn_core.fast.stage import Array, Stage, empty_like_view

__all__ = ["MaxPoolStage"]


class MaxPoolStage(Stage):
    """The largest of each 2 × 2 numbers, the first column by column winning a tie.

    Rows lie far apart in memory and columns close together, so that upper against lower is one
    long loop, and what it leaves to compare is half.
    """

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self._quads = _in_quads(inputs)
        upper = self._quads[:, 0]
        self._columns = empty_like_view(upper)
        self._upper_wins = np.empty_like(upper, bool, order="K")
        left = self._columns[:, :, 0]
        self._left_wins = np.empty_like(left, bool, order="K")
        self.outputs = empty_like_view(left) if place is None else place
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs unless there is a place for it."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = empty_like_view(self.inputs) if place is None else place
        self._grad_quads = _in_quads(self.grad_inputs)
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Compute the maximum of each window, and keep who won."""
        upper, lower = self._quads[:, 0], self._quads[:, 1]
        np.maximum(upper, lower, out=self._columns)
        left, right = self._columns[:, :, 0], self._columns[:, :, 1]
        if training:
            np.greater_equal(upper, lower, out=self._upper_wins)
            np.greater_equal(left, right, out=self._left_wins)
        np.maximum(left, right, out=self.outputs)

    def backward(self) -> None:
        """Carry each gradient back to its winner: to the column first, then to the number in it."""
        left, right = self._columns[:, :, 0], self._columns[:, :, 1]
        np.multiply(self.grad_outputs, self._left_wins, out=left)
        np.subtract(self.grad_outputs, left, out=right)
        upper, lower = self._grad_quads[:, 0], self._grad_quads[:, 1]
        np.multiply(self._columns, self._upper_wins, out=upper)
        np.subtract(self._columns, upper, out=lower)
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
