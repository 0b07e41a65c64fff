"""A running average of the weights, which reads better than the weights of any one step."""

from typing import TYPE_CHECKING

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers import FloatArray
from nn_core.optimizers import CHUNK

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["WeightAverage"]


class WeightAverage:
    """An exponential moving average of all parameters and buffers.

    Early on the decay is the smaller (1 + steps) / (10 + steps), so that the average is not held
    back by the random weights at the beginning.

    Parameters
    ----------
    network
        Whose weights are averaged.
    decay
        The share of the average that lasts from step to step, from 0 to below 1.

    Raises
    ------
    ConfigError
        If the decay is out of range.

    Attributes
    ----------
    steps
        How many steps went into it.
    parameters
        The averaged parameter vector.
    buffers
        The averaged buffers by name.

    References
    ----------
    Polyak, Juditsky: "Acceleration of stochastic approximation by averaging", 1992
    """

    def __init__(self, network: "Network", decay: float) -> None:
        if not 0.0 <= decay < 1.0:
            raise ConfigError(f"The decay of an average lies from 0 to below 1, not at {decay}.")
        self.network = network
        self.decay = decay
        self.steps = 0
        self.parameters: FloatArray = network.parameter_vector.copy()
        self.buffers = {name: values.copy() for name, values in network.buffers().items()}

    def update(self) -> None:
        """Take in the network's present weights."""
        self.begin_update()
        self.update_part(slice(0, self.parameters.size))
        self.update_buffers()

    def begin_update(self) -> None:
        """Count a step, and settle how far the average moves in it."""
        self.steps += 1
        self._share = 1.0 - min(self.decay, (1.0 + self.steps) / (10.0 + self.steps))

    def update_part(self, part: slice) -> None:
        """Move a part of the parameters; several threads may move different ones."""
        for start in range(part.start, part.stop, CHUNK):
            piece = slice(start, min(start + CHUNK, part.stop))
            difference = self.network.parameter_vector[piece] - self.parameters[piece]
            difference *= self._share
            self.parameters[piece] += difference

    def update_buffers(self) -> None:
        """Move the buffers."""
        for name, values in self.network.buffers().items():
            self.buffers[name] += self._share * (values - self.buffers[name])

    def network_with_average(self) -> "Network":
        """Make a network of its own that has the averaged weights."""
        twin = self.network.copy()
        np.copyto(twin.parameter_vector, self.parameters)
        for name, values in twin.buffers().items():
            np.copyto(values, self.buffers[name])
        return twin
