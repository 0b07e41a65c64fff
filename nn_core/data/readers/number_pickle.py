"""Pickles of number arrays, and of nothing else: how the textbooks ship MNIST.

A pickle is a program: loading it calls whatever it names. Here it may name the few constructors of
NumPy arrays only, and even those are stand-ins that gather shapes and bytes; real arrays are made
from them once all of it has been checked.
"""

import io
import math
import pickle
from typing import Any, Literal, TypeGuard

import numpy as np
from numpy.typing import NDArray

from nn_core.errors import DatasetError

__all__ = ["is_pickle", "load_numbers"]

NUMBER_KINDS = frozenset("biuf")

_ByteOrder = Literal["<", ">", "|", "="]
BYTE_ORDERS: dict[object, _ByteOrder] = {"<": "<", ">": ">", "|": "|", "=": "="}

FIRST_BYTES = b"(]}clV\x80"
"""What the pickles of protocols 0 to 5 that hold tuples, lists or arrays begin with."""


def is_pickle(content: bytes) -> bool:
    """Tell whether bytes look like a pickle with NumPy arrays in it."""
    return (
        content[:1] in {bytes([code]) for code in FIRST_BYTES}
        and content.rstrip(b"\n").endswith(b".")
        and b"numpy" in content[:4096]
    )


def load_numbers(content: bytes, *, source: str) -> Any:
    """Load tuples, lists, dicts and arrays of numbers from a pickle, by Python 2 or 3.

    Parameters
    ----------
    content
        The pickle.
    source
        Where it was read, for messages.

    Returns
    -------
    Any
        What was pickled.

    Raises
    ------
    DatasetError
        If the pickle is damaged or asks for anything but arrays of numbers.
    """
    try:
        # Python 2 kept an array's bytes in a str; latin-1 gives each byte back as it was.
        loaded = _NumberUnpickler(io.BytesIO(content), encoding="latin1").load()
        return _arrays_of(loaded, depth=0)
    except _Refused as error:
        raise DatasetError(f"{source} is refused: {error}.") from error
    # A pickle that is damaged, by chance or on purpose, may fail in any way.
    except Exception as error:
        raise DatasetError(f"{source} is a damaged or incomplete pickle.") from error


class _Refused(Exception):
    """The pickle asks for something that is no array of numbers."""


class _NumberType:
    """Stands in for numpy.dtype: a name such as "f4", and a byte order that comes later."""

    __slots__ = ("name", "order")

    def __init__(self, name: object = "", *_: object) -> None:
        self.name = name.decode("latin1") if isinstance(name, bytes) else name
        self.order: _ByteOrder = "="

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 5 or any(state[2:5]):
            raise _Refused("it holds records, not plain numbers")
        order = state[1].decode("latin1") if isinstance(state[1], bytes) else state[1]
        if order not in BYTE_ORDERS:
            raise _Refused(f"it holds numbers of byte order {order!r}")
        self.order = BYTE_ORDERS[order]

    def dtype(self) -> np.dtype[Any]:
        if not isinstance(self.name, str) or len(self.name) > 4:
            raise _Refused(f"it holds {self.name!r}, not numbers")
        try:
            found = np.dtype(self.name)
        except TypeError:
            raise _Refused(f"it holds {self.name!r}, not numbers") from None
        if found.kind not in NUMBER_KINDS:
            raise _Refused(f"it holds {found}, not numbers")
        return found.newbyteorder(self.order)


class _Array:
    """Stands in for numpy.ndarray: a shape, a type and bytes, which `array` puts together."""

    __slots__ = ("fortran", "number_type", "raw", "shape")

    def __init__(self, *_: object) -> None:
        self.shape: object = (0,)
        self.number_type: object = _NumberType("u1")
        self.raw: object = b""
        self.fortran = False

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) not in (4, 5):
            raise _Refused("it holds an array in a form that is not known")
        self.shape, self.number_type, fortran, self.raw = state[-4:]
        self.fortran = bool(fortran)

    def array(self) -> NDArray[np.generic]:
        if not isinstance(self.number_type, _NumberType):
            raise _Refused("it holds an array of something that is no number")
        dtype = self.number_type.dtype()
        if isinstance(self.raw, list):
            raise _Refused("it holds an array of objects")
        raw = self.raw.encode("latin1") if isinstance(self.raw, str) else self.raw
        if not isinstance(raw, bytes | bytearray) or not _is_shape(self.shape):
            raise _Refused("it holds an array in a form that is not known")
        if math.prod(self.shape) * dtype.itemsize != len(raw):
            raise _Refused("it holds an array whose bytes do not fit its shape")
        flat = np.frombuffer(bytes(raw), dtype=dtype)
        array = flat.reshape(self.shape, order="F" if self.fortran else "C")
        return np.ascontiguousarray(array, dtype=dtype.newbyteorder("="))


def _is_shape(shape: object) -> TypeGuard[tuple[int, ...]]:
    return (
        isinstance(shape, tuple)
        and len(shape) <= 8
        and all(type(size) is int and size >= 0 for size in shape)
    )


class _Reconstruct:
    """Stands in for NumPy's `_reconstruct`, which makes an empty array to be filled."""

    __slots__ = ()

    def __call__(self, *_: object) -> _Array:
        return _Array()

    def __setstate__(self, state: object) -> None:
        raise _Refused("it changes functions")


class _FromBuffer(_Reconstruct):
    """Stands in for NumPy's `_frombuffer`, which newer pickles use."""

    __slots__ = ()

    def __call__(self, *arguments: object) -> _Array:
        if len(arguments) != 4:
            raise _Refused("it holds an array in a form that is not known")
        raw, number_type, shape, order = arguments
        array = _Array()
        array.__setstate__((shape, number_type, order == "F", raw))
        return array


class _Encode:
    """Stands in for `codecs.encode`, by which protocol 2 of Python 3 writes bytes."""

    __slots__ = ()

    def __call__(self, text: object, encoding: object = "latin1") -> bytes:
        if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
            raise _Refused("it encodes text")
        return text.encode("latin1")

    def __setstate__(self, state: object) -> None:
        raise _Refused("it changes functions")


class _NoBytes:
    """Stands in for `bytes`, by which protocol 2 of Python 3 writes the bytes of empty arrays."""

    __slots__ = ()

    def __call__(self, *arguments: object) -> bytes:
        if arguments:
            raise _Refused("it makes bytes")
        return b""

    def __setstate__(self, state: object) -> None:
        raise _Refused("it changes functions")


_STAND_INS: dict[tuple[str, str], object] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _NumberType,
    ("_codecs", "encode"): _Encode(),
    ("__builtin__", "bytes"): _NoBytes(),
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Reconstruct() for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _FromBuffer() for core in ("core", "_core")},
}


class _NumberUnpickler(pickle.Unpickler):
    """Finds stand-ins for NumPy's constructors, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Look up a stand-in.

        Raises
        ------
        _Refused
            If the pickle names anything else.
        """
        found = _STAND_INS.get((module, name))
        if found is None:
            raise _Refused(
                f"it asks for {module}.{name}, and only arrays of numbers are read from a pickle"
            )
        return found


def _arrays_of(value: Any, *, depth: int) -> Any:
    """Turn stand-ins into arrays, inside tuples, lists and dicts too."""
    if depth > 8:
        raise _Refused("it is nested too deeply")
    if isinstance(value, _Array):
        return value.array()
    if isinstance(value, tuple | list):
        return type(value)(_arrays_of(item, depth=depth + 1) for item in value)
    if isinstance(value, dict):
        return {key: _arrays_of(item, depth=depth + 1) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return value
    raise _Refused(f"it holds a {type(value).__name__}, not an array of numbers")
