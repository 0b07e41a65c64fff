"""One step of training on the fast path: a few threads, a share of the batch each."""

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.averaging import WeightAverage
from nn_core.fast.batch_norm import SharedSums
from nn_core.fast.crew import Crew
from nn_core.fast.plan import Plan, load
from nn_core.fast.stage import Scratch, bytes_of
from nn_core.layers import BatchNorm, Dropout
from nn_core.losses import Loss, Targets
from nn_core.optimizers import CHUNK, Optimizer
from nn_core.step import Regularization, StepOutcome, count_right

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["FastStep"]


Parts = list[tuple[slice, bool]]
"""Parts of the parameter vector, and whether weight decay applies to each."""


class FastStep:
    """The step of `PlainStep`, faster.

    Each thread goes through the layers with its share of the batch, filling a gradient vector of
    its own. When all are done, each adds up a part of the gradients, in a fixed order, and moves
    that part of the parameters. The same batch therefore gives the same weights bit for bit.

    Parameters
    ----------
    network
        What learns.
    loss
        How wrong it is.
    optimizer
        How its parameters move.
    regularization
        What keeps them small.
    average
        What takes in the new weights after each step; None for nothing.
    threads
        How many threads share a batch.
    """

    def __init__(
        self,
        network: "Network",
        loss: Loss,
        optimizer: Optimizer,
        regularization: Regularization,
        average: WeightAverage | None = None,
        *,
        threads: int,
    ) -> None:
        self.network = network
        self.loss = loss
        self.optimizer = optimizer
        self.regularization = regularization
        self.average = average
        self._until = network.logit_layers(loss.absorbs)
        self._crew = Crew(threads)
        self._scratch = [Scratch() for _ in range(threads)]
        size = network.parameter_vector.size
        self._gradients = [np.zeros(size, np.float32) for _ in range(threads)]
        parts = _decay_parts(network, optimizer, regularization)
        self._shares = {size: _share_out(parts, size) for size in range(1, threads + 1)}
        self._plans: dict[int, list[Plan]] = {}

    def __call__(self, images: NDArray[Any], targets: Targets) -> StepOutcome:
        """Learn from one batch."""
        plans = self._plans_for(len(images))
        members = len(plans)
        edges = _edges(len(images), members)
        classes = self.network.shapes[self._until][0]
        total = self.loss.total_weight(targets, classes)
        parts = self._shares[members]
        losses, right, squares = [0.0] * members, [0] * members, [0.0] * members
        self._set_masks(plans, edges)
        self.optimizer.begin_step(self.network.parameter_vector)
        if self.average is not None:
            self.average.begin_update()

        def learn(member: int) -> None:
            plan, share = plans[member], slice(edges[member], edges[member + 1])
            load(images[share], plan.inputs)
            plan.forward(training=True)
            logits = plan.logits.T
            losses[member], gradient = self.loss.value_and_gradient(
                logits, targets[share], total=total
            )
            right[member] = count_right(logits, targets[share])
            np.copyto(plan.grad_logits, gradient.T)
            plan.backward()

            self._crew.meet()
            squares[member] = self._add_up(parts[member], members)
            if self.regularization.clip_norm is not None:
                self._crew.meet()
            factor = self.regularization.clip_factor(math.sqrt(sum(squares)))
            self._move(parts[member], factor, self._scratch[member])

        self._crew.run(learn, members)
        if self.average is not None:
            self.average.update_buffers()
        return StepOutcome(sum(losses), sum(right), math.sqrt(sum(squares)))

    def buffers(self) -> dict[str, int]:
        """Name the memory that training takes beside the data, in bytes."""
        plans = [plan for plans in self._plans.values() for plan in plans]
        average = [] if self.average is None else [self.average.parameters]
        return {
            "parameters": bytes_of([self.network.parameter_vector]),
            "gradients": bytes_of([self.network.gradient_vector, *self._gradients]),
            "optimizer": bytes_of([*self.optimizer.state.values(), *average]),
            "scratch": bytes_of(array for scratch in self._scratch for array in scratch.arrays()),
            "activations": bytes_of(
                array
                for plan in plans
                for stage in plan.stages
                for array in stage.arrays()
                if not self._is_vector(array)
            ),
        }

    def _is_vector(self, array: NDArray[Any]) -> bool:
        vectors = (self.network.parameter_vector, *self._gradients)
        return any(np.may_share_memory(array, vector) for vector in vectors)

    def close(self) -> None:
        """Send the threads home."""
        self._crew.close()

    def _plans_for(self, batch: int) -> list[Plan]:
        if batch not in self._plans:
            members = min(self._crew.size, batch)
            edges = _edges(batch, members)
            shared = _shared_sums(self.network, members, self._crew.meet)
            self._plans[batch] = [
                Plan(
                    self.network,
                    samples=edges[member + 1] - edges[member],
                    until=self._until,
                    gradient_vector=self._gradients[member],
                    scratch=self._scratch[member],
                    member=member,
                    batch=batch,
                    shared_sums=shared.__getitem__,
                )
                for member in range(members)
            ]
        return self._plans[batch]

    def _set_masks(self, plans: list[Plan], edges: list[int]) -> None:
        """Draw the masks of dropouts for the whole batch, as the plain path does."""
        for number, (index, _) in enumerate(plans[0].dropouts):
            layer = self.network.layers[index]
            if not isinstance(layer, Dropout):
                continue
            shape = (edges[-1], *self.network.shapes[index])
            mask = layer.draw(int(np.prod(shape))).reshape(shape)
            for member, plan in enumerate(plans):
                plan.dropouts[number][1].set_mask(mask[edges[member] : edges[member + 1]])

    def _add_up(self, parts: Parts, members: int) -> float:
        """Add up some parts of the gradient over the threads; give the sum of its squares."""
        total = self._gradients[0]
        for part, _ in parts:
            for other in self._gradients[1:members]:
                total[part] += other[part]
        self.regularization.add_penalties(self.network.parameter_vector, total, parts)
        return sum(float(np.dot(total[part], total[part])) for part, _ in parts)

    def _move(self, parts: Parts, factor: float, scratch: Scratch) -> None:
        """Move some parts of the parameters, the gradient scaled by a factor."""
        total = self._gradients[0]
        for part, decays in parts:
            if factor != 1.0:
                total[part] *= np.float32(factor)
            self.optimizer.update(
                self.network.parameter_vector,
                total,
                part,
                decay=decays,
                scratch=scratch.take("optimizer", (CHUNK,)),
            )
            if self.average is not None:
                self.average.update_part(part)


def _edges(samples: int, members: int) -> list[int]:
    """Cut a batch into shares as equal as can be."""
    return [samples * member // members for member in range(members + 1)]


def _decay_parts(network: "Network", optimizer: Optimizer, regularization: Regularization) -> Parts:
    """Divide the parameters by whether they decay, unless none does: fewer parts are faster."""
    if optimizer.weight_decay or regularization.l1 or regularization.l2:
        return network.decay_parts()
    return [(slice(0, network.parameter_vector.size), False)]


def _share_out(parts: Parts, members: int) -> list[Parts]:
    """Deal out the parameter vector, so that every thread has a like length of it."""
    edges = _edges(parts[-1][0].stop if parts else 0, members)
    shares: list[Parts] = []
    for first, last in itertools.pairwise(edges):
        cut = [
            (slice(max(part.start, first), min(part.stop, last)), decays) for part, decays in parts
        ]
        shares.append([(part, decays) for part, decays in cut if part.start < part.stop])
    return shares


def _shared_sums(
    network: "Network", members: int, meet: Callable[[], None]
) -> dict[int, SharedSums]:
    return {
        index: SharedSums(members, network.shapes[index][0], meet)
        for index, layer in enumerate(network.layers)
        if isinstance(layer, BatchNorm)
    }
