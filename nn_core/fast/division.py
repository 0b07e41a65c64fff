"""A first dense layer whose units are shared out, and not the samples alone.

Whoever shares a batch by samples has a gradient of every weight, all of which have to be added up,
and reads every weight that another has moved. Where the first layer has no fewer units than the
batch has samples, that is more to carry from core to core than what goes through the layer. Each
member then has units of its own there, for all samples: it alone reads and moves their weights. The
members hand each other the outputs, and on the way back the gradients by them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nn_core.fast.stage import Array, Stage, empty_like_view
from nn_core.layers import Dense, Flatten

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["DivisibleLayer", "Division", "ExchangeStage", "edges_of"]

FEWEST_WEIGHTS = 50_000
"""With fewer weights, waiting for each other takes longer than adding up gradients."""

FEWEST_OTHERS = 30_000
"""With fewer other parameters, the first process is not relieved of the work that it has besides.

Of its own units it has to move all weights; with cores side by side, a step then takes longer.
"""


def edges_of(total: int, members: int) -> list[int]:
    """Cut what there is into shares as equal as can be: where each begins, and the last ends."""
    return [total * member // members for member in range(members + 1)]


class DivisibleLayer:
    """The dense layer that a network begins with.

    Parameters
    ----------
    index
        Which of the network's layers it is.
    weight
        Its weight, ndarray of shape (units, features).

    Attributes
    ----------
    index
        As given.
    units, features
        How many there are.
    """

    def __init__(self, index: int, weight: Array) -> None:
        self.index = index
        self.units: int = weight.shape[0]
        self.features: int = weight.shape[1]

    @classmethod
    def of(cls, network: "Network") -> "DivisibleLayer | None":
        """Find the layer, if the network begins with one that is worth dividing."""
        index = int(isinstance(network.layers[0], Flatten))  # a batch is loaded into any shape
        layer = network.layers[index] if index < len(network.layers) else None
        if not isinstance(layer, Dense):
            return None
        weight = layer.parameters["weight"]
        others = network.parameter_vector.size - weight.size
        is_worth_it = weight.size >= FEWEST_WEIGHTS and others >= FEWEST_OTHERS
        return cls(index, weight) if is_worth_it else None

    def suits(self, samples: int) -> bool:
        """Tell whether to divide it for a batch of so many samples."""
        return 1 < samples <= self.units

    def owned(self, members: int) -> list[int]:
        """Tell where in the parameter vector the weights of each member begin, and the last end.

        Returns
        -------
        list[int]
            `members` + 1 indices.
        """
        # No layer before it has parameters, so its weights are the first in the vector.
        return [edge * self.features for edge in edges_of(self.units, members)]

    def room(self, samples: int) -> Array:
        """Make room for the outputs and the gradients that go from member to member.

        Returns
        -------
        Array
            ndarray of shape (2, samples · units), zeros.
        """
        return np.zeros((2, samples * self.units), np.float32)

    def part(
        self,
        member: int,
        members: int,
        samples: int,
        *,
        room: Array,
        meet: Callable[[], None],
    ) -> "Division":
        """Lay out one member's part.

        Parameters
        ----------
        member, members
            Which one of how many.
        samples
            How many a batch has.
        room
            What `room` made for so many samples or more; all members see it.
        meet
            Waits for the other members.
        """
        edges = edges_of(self.units, members)
        units = slice(edges[member], edges[member + 1])
        edges = edges_of(samples, members)
        outputs, grad_outputs = (
            values[: samples * self.units].reshape(samples, self.units).T for values in room
        )
        return Division(
            layer=self.index,
            units=units,
            samples=slice(edges[member], edges[member + 1]),
            outputs=outputs,
            grad_outputs=grad_outputs,
            meet=meet,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """One member's part in a layer that is divided.

    Attributes
    ----------
    layer
        The layer's index.
    units
        The member's own units.
    samples
        The member's own samples, in all that comes after the layer.
    outputs, grad_outputs
        What the members hand each other: ndarrays of shape (units, batch), which lie sample by
        sample, so that the layer after it has no need to turn them around.
    meet
        Waits for the other members.
    """

    layer: int
    units: slice
    samples: slice
    outputs: Array
    grad_outputs: Array
    meet: Callable[[], None]


class ExchangeStage(Stage):
    """From own units of all samples to all units of own samples, and back.

    Parameters
    ----------
    division
        Whose units and samples they are.

    Attributes
    ----------
    division
        As given.
    scale
        What the layer's inputs are still to be multiplied with. Its outputs are fewer numbers, so
        they are multiplied instead, and so is the gradient by them.
    """

    def __init__(self, division: Division) -> None:
        self.division = division
        self.scale = np.float32(1.0)
        self._of_own_samples = division.outputs[:, division.samples]

    def input_place(self) -> Array | None:
        """Ask for the member's part of the outputs."""
        return self.division.outputs[self.division.units]

    def grad_place(self) -> Array | None:
        """Ask for the member's part of the gradients."""
        return self.division.grad_outputs[:, self.division.samples]

    def connect(self, inputs: Array, place: Array | None) -> Array:
        """Own the outputs unless there is a place for them."""
        self.inputs = inputs
        self.outputs = empty_like_view(self._of_own_samples) if place is None else place
        return self.outputs

    def connect_back(self, grad_outputs: Array, place: Array | None) -> Array:
        """Own the gradient of the inputs: what all members have written, of own units."""
        self.grad_outputs = grad_outputs
        self.grad_inputs = self.division.grad_outputs[self.division.units]
        return self.grad_inputs

    def forward(self, *, training: bool) -> None:
        """Wait until all outputs are there, and take those of own samples."""
        self.division.meet()
        np.multiply(self._of_own_samples, self.scale, out=self.outputs)

    def backward(self) -> None:
        """Wait until all gradients are there; those of own units are then where they belong."""
        np.multiply(self.grad_outputs, self.scale, out=self.grad_outputs)
        self.division.meet()
