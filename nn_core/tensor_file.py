"""Arrays by name, out of a safetensors file: eight bytes, a JSON table, then the numbers.

The package of that name writes such files, and could read them. It stays unloaded where a network
is only read: it would take a megabyte from the window's start to its end, for what fits on a page.
"""

import json
import math
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import numpy as np

__all__ = ["TensorFileError", "read_tensors"]

_LENGTH_BYTES = 8
_LARGEST_TABLE = 100_000_000
"""Bytes that the table may take; the package has the same limit."""

_DTYPES = {
    "BOOL": "?", "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "F16": "<f2",
    "U32": "<u4", "I32": "<i4", "F32": "<f4", "U64": "<u8", "I64": "<i8", "F64": "<f8",
}  # fmt: skip


class TensorFileError(ValueError):
    """A file is not laid out as it should be; carries the sentence that says how."""


class _Place(NamedTuple):
    """Where the numbers of an array lie, in bytes from the first."""

    start: int
    stop: int
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


def read_tensors(path: Path) -> tuple[dict[str, np.ndarray[Any, Any]], dict[str, str]]:
    """Read all arrays of a file, and the texts that stand beside them.

    Returns
    -------
    tuple[dict[str, ndarray], dict[str, str]]
        The arrays by their names, and the metadata. The arrays are views of the file, which stays
        open as long as one of them is kept, and cannot be written to.

    Raises
    ------
    OSError
        If the file cannot be read.
    TensorFileError
        If it is damaged, cut short, or something else.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < _LENGTH_BYTES:
            raise TensorFileError("It is too short for the length of a table.")
        content = memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ))
    begin = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    if begin > min(size, _LARGEST_TABLE):
        raise TensorFileError("It does not begin with the length of a table.")
    table = _parse_table(bytes(content[_LENGTH_BYTES:begin]))
    metadata = table.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(map(_is_text, metadata.values())):
        raise TensorFileError("Its metadata holds more than texts.")
    places = sorted(_place(name, entry) for name, entry in table.items())
    _check_places(places, size - begin)
    arrays = {
        place.name: np.frombuffer(
            content[begin + place.start : begin + place.stop], dtype=place.dtype
        ).reshape(place.shape)
        for place in places
    }
    return arrays, metadata


def _parse_table(text: bytes) -> dict[str, Any]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TensorFileError("Its table is not JSON.") from error
    if not isinstance(table, dict):
        raise TensorFileError("Its table names no arrays.")
    return table


def _place(name: str, entry: object) -> _Place:
    if not isinstance(entry, Mapping):
        raise TensorFileError(f"Its table says nothing of {name}.")
    dtype, shape, offsets = (entry.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not isinstance(dtype, str) or dtype not in _DTYPES:
        raise TensorFileError(f"{name} holds numbers of the unknown kind {dtype!r}.")
    if not (_are_sizes(shape) and _are_sizes(offsets) and len(offsets) == 2):
        raise TensorFileError(f"{name} has no shape, or no place.")
    return _Place(offsets[0], offsets[1], name, np.dtype(_DTYPES[dtype]), tuple(shape))


def _check_places(places: list[_Place], size: int) -> None:
    """See to it that the arrays lie one after the other and that nothing is left over."""
    end = 0
    for place in places:
        fits = place.stop - place.start == math.prod(place.shape) * place.dtype.itemsize
        if place.start != end or not fits:
            raise TensorFileError(f"{place.name} does not lie where its numbers are.")
        end = place.stop
    if end != size:
        raise TensorFileError(f"Its arrays take {end:,} bytes, and {size:,} are there.")


def _are_sizes(values: object) -> TypeGuard[list[int]]:
    return isinstance(values, list) and all(type(size) is int and size >= 0 for size in values)


def _is_text(value: object) -> bool:
    return isinstance(value, str)
