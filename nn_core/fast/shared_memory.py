"""Arrays that several processes see and change together."""

import ctypes
import mmap
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fence", "Layout", "Mailbox", "SharedArrays"]

ALIGNMENT = 64
"""Where an array may begin: at a line of the cache, so that two never share one."""

LARGE_PAGE = 1 << 21
"""The bytes of a large page on Linux. In such pages the processor finds its way much faster."""

COLLAPSE = 25
"""MADV_COLLAPSE, since Linux 6.1: makes large pages of small ones. Python has no name for it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which arrays there are, by name.

    Attributes
    ----------
    shapes
        The shape of each.
    dtypes
        The dtype of each, as NumPy writes it.
    """

    shapes: Mapping[str, tuple[int, ...]]
    dtypes: Mapping[str, str]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Layout":
        """Describe arrays that are there."""
        return cls(
            {name: array.shape for name, array in arrays.items()},
            {name: array.dtype.str for name, array in arrays.items()},
        )


class SharedArrays:
    """A piece of memory that has a file descriptor, and the arrays in it.

    Parameters
    ----------
    layout
        What lies in it, in order; zeros at first.
    descriptor
        Memory that another process has made; None makes it, which only Linux can.

    Attributes
    ----------
    layout
        As given.
    descriptor
        To be handed to a process that is started; `close_descriptor` lets go of it.

    Raises
    ------
    OSError
        If the system has no room for it.
    """

    def __init__(self, layout: Layout, descriptor: int | None = None) -> None:
        self.layout = layout
        starts, end = {}, 0
        for name, shape in layout.shapes.items():
            starts[name] = end
            length = prod(shape) * np.dtype(layout.dtypes[name]).itemsize
            end += _rounded_up(length, ALIGNMENT)
        is_new = descriptor is None
        self.descriptor = os.memfd_create("inkling") if descriptor is None else descriptor
        try:
            size = _rounded_up(max(end, 1), LARGE_PAGE)
            if is_new:
                os.posix_fallocate(self.descriptor, 0, size)
            memory = _map(self.descriptor, size)
        except OSError:
            self.close_descriptor()
            raise
        self._arrays = {
            name: np.frombuffer(
                memory, layout.dtypes[name], count=prod(shape), offset=starts[name]
            ).reshape(shape)
            for name, shape in layout.shapes.items()
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def close_descriptor(self) -> None:
        """Let go of the descriptor; the arrays stay."""
        os.close(self.descriptor)


def _rounded_up(length: int, step: int) -> int:
    return -(-length // step) * step


def _map(descriptor: int, size: int) -> mmap.mmap:
    """Show some memory to this process, in large pages where the system makes them."""
    memory = mmap.mmap(descriptor, size)
    beyond = _address_of(memory) % LARGE_PAGE
    if beyond:
        # A large page begins at a multiple of its size. What is mapped next comes to lie right
        # below what was mapped last, so something as long as what is too much goes in between.
        memory.close()
        with mmap.mmap(-1, beyond):
            memory = mmap.mmap(descriptor, size)
    # Not by `memory.madvise`, which would have all threads wait for 2 ms a page. Where it fails,
    # small pages do as well, only slower.
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    madvise(_address_of(memory), size, COLLAPSE)
    return memory


def _address_of(memory: mmap.mmap) -> int:
    return np.frombuffer(memory, np.uint8).ctypes.data


class Fence:
    """Keeps memory in order: what is written before a call, others see before what follows it.

    Nor does this process read ahead. ARM does both unless a lock is let go of and taken back.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._gate.acquire()

    def __call__(self) -> None:
        """Keep what comes before and what comes after apart."""
        self._gate.release()
        self._gate.acquire()


class Mailbox:
    """Arrays that one process hands to the others, batch by batch.

    Parameters
    ----------
    arrays
        Where they lie. Each letter has a place there, under its name behind "letter ", that is
        long enough for the most rows it ever has; "rows" tells how many it has now, "counts" how
        many letters of the name there were.
    names
        The letters' names.
    """

    def __init__(self, arrays: SharedArrays, names: tuple[str, ...]) -> None:
        self._slots = {name: arrays[f"letter {name}"] for name in names}
        self._numbers = {name: number for number, name in enumerate(names)}
        # A memoryview reads and writes a single number four times as fast as an array does.
        self._rows, self._counts = arrays["rows"].data, arrays["counts"].data
        self._keep_order = Fence()

    @staticmethod
    def places(letters: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Name what the shared memory has to hold for letters no longer than these."""
        places = {f"letter {name}": letter for name, letter in letters.items()}
        numbers = np.zeros((2, len(letters)), np.int64)
        return places | {"rows": numbers[0], "counts": numbers[1]}

    def takes(self, letters: Mapping[str, NDArray[Any]]) -> bool:
        """Tell whether there is room for these letters."""
        return self._slots.keys() >= letters.keys() and all(
            letter.dtype == self._slots[name].dtype
            and letter.shape[1:] == self._slots[name].shape[1:]
            and len(letter) <= len(self._slots[name])
            for name, letter in letters.items()
        )

    def post(self, letters: Mapping[str, NDArray[Any]]) -> None:
        """Hand letters over, in the place of those of their names before."""
        for name, letter in letters.items():
            self._rows[self._numbers[name]] = len(letter)
            place = self._slots[name][: len(letter)]
            if not np.may_share_memory(letter, place):  # or else it was written there already
                np.copyto(place, letter)
        self._keep_order()
        for name in letters:
            self._counts[self._numbers[name]] += 1

    def place(self, name: str) -> NDArray[Any]:
        """Show where letters of a name lie, as many rows as there is room for."""
        return self._slots[name]

    def count(self, name: str) -> int:
        """Tell how many letters of a name were handed over so far, the last one wholly."""
        count = self._counts[self._numbers[name]]
        self._keep_order()
        return count

    def read(self) -> dict[str, NDArray[Any]]:
        """View what was handed over last under each name."""
        rows = self._rows.tolist()
        return {
            name: slot[:count]
            for (name, slot), count in zip(self._slots.items(), rows, strict=True)
        }
