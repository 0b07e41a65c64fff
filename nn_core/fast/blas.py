"""How many threads each matrix product of NumPy uses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["one_blas_thread"]

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
            from threadpoolctl import threadpool_limits

            _limits = threadpool_limits(limits=1, user_api="blas")
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if not _users:
                _limits.restore_original_limits()
