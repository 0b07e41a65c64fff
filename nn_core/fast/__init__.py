"""The layers again, arranged for speed, and proven equal to the plain ones by tests.

What is computed is the same; the order of memory, the grouping of loops and the sharing of a batch
between threads are not. Start with `stage`, then `plan`, then `step`.
"""

from nn_core.fast.blas import one_blas_thread
from nn_core.fast.one_image import OneImageReader
from nn_core.fast.ordering import supports
from nn_core.fast.reading import FastReader
from nn_core.fast.step import FastStep

__all__ = ["FastReader", "FastStep", "OneImageReader", "one_blas_thread", "supports"]
