"""The layers again, arranged for speed, and proven equal to the plain ones by tests.

What is computed is the same; the order of memory, the grouping of loops and the sharing of a batch
between threads are not. Start with `stage`, then `plan`, then `step`; `process_step` goes further.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nn_core.fast.blas import one_blas_thread
from nn_core.fast.one_image import OneImageReader
from nn_core.fast.ordering import supports

if TYPE_CHECKING:
    from nn_core.fast.process_step import ProcessStep, suits_processes
    from nn_core.fast.reading import FastReader
    from nn_core.fast.step import FastStep

__all__ = [
    "FastReader",
    "FastStep",
    "OneImageReader",
    "ProcessStep",
    "one_blas_thread",
    "suits_processes",
    "supports",
]

_MODULES = {
    "FastReader": "nn_core.fast.reading",
    "FastStep": "nn_core.fast.step",
    "ProcessStep": "nn_core.fast.process_step",
    "suits_processes": "nn_core.fast.process_step",
}


def __getattr__(name: str) -> object:
    # What takes many pictures at a time loads when asked for: the window reads one at a time.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
