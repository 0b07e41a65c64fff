"""How many threads each matrix product of NumPy uses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["multiplies_small_matrices_in_place", "one_blas_thread"]


@cache
def _controller() -> Any:
    """Find the libraries that multiply matrices; it takes a while."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


_lock = threading.Lock()
_users = 0
_limits: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let each matrix product run on the thread that calls it, until the last user is through.

    Two threads that share every product wait for each other all the time, and on a busy machine a
    small one then takes a hundred times as long. Two threads with a product each do not.
    """
    global _users, _limits
    with _lock:
        if not _users:
            _limits = _controller().limit(limits=1, user_api="blas")
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if not _users:
                _limits.restore_original_limits()


@cache
def multiplies_small_matrices_in_place() -> bool:
    """Tell whether NumPy's matrix products know a faster way for small matrices.

    OpenBLAS has it in what it does on processors with AVX-512.
    """
    libraries = [library for library in _controller().info() if library["user_api"] == "blas"]
    # Other packages may have brought libraries of their own.
    numpys = [library for library in libraries if "numpy" in library["filepath"]] or libraries
    kernels = {library.get("architecture") for library in numpys}
    return bool(kernels) and kernels.issubset(_WITH_SMALL_PRODUCTS)


_WITH_SMALL_PRODUCTS = ("SkylakeX", "Cooperlake", "SapphireRapids")
"""The names under which OpenBLAS knows processors with AVX-512, AMD's among them."""
