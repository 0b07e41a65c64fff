"""The IDX format, in which MNIST is published: a short header, then the numbers."""

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.data.readers.compressed import read_bytes
from nn_core.errors import DatasetError

__all__ = ["is_idx", "parse_idx", "read_idx", "write_idx"]

NUMBER_TYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
"""What the third byte of the header says about each number; all are big-endian."""


def is_idx(content: bytes) -> bool:
    """Tell whether unwrapped bytes begin as an IDX file does."""
    return (
        len(content) >= 4
        and content[:2] == b"\0\0"
        and content[2] in NUMBER_TYPES
        and 1 <= content[3] <= 4
    )


def read_idx(path: Path | str) -> NDArray[Any]:
    """Read an IDX file, plain or in gzip.

    Returns
    -------
    ndarray
        Of the shape and type that the header names, in the computer's own byte order.

    Raises
    ------
    DatasetError
        If the file cannot be read, is no IDX file, or holds fewer or more numbers than it says.
    """
    return parse_idx(read_bytes(Path(path)), source=str(path))


def parse_idx(content: bytes, *, source: str) -> NDArray[Any]:
    """Read the numbers out of unwrapped IDX bytes.

    Parameters
    ----------
    content
        The whole file.
    source
        Where it was read, for messages.

    Raises
    ------
    DatasetError
        If the bytes are no IDX file, or hold fewer or more numbers than the header says.
    """
    if not is_idx(content):
        raise DatasetError(f"{source} is not an IDX file: its header is not one.")
    number_type, dimensions = NUMBER_TYPES[content[2]], content[3]
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise DatasetError(f"{source} is an incomplete IDX file: it ends inside its header.")
    shape = struct.unpack(f">{dimensions}I", content[4:header])
    expected = header + math.prod(shape) * number_type.itemsize
    if len(content) != expected:
        state = "incomplete" if len(content) < expected else "damaged"
        raise DatasetError(
            f"{source} is {state}: an IDX file of shape {shape} has {expected:,} bytes, "
            f"this one has {len(content):,}."
        )
    numbers: NDArray[Any] = np.frombuffer(content, dtype=number_type, offset=header).reshape(shape)
    return numbers.astype(number_type.newbyteorder("="))


def write_idx(path: Path | str, array: NDArray[np.uint8]) -> None:
    """Write unsigned bytes as a plain IDX file.

    Parameters
    ----------
    path
        The file, replaced if it exists.
    array
        uint8 ndarray of one to four dimensions.

    Raises
    ------
    DatasetError
        If the array is of another type or has more dimensions.
    """
    if array.dtype != np.uint8 or not 1 <= array.ndim <= 4:
        raise DatasetError(
            f"An IDX file takes uint8 of one to four dimensions, "
            f"not {array.dtype} of shape {array.shape}."
        )
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 0x08, array.ndim, *array.shape)
    Path(path).write_bytes(header + np.ascontiguousarray(array).tobytes())
