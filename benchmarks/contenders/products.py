"""No network at all: how fast NumPy multiplies matrices, on two threads."""

from collections.abc import Iterator

import numpy as np

from nn_core.fast import one_blas_thread
from nn_core.fast.crew import Crew

__all__ = ["multiply"]

SIDE = 1024
THREADS = 2


def multiply() -> Iterator[int]:
    """Multiply for ever; give the number of operations, in millions, of each round."""
    rng = np.random.default_rng(0)
    left, right = rng.random((2, THREADS, SIDE, SIDE), dtype=np.float32)
    outputs = np.empty_like(left)
    crew = Crew(THREADS)
    with one_blas_thread():
        while True:
            crew.run(lambda member: _product(left[member], right[member], outputs[member]), THREADS)
            yield THREADS * 2 * SIDE**3 // 1_000_000


def _product(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> None:
    np.matmul(left, right, out=out)
