"""A network taken apart: the front that sees stays as it is, the back end that decides learns.

What the front makes of a picture is worked out once. Learning then takes a fraction of a second,
can be repeated with some digits held back, and cannot spoil what the front has learnt to see.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nn_core.layers import FloatArray
from nn_core.network import Network

__all__ = ["SplitNetwork"]

AT_ONCE = 512


class SplitNetwork:
    """A network in two parts.

    The second part begins at the first dense layer. A network without convolutions before it, or
    without any dense layer, learns as a whole: its first part is empty.

    Parameters
    ----------
    network
        What is taken apart; it is not changed.

    Attributes
    ----------
    learns_whole
        Whether the first part is empty.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        kinds = [layer.kind for layer in network.layers]
        dense = kinds.index("dense") if "dense" in kinds else 0
        self._cut = dense if "conv2d" in kinds[:dense] else 0
        self.learns_whole = self._cut == 0
        self._front = None if self.learns_whole else self._part(0, self._cut)

    def features(self, images: NDArray[np.uint8]) -> Iterator[FloatArray | NDArray[np.uint8]]:
        """Work out what the first part makes of pictures, a few hundred at a time.

        Yields
        ------
        FloatArray | NDArray[np.uint8]
            What `back_end()` takes: float32 ndarrays of shape (pictures, features), or the
            pictures themselves where the network learns as a whole.
        """
        for start in range(0, len(images), AT_ONCE):
            piece = images[start : start + AT_ONCE]
            yield piece if self._front is None else self._front.logits(piece)

    def back_end(self) -> Network:
        """Copy the second part."""
        return self._part(self._cut, len(self._network.layers))

    def joined(self, back_end: Network) -> Network:
        """Make a whole network with another second part."""
        whole = self._network.copy()
        state = whole.state()
        for name, values in back_end.state().items():
            index, _, what = name.partition(".")
            state[f"{int(index) + self._cut}.{what}"] = values
        whole.load_state(state)
        return whole

    def _part(self, first: int, last: int) -> Network:
        part = Network.from_config(
            self._network.config()[first:last], input_shape=self._network.shapes[first]
        )
        state = {}
        for name, values in self._network.state().items():
            index, _, what = name.partition(".")
            if first <= int(index) < last:
                state[f"{int(index) - first}.{what}"] = values
        part.load_state(state)
        return part
