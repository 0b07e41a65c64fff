import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from nn_core.tensor_file import TensorFileError, read_tensors

ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


def write(path: Path, table: object, numbers: bytes = bytes(8)) -> Path:
    text = (table if isinstance(table, str) else json.dumps(table)).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + numbers)
    return path


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", "u2", "i2", "f2", "u4", "i4", "f4", "u8", "i8"])
def test_what_safetensors_writes_is_read(tmp_path: Path, dtype: str) -> None:
    rng = np.random.default_rng(0)
    arrays = {
        "a": rng.integers(0, 2, (3, 4, 5)).astype(dtype),
        "b": rng.normal(size=7),
        "nothing": np.zeros((0, 3), np.float32),
        "one": np.array(2.5, np.float32),
    }
    safetensors.numpy.save_file(arrays, tmp_path / "file", {"words": "ä"})
    read, metadata = read_tensors(tmp_path / "file")
    assert metadata == {"words": "ä"}
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array, strict=True)


def test_no_metadata_and_no_arrays_are_none(tmp_path: Path) -> None:
    assert read_tensors(write(tmp_path / "file", {}, b"")) == ({}, {})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([ENTRY], "names no arrays"),
        ({"a": 3}, "nothing of a"),
        ({"a": ENTRY | {"dtype": "BF16"}}, "unknown kind 'BF16'"),
        ({"a": ENTRY | {"dtype": ["F32"]}}, "unknown kind"),
        ({"a": ENTRY | {"shape": [-2]}}, "no shape"),
        ({"a": ENTRY | {"shape": [2.0]}}, "no shape"),
        ({"a": ENTRY | {"shape": "2"}}, "no shape"),
        ({"a": ENTRY | {"data_offsets": [0]}}, "no place"),
        ({"a": ENTRY | {"data_offsets": [True, 8]}}, "no place"),
        ({"a": ENTRY | {"shape": [3]}}, "not lie"),
        ({"a": ENTRY | {"shape": [1 << 62, 4]}}, "not lie"),
        ({"a": ENTRY | {"data_offsets": [4, 12]}}, "not lie"),
        ({"a": ENTRY, "b": ENTRY}, "not lie"),
        ({"a": ENTRY, "b": ENTRY | {"data_offsets": [8, 16]}}, "16 bytes, and 8"),
        ({"a": ENTRY | {"shape": [1], "data_offsets": [0, 4]}}, "4 bytes, and 8"),
        ({"a": ENTRY, "__metadata__": {"words": 3}}, "more than texts"),
        ({"a": ENTRY, "__metadata__": "words"}, "more than texts"),
    ],
)
def test_a_file_that_is_laid_out_wrong_is_refused(
    tmp_path: Path, table: object, words: str
) -> None:
    with pytest.raises(TensorFileError, match=words):
        read_tensors(write(tmp_path / "file", table))


@pytest.mark.parametrize("content", [b"", b"\x05", bytes(8), b"\xff" * 100])
def test_what_is_no_such_file_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(TensorFileError):
        read_tensors(tmp_path / "file")
