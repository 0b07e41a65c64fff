import gzip

import numpy as np
import pytest

from nn_core.data.readers.idx import parse_idx, read_idx, write_idx
from nn_core.errors import DatasetError


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 28, 28), (2, 3, 4, 5)])
def test_what_is_written_is_read_back(tmp_path, shape):
    array = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    write_idx(tmp_path / "file", array)
    np.testing.assert_array_equal(read_idx(tmp_path / "file"), array)


def test_gzip_is_recognised_by_content_whatever_the_name(tmp_path):
    write_idx(tmp_path / "plain", np.arange(6, dtype=np.uint8).reshape(2, 3))
    wrapped = tmp_path / "no-ending"
    wrapped.write_bytes(gzip.compress((tmp_path / "plain").read_bytes()))
    np.testing.assert_array_equal(read_idx(wrapped), [[0, 1, 2], [3, 4, 5]])


def test_a_hand_written_header_is_understood():
    content = b"\0\0\x08\x02" + b"\0\0\0\x02" + b"\0\0\0\x03" + bytes([1, 2, 3, 4, 5, 255])
    np.testing.assert_array_equal(parse_idx(content, source="x"), [[1, 2, 3], [4, 5, 255]])


def test_wide_numbers_come_in_the_computers_byte_order():
    content = b"\0\0\x0c\x01" + b"\0\0\0\x02" + b"\0\0\0\x01" + b"\xff\xff\xff\xff"
    numbers = parse_idx(content, source="x")
    assert numbers.dtype == np.int32
    assert numbers.tolist() == [1, -1]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "not an IDX"),
        (b"PK\x03\x04", "not an IDX"),
        (b"\0\0\x08\x03\0\0", "inside its header"),
        (b"\0\0\x08\x01\0\0\0\x05\1\2", "incomplete"),
        (b"\0\0\x08\x01\0\0\0\x01\1\2", "damaged"),
        (b"\0\0\x08\x03" + b"\xff" * 12 + b"\1", "incomplete"),
    ],
)
def test_a_damaged_file_is_named_in_words(content, word):
    with pytest.raises(DatasetError, match=f"train-images.*{word}"):
        parse_idx(content, source="train-images")


def test_a_gzip_file_cut_short_is_named(tmp_path):
    whole = gzip.compress(b"\0\0\x08\x01\0\0\0\x05" + bytes(range(5)))
    path = tmp_path / "labels.gz"
    path.write_bytes(whole[:-9])
    with pytest.raises(DatasetError, match="damaged or incomplete gzip"):
        read_idx(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DatasetError, match="cannot be read"):
        read_idx(tmp_path / "nowhere")
