"""Reading many pictures on the fast path: forward alone, a few threads with a share each."""

import threading
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

SHARE = 64
"""How many pictures a thread reads at a time."""

THREADS = 2
"""How many threads there are at most."""


class FastReader:
    """Computes the logits of many pictures.

    It may be called from several threads; they wait for each other.

    Parameters
    ----------
    network
        Whose layers and live weights are used.
    """

    def __init__(self, network: "Network") -> None:
        self.network = network
        self._plans: list[Plan] = []
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
        starts = range(0, len(images), SHARE)
        members = min(THREADS, len(starts))
        logits = np.empty((len(images), *self.network.output_shape), np.float32)

        def read(member: int) -> None:
            plan = self._plans[member]
            for start in starts[member::members]:
                share = images[start : start + SHARE]
                load(share, plan.inputs[..., : len(share)])
                plan.forward(training=False)
                logits[start : start + SHARE] = plan.logits.T[: len(share)]

        with self._lock, one_blas_thread():
            while len(self._plans) < members:
                self._plans.append(self._make_plan())
            crew = Crew(members)
            try:
                crew.run(read, members)
            finally:
                crew.close()
        return logits

    def _make_plan(self) -> Plan:
        network = self.network
        plan = Plan(
            network,
            samples=SHARE,
            until=network.logit_layers(),
            gradient_vector=np.empty(network.parameter_vector.size, np.float32),
            scratch=Scratch(),
            for_training=False,
        )
        plan.inputs[...] = 0.0
        return plan
