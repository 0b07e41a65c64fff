"""Memory that several processes see, in large pages where the system makes them."""

import os
from pathlib import Path

import numpy as np
import pytest

from nn_core.fast import shared_memory
from nn_core.fast.process_crew import can_share_memory
from nn_core.fast.shared_memory import ALIGNMENT, Layout, SharedArrays

pytestmark = pytest.mark.skipif(not can_share_memory(), reason="memory is shared on Linux alone")

LAYOUT = Layout(
    {"few": (3,), "none": (0, 4), "many": (600_001,), "single": ()},
    {"few": "<i8", "none": "<f4", "many": "<f4", "single": "<f8"},
)


def held() -> tuple[int, int]:
    """Count the descriptors that are open, and the pieces of shared memory that are mapped."""
    mapped = Path("/proc/self/maps").read_text("utf-8").count("memfd:inkling")
    return len(os.listdir("/proc/self/fd")), mapped  # noqa: PTH208 (iterdir opens one more)


def require_shared() -> None:
    """Write in one view of some memory, and read in another one."""
    arrays = SharedArrays(LAYOUT)
    elsewhere = SharedArrays(LAYOUT, os.dup(arrays.descriptor))
    for name, shape in LAYOUT.shapes.items():
        assert not arrays[name].any(), "zeros at first"
        arrays[name][...] = np.arange(arrays[name].size).reshape(shape) + 1
        np.testing.assert_array_equal(elsewhere[name], arrays[name])
        assert arrays[name].ctypes.data % ALIGNMENT == 0
    arrays.close_descriptor()
    elsewhere.close_descriptor()


def test_every_process_sees_what_one_has_written_and_nothing_of_it_stays() -> None:
    before = held()
    require_shared()
    assert held() == before


def test_small_pages_do_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_memory, "COLLAPSE", 9999)  # as an older Linux takes it: for nothing
    require_shared()


def test_memory_that_cannot_be_had_leaves_no_descriptor_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    before = held()
    with pytest.raises(OSError, match="No space left"):
        SharedArrays(LAYOUT)
    assert held() == before
