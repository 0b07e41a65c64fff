"""One step of training on the fast path: a few threads, a share of the batch each."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.averaging import WeightAverage
from nn_core.fast.batch_norm import SharedSums
from nn_core.fast.crew import Crew
from nn_core.fast.division import DivisibleLayer, Division, edges_of
from nn_core.fast.plan import Plan
from nn_core.fast.stage import Array, Scratch, bytes_of
from nn_core.layers import BatchNorm, Dropout
from nn_core.losses import Loss, Targets
from nn_core.optimizers import CHUNK, Optimizer
from nn_core.step import Peek, Regularization, StepOutcome, count_right

if TYPE_CHECKING:
    from nn_core.fast.process_crew import ProcessCrew
    from nn_core.network import Network

__all__ = ["Batch", "FastStep"]


LINE = 16
"""How many numbers a line of the cache holds."""

Parts = list[tuple[slice, bool]]
"""Parts of the parameter vector, and whether weight decay applies to each."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one member does with the parameters when all gradients are there.

    Attributes
    ----------
    moved
        The parameters that it moves.
    added
        Those of them of which each member has a gradient of its own; of the others there is but
        one.
    """

    moved: Parts
    added: Parts


@dataclass(frozen=True, slots=True)
class Batch:
    """What everybody has to know of a batch.

    Attributes
    ----------
    images, targets
        The samples, or those from the second share on.
    samples
        How many there are in all.
    total
        The weight of all of them in the loss.
    offset
        How many samples of the batch `images` and `targets` leave out.
    """

    images: NDArray[Any]
    targets: Targets
    samples: int
    total: float
    offset: int = 0

    def with_images(self, images: NDArray[Any]) -> "Batch":
        """Put others in the place of the images."""
        return Batch(images, self.targets, self.samples, self.total, self.offset)

    def part(self, edges: Sequence[int], member: int) -> slice:
        """Tell where in `images` and `targets` one member's samples are."""
        return slice(edges[member] - self.offset, edges[member + 1] - self.offset)


class FastStep:
    """The step of `PlainStep`, faster.

    Each member of a crew goes through the layers with its share of the batch, filling a gradient
    vector of its own. When all are done, each adds to a part of it what the others have there, in a
    fixed order, and moves that part of the parameters. The same batch therefore gives the same
    weights bit for bit. A first layer that is divided (`nn_core.fast.division`) is gone through
    otherwise: there each member has units of its own, for all samples, and nothing is to be added
    up.

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
        self._size = threads
        self._crew: Crew | ProcessCrew = Crew(threads)
        self._meet: Callable[[], None] = self._crew.meet
        self._scratch = [Scratch() for _ in range(threads)]
        size = network.parameter_vector.size
        self._gradients: list[Array] = [np.zeros(size, np.float32) for _ in range(threads)]
        self._tally: NDArray[np.float64] = np.zeros((threads, 3))
        self._parts = _decay_parts(network, optimizer, regularization)
        self._shares: dict[tuple[int, int], list[Share]] = {}
        self._dropouts = [
            (index, layer)
            for index, layer in enumerate(network.layers[: self._until])
            if isinstance(layer, Dropout)
        ]
        self._divisible: DivisibleLayer | None = None
        self._room: Array = np.zeros((2, 0), np.float32)
        self._sums: dict[int, dict[int, SharedSums]] = {}
        self._plans: dict[tuple[int, int], Plan] = {}

    def __call__(
        self, images: NDArray[Any], targets: Targets, peek: Peek | None = None
    ) -> StepOutcome:
        """Learn from one batch; only processes make the next one ready meanwhile."""
        self._peek = peek
        samples = len(images)
        members = min(self._size, samples)
        classes = self.network.shapes[self._until][0]
        total = self.loss.total_weight(targets, classes)
        self._batch = Batch(images, targets, samples, total)
        self._masks = self._draw_masks(samples)
        self._sums_of(samples)
        self._make_room(samples)
        self.optimizer.begin_step(self.network.parameter_vector)
        if self.average is not None:
            self.average.begin_update()
        self._tell_others(members)
        self._crew.run(self.learn, members)
        if self.average is not None:
            self.average.update_buffers()
        loss, right, squares = map(sum, zip(*self._tally[:members].tolist(), strict=True))
        return StepOutcome(loss, int(right), math.sqrt(squares))

    def learn(self, member: int) -> None:
        """Learn from one share of the batch, together with the other members."""
        batch = self._batch
        members = min(self._size, batch.samples)
        edges = edges_of(batch.samples, members)
        targets = batch.targets[batch.part(edges, member)]
        plan = self._plan_for(batch.samples, member)
        for index, stage in plan.dropouts:
            stage.set_mask(self._masks[index][edges[member] : edges[member + 1]])
        self._load(batch, plan, member)
        plan.forward(training=True)
        logits = plan.logits.T
        loss, gradient = self.loss.value_and_gradient(logits, targets, total=batch.total)
        right = count_right(logits, targets)
        np.copyto(plan.grad_logits, gradient.T)
        plan.backward()

        if not self._is_divided(batch.samples):  # otherwise they have met inside the plan
            self._meet()
        share = self._shares_of(batch, members)[member]
        self._tally[member] = loss, right, self._add_up(share, member, members)
        factor = 1.0
        if self.regularization.clip_norm is not None:
            self._meet()
            norm = math.sqrt(self._tally[:members, 2].sum())
            factor = self.regularization.clip_factor(norm)
        self._look_ahead(plan, member)
        self._move(share.moved, factor, member)

    def _load(self, batch: Batch, plan: Plan, member: int) -> None:
        """Load what a member's plan reads of a batch: its share, or all of it."""
        images = batch.images
        if not self._is_divided(batch.samples):
            edges = edges_of(batch.samples, min(self._size, batch.samples))
            images = images[batch.part(edges, member)]
        plan.load(images)

    def _look_ahead(self, plan: Plan, member: int) -> None:
        """Do what can be done for the next batch, as soon as nobody needs this one any more."""

    def _tell_others(self, members: int) -> None:
        """Make known what the members have to know of this batch; threads know it already."""

    def buffers(self) -> dict[str, int]:
        """Name the memory that training takes beside the data, in bytes."""
        plans = list(self._plans.values())
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
            )
            + self._room.nbytes,
        }

    def _is_vector(self, array: NDArray[Any]) -> bool:
        vectors = (self.network.parameter_vector, *self._gradients, self._room)
        return any(np.may_share_memory(array, vector) for vector in vectors)

    def close(self) -> None:
        """Send the threads home."""
        self._crew.close()

    def _plan_for(self, samples: int, member: int) -> Plan:
        """Lay out the memory for one share of a batch, the first time that it is asked for."""
        plan = self._plans.get((samples, member))
        if plan is None:
            members = min(self._size, samples)
            edges = edges_of(samples, members)
            plan = self._plans[samples, member] = Plan(
                self.network,
                samples=edges[member + 1] - edges[member],
                until=self._until,
                gradient_vector=self._gradients[member],
                scratch=self._scratch[member],
                member=member,
                batch=samples,
                shared_sums=self._sums_of(samples).__getitem__,
                division=self._division(samples, member),
            )
        return plan

    def _is_divided(self, samples: int) -> bool:
        """Tell whether the units of the first layer are shared out, for a batch of some size."""
        return self._divisible is not None and self._divisible.suits(samples)

    def _make_room(self, samples: int) -> None:
        """Make room for what members hand each other, before they lay out their parts in it."""
        divisible = self._divisible
        if divisible is not None and divisible.suits(samples):
            room = 2 * samples * divisible.units
            if self._room.size < room:
                self._room = divisible.room(samples)
                self._plans.clear()

    def _division(self, samples: int, member: int) -> Division | None:
        """Give a member's part in a layer whose units are shared out."""
        if self._divisible is None or not self._divisible.suits(samples):
            return None
        return self._divisible.part(
            member,
            min(self._size, samples),
            samples,
            room=self._room,
            meet=self._meet,
        )

    def _shares_of(self, batch: Batch, members: int) -> list[Share]:
        """Deal out the parameters for a batch, the first time that one of its size comes."""
        key = (batch.samples, batch.images.itemsize)
        shares = self._shares.get(key)
        if shares is None:
            owned = [0] * (members + 1)
            if self._divisible is not None and self._divisible.suits(batch.samples):
                owned = self._divisible.owned(members)
            shares = self._shares[key] = _share_out(self._parts, owned, self._lead(batch))
        return shares

    def _lead(self, batch: Batch) -> int:
        """Tell how many parameters fewer the first member is to move, having other work to do."""
        return 0

    def _sums_of(self, samples: int) -> dict[int, SharedSums]:
        """Give what the threads tell each other in a batch of some size; processes tell nothing."""
        if samples not in self._sums:
            members = min(self._size, samples)
            self._sums[samples] = _shared_sums(self.network, members, self._meet)
        return self._sums[samples]

    def _draw_masks(self, samples: int) -> dict[int, NDArray[np.bool_]]:
        """Draw the masks of dropouts for the whole batch, as the plain path does."""
        masks = {}
        for index, layer in self._dropouts:
            shape = (samples, *self.network.shapes[index])
            masks[index] = layer.draw(math.prod(shape)).reshape(shape)
        return masks

    def _add_up(self, share: Share, member: int, members: int) -> float:
        """Add to a member's share of the gradient what the others have of it; sum the squares."""
        total = self._gradients[member]
        others = [values for values in self._gradients[:members] if values is not total]
        for part, _ in share.added:
            for other in others:
                total[part] += other[part]
        self.regularization.add_penalties(self.network.parameter_vector, total, share.moved)
        return sum(float(np.dot(total[part], total[part])) for part, _ in share.moved)

    def _move(self, parts: Parts, factor: float, member: int) -> None:
        """Move a member's parts of the parameters, the gradient scaled by a factor."""
        total, scratch = self._gradients[member], self._scratch[member]
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


def _decay_parts(network: "Network", optimizer: Optimizer, regularization: Regularization) -> Parts:
    """Divide the parameters by whether they decay, unless none does: fewer parts are faster."""
    if optimizer.weight_decay or regularization.l1 or regularization.l2:
        return network.decay_parts()
    return [(slice(0, network.parameter_vector.size), False)]


def _share_out(parts: Parts, owned: Sequence[int], lead: int) -> list[Share]:
    """Deal out the parameter vector: to each member what it owns, and a part of the rest.

    Of the rest the first member gets less by `lead`, the others alike. The last one gets the
    beginning, which goes on from what it owns. The rest is cut at whole lines of the cache, counted
    from where it begins: what lies across two lines is read twice. What is less than a line goes to
    whoever has the lines before it.
    """
    members = len(owned) - 1
    start, stop = owned[-1], parts[-1][0].stop if parts else owned[-1]
    lines = (stop - start) // LINE
    others = members - 1
    first = max(0, lines - others * (lead // LINE)) // members
    lengths = [(lines - first) * other // others for other in range(members)] if others else [0]
    edges = [*(start + length * LINE for length in lengths), stop]
    if others and not first:
        edges[-2] = stop
    shares = []
    for own, rest in zip(
        itertools.pairwise(owned), reversed(list(itertools.pairwise(edges))), strict=True
    ):
        spans = [(own[0], rest[1])] if own[1] == rest[0] else [own, rest]
        moved = [part for span in spans for part in _cut(parts, *span)]
        shares.append(Share(moved, _cut(parts, *rest)))
    return shares


def _cut(parts: Parts, start: int, stop: int) -> Parts:
    """Cut out what of some parts lies from `start` to before `stop`."""
    cut = [(slice(max(part.start, start), min(part.stop, stop)), decays) for part, decays in parts]
    return [(part, decays) for part, decays in cut if part.start < part.stop]


def _shared_sums(
    network: "Network", members: int, meet: Callable[[], None]
) -> dict[int, SharedSums]:
    return {
        index: SharedSums(members, network.shapes[index][0], meet)
        for index, layer in enumerate(network.layers)
        if isinstance(layer, BatchNorm)
    }
