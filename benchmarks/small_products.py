"""How much faster matrix products become in pieces, at the sizes that training has.

    python -m benchmarks.small_products

On a processor where OpenBLAS has no second way for small products, every product stays whole, and
this says so.
"""

import statistics
import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nn_core.fast import one_blas_thread
from nn_core.fast.products import cut, multiply_all

__all__ = ["main"]

Array = NDArray[np.float32]

ROUNDS = 15
CALLS = 20

PRODUCTS = {
    "outputs of 784 → 256, 64 samples": ((256, 784), (64, 784), "right"),
    "outputs of 256 → 128, 64 samples": ((128, 256), (256, 64), ""),
    "gradient by the weight of 784 → 256": ((256, 64), (64, 784), ""),
    "gradient by the inputs of 256 → 128": ((128, 256), (128, 64), "left"),
    "outputs of 784 → 256, 512 samples": ((256, 784), (512, 784), "right"),
    "gradient by the weight of 784 → 256, 512": ((256, 512), (512, 784), ""),
    "outputs of a 5 × 5 convolution, 64 samples": ((32, 25), (24, 25, 1536), ""),
    "gradient by its weight": ((24, 25, 1536), (24, 32, 1536), "right"),
}
"""The shapes of both factors in memory, and which of them is turned around to be multiplied."""


def main() -> int:
    """Print the microseconds of each product, whole and in pieces, and their ratio."""
    rng = np.random.default_rng(0)
    print(f"{'':44}{'whole':>8}{'pieces':>8}{'ratio':>7}")
    cuts = 0
    with one_blas_thread():
        for name, (left_shape, right_shape, turned) in PRODUCTS.items():
            left = rng.standard_normal(left_shape, np.float32)
            right = rng.standard_normal(right_shape, np.float32)
            left = left.swapaxes(-1, -2) if turned == "left" else left
            right = right.swapaxes(-1, -2) if turned == "right" else right
            out = np.matmul(left, right)
            pieces = cut(left, right, out)
            cuts += pieces[0][2] is not out
            whole, cut_up = _race(
                lambda a=left, b=right, c=out: np.matmul(a, b, out=c),
                lambda pieces=pieces: multiply_all(pieces),
            )
            print(f"{name:44}{whole:8.0f}{cut_up:8.0f}{cut_up / whole:7.2f}")
    if not cuts:
        print("OpenBLAS knows no faster way for small products on this processor.")
    return 0


def _race(*contenders: Callable[[], object]) -> list[float]:
    """Let contenders run by turns; give the median microseconds of a call of each."""
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(ROUNDS):
        for kept, run in zip(times, contenders, strict=True):
            run()
            began = perf_counter()
            for _ in range(CALLS):
                run()
            kept.append((perf_counter() - began) / CALLS * 1e6)
    return [statistics.median(values) for values in times]


if __name__ == "__main__":
    sys.exit(main())
