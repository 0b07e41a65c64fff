"""Reading many pictures on the fast path: forward alone, a few threads with a share each."""

import threading
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn_core.fast.blas import one_blas_thread
from nn_core.fast.crew import Crew
from nn_core.fast.plan import Plan, load
from nn_core.fast.stage import Array, Scratch

if TYPE_CHECKING:
    from nn_core.network import Network

__all__ = ["FastReader"]

SHARES = (1, 8, 16, 32, 64)
"""How many pictures a thread may read at a time; the smallest that holds them all is taken."""

THREADS = 2
"""How many threads there are at most."""


class FastReader:
    """Computes the logits of many pictures.

    It may be called from several threads; they wait for each other.

    Parameters
    ----------
    network
        Whose layers and live weights are used; it owns the reader and must outlive it.
    """

    def __init__(self, network: "Network") -> None:
        # Not to hold each other: the memory of the plans would stay until some day Python looks
        # for what only refers to itself.
        self.network: Network = weakref.proxy(network)
        self._plans: dict[int, list[Plan]] = {share: [] for share in SHARES}
        self._lock = threading.Lock()

    def logits(self, images: NDArray[Any]) -> Array:
        """Compute the logits of pictures.

        Parameters
        ----------
        images
            As `Network.as_inputs` takes them.

        Returns
        -------
        Array
            ndarray of shape (samples, classes).
        """
        share = next((share for share in SHARES if len(images) <= share), SHARES[-1])
        plans = self._plans[share]
        starts = range(0, len(images), share)
        members = min(THREADS, len(starts))
        logits = np.empty((len(images), *self.network.output_shape), np.float32)

        def read(member: int) -> None:
            plan = plans[member]
            for start in starts[member::members]:
                part = images[start : start + share]
                load(part, plan.inputs[..., : len(part)])
                plan.forward(training=False)
                logits[start : start + share] = plan.logits.T[: len(part)]

        with self._lock, one_blas_thread():
            while len(plans) < members:
                plans.append(self._make_plan(share))
            crew = Crew(members)
            try:
                crew.run(read, members)
            finally:
                crew.close()
        return logits

    def _make_plan(self, share: int) -> Plan:
        network = self.network
        plan = Plan(
            network,
            samples=share,
            until=network.logit_layers(),
            gradient_vector=np.empty(network.parameter_vector.size, np.float32),
            scratch=Scratch(),
            for_training=False,
        )
        plan.inputs[...] = 0.0
        return plan
