import gzip
import os
import pickle
import struct

import numpy as np
import pytest

from nn_core.data import available_splits, load_dataset
from nn_core.data.readers.mnist_pickle import parse_mnist_pickle
from nn_core.data.readers.number_pickle import load_numbers
from nn_core.errors import DatasetError


def short_string(content: bytes) -> bytes:
    """Write a str as Python 2 does in protocol 2."""
    if len(content) < 256:
        return b"U" + bytes([len(content)]) + content
    return b"T" + struct.pack("<i", len(content)) + content


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def python2_array(array: np.ndarray) -> bytes:
    """Write an array as cPickle of Python 2 writes it in protocol 2."""
    shape = b"".join(number(size) for size in array.shape)
    code = array.dtype.str[1:].encode()
    order = array.dtype.str[:1].encode()
    return (
        b"cnumpy.core.multiarray\n_reconstruct\n"
        b"cnumpy\nndarray\n" + number(0) + b"\x85" + short_string(b"b") + b"\x87R"
        b"(" + number(1) + b"(" + shape + b"t"
        b"cnumpy\ndtype\n" + short_string(code) + number(0) + number(1) + b"\x87R"
        b"(" + number(3) + short_string(order) + b"NNN" + number(-1) * 2 + number(0) + b"tb"
        b"\x89" + short_string(array.tobytes()) + b"tb"
    )


def python2_pickle(*pairs: tuple[np.ndarray, np.ndarray]) -> bytes:
    """Write pairs of arrays as the textbooks' mnist.pkl holds them."""
    body = b"".join(
        python2_array(images) + python2_array(labels) + b"\x86" for images, labels in pairs
    )
    return b"\x80\x02(" + body + b"t."


def pairs(dtype=np.float32):
    rng = np.random.default_rng(1)
    return tuple(
        (
            (rng.integers(0, 256, (count, 36)) / 255).astype(dtype),
            (np.arange(count) % 10).astype(np.int64),
        )
        for count in (9, 3, 4)
    )


def images_of(*parts) -> np.ndarray:
    return np.rint(np.concatenate([part[0] for part in parts]) * 255).reshape(-1, 6, 6)


def test_a_pickle_of_python_2_is_read():
    train, validation, test = pairs()
    content = python2_pickle(train, validation, test)
    dataset = parse_mnist_pickle(content, split="train", source="x")
    np.testing.assert_array_equal(dataset.images, images_of(train, validation))
    np.testing.assert_array_equal(dataset.labels, [*range(9), 0, 1, 2])
    dataset = parse_mnist_pickle(content, split="test", source="x")
    np.testing.assert_array_equal(dataset.images, images_of(test))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("dtype", [np.float32, np.float64, ">f4"])
def test_a_pickle_of_python_3_is_read(protocol, dtype):
    content = pickle.dumps(pairs(dtype), protocol=protocol)
    dataset = parse_mnist_pickle(content, split="test", source="x")
    np.testing.assert_array_equal(dataset.images, images_of(pairs()[2]))


def test_arrays_in_columns_first_are_read():
    array = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    np.testing.assert_array_equal(load_numbers(pickle.dumps(array), source="x"), array)


def test_the_file_is_known_by_its_content(tmp_path):
    path = tmp_path / "renamed.bin"
    path.write_bytes(gzip.compress(python2_pickle(*pairs())))
    assert available_splits(path) == ("train", "test")
    assert len(load_dataset(path)) == 12
    assert len(load_dataset(path, split="test")) == 4


class Evil:
    """Runs a command where a plain unpickler meets it."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def global_call(module: str, name: str, *, arguments: bytes = b"(t") -> bytes:
    return f"c{module}\n{name}\n".encode() + arguments + b"R."


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_runs_a_command_is_refused_and_runs_nothing(tmp_path, protocol):
    content = pickle.dumps((pairs(), Evil(f"touch {tmp_path / 'ran'}")), protocol=protocol)
    with pytest.raises(DatasetError, match=r"asks for \w+\.system"):
        load_numbers(content, source="x")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("__builtin__", "eval"),
        ("builtins", "getattr"),
        ("numpy", "load"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy", "ndarray.tofile"),
        ("numpy.testing._private.utils", "runstring"),
        ("nn_core.data.readers.number_pickle", "_Array"),
        ("_codecs", "decode"),
        ("copyreg", "_reconstructor"),
    ],
)
def test_whatever_is_no_array_is_refused_by_its_name(module, name):
    with pytest.raises(DatasetError, match=f"asks for {module}.{name}"):
        load_numbers(global_call(module, name), source="x")


@pytest.mark.parametrize(
    "array",
    [
        np.array([object()], dtype=object),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.array([1j]),
    ],
    ids=["objects", "texts", "bytes", "records", "dates", "complex"],
)
def test_arrays_of_anything_but_numbers_are_refused(array):
    with pytest.raises(DatasetError, match="x is refused: it"):
        load_numbers(pickle.dumps(array), source="x")


@pytest.mark.parametrize(
    ("shape", "raw", "words"),
    [
        ((3, 3), b"\0" * 35, "do not fit its shape"),
        ((1 << 40, 1 << 40), b"", "do not fit its shape"),
        ((-1,), b"\0", "form that is not known"),
    ],
)
def test_an_array_whose_bytes_do_not_fit_is_refused(shape, raw, words):
    content = (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n(tR"
        + pickle.dumps((1, shape, None, False, raw), protocol=2)[2:-1].replace(
            b"N", b"cnumpy\ndtype\n" + short_string(b"u1") + b"\x85R", 1
        )
        + b"b."
    )
    with pytest.raises(DatasetError, match=words):
        load_numbers(content, source="x")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_pickle_cut_short_is_told_as_damaged(share):
    content = python2_pickle(*pairs())
    with pytest.raises(DatasetError, match="x is a damaged or incomplete pickle"):
        load_numbers(content[: int(len(content) * share)], source="x")


def test_stand_ins_cannot_be_changed_by_a_pickle():
    # `b` (BUILD) on a stand-in that is no array: it must not leave anything behind.
    for target in (b"cnumpy.core.multiarray\n_reconstruct\n", b"c_codecs\nencode\n"):
        with pytest.raises(DatasetError):
            load_numbers(b"\x80\x02" + target + b"N}U\x01aU\x01bs\x86b.", source="x")
    array = np.arange(3)
    np.testing.assert_array_equal(load_numbers(pickle.dumps(array), source="x"), array)


@pytest.mark.parametrize(
    "value", [(), (1, 2, 3), {"a": 1}, [np.zeros((3, 36))], ((np.zeros((2, 36)),) * 3,) * 3]
)
def test_a_pickle_of_other_things_is_refused(value):
    with pytest.raises(DatasetError, match="not of two or three pairs"):
        parse_mnist_pickle(pickle.dumps(value), split="train", source="x")
