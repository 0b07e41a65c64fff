import numpy as np
import pytest

from nn_core.data import load_dataset
from nn_core.data.readers.csv_table import UNLABELLED, is_csv, parse_csv
from nn_core.errors import DatasetError

ROWS = np.random.default_rng(1).integers(0, 256, (4, 36))
LABELS = [3, 0, 9, 3]


def table(rows, header: str = "", end: str = "\n") -> bytes:
    lines = [",".join(str(value) for value in row) for row in rows]
    return end.join([header, *lines] if header else lines).encode() + end.encode()


def labelled():
    return [[label, *row] for label, row in zip(LABELS, ROWS.tolist(), strict=True)]


PIXELS = ",".join(f"pixel{index}" for index in range(36))


@pytest.mark.parametrize("header", ["", f"label,{PIXELS}"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_label_comes_first_with_a_header_or_without(header, end):
    dataset = parse_csv(table(labelled(), header, end), source="x")
    np.testing.assert_array_equal(dataset.images, ROWS.reshape(4, 6, 6))
    np.testing.assert_array_equal(dataset.labels, LABELS)
    assert dataset.class_names == tuple("0123456789")


@pytest.mark.parametrize("header", ["", PIXELS])
def test_a_table_without_labels_is_one_class_of_its_own(header):
    dataset = parse_csv(table(ROWS.tolist(), header), source="x")
    np.testing.assert_array_equal(dataset.images, ROWS.reshape(4, 6, 6))
    assert dataset.class_names == UNLABELLED


def test_a_header_may_put_the_label_last():
    rows = [[*row, label] for label, row in zip(LABELS, ROWS.tolist(), strict=True)]
    dataset = parse_csv(table(rows, f"{PIXELS},Class"), source="x")
    np.testing.assert_array_equal(dataset.labels, LABELS)
    np.testing.assert_array_equal(dataset.images, ROWS.reshape(4, 6, 6))


def test_names_of_rows_and_columns_give_the_size():
    header = "label," + ",".join(f"{y}x{x}" for y in range(1, 5) for x in range(1, 10))
    dataset = parse_csv(table(labelled(), header), source="x")
    assert dataset.images.shape == (4, 4, 9)


def test_a_mark_at_the_start_of_the_file_does_no_harm():
    content = b"\xef\xbb\xbf" + table(labelled())
    np.testing.assert_array_equal(parse_csv(content, source="x").labels, LABELS)


def test_pixels_from_0_to_1_are_scaled():
    rows = [[1, *([0.0, 1.0, 0.5] * 12)]]
    images = parse_csv(table(rows), source="x").images
    assert sorted(set(images.ravel().tolist())) == [0, 128, 255]


def test_a_picture_of_fractions_among_pictures_of_bytes_is_refused():
    rows = [*labelled(), [5, *([0.5] * 36)]]
    with pytest.raises(DatasetError, match=r"x: picture 4, .* from 0 to 1, .* one scale"):
        parse_csv(table(rows), source="x")


def test_faint_pictures_of_whole_numbers_and_blank_ones_are_pictures_of_bytes():
    faint, blank = [5, 1, *([0] * 35)], [6, *([0] * 36)]
    images = parse_csv(table([*labelled(), faint, blank]), source="x").images
    assert images[4:].reshape(2, 36).max(axis=1).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (table([[1, *range(39)]]), "40 values"),
        (table([[1, *range(36)]]) + b"2,3\n", "no table of numbers"),
        (table([[1, *range(36)], [1, *(["x"] * 36)]]), "no table of numbers"),
        (f"label,{PIXELS}\n".encode(), "without rows"),
        (table([[1.5, *range(36)]]), "whole numbers"),
        (table([["nan", *range(36)]]), "whole numbers"),
        (table([["inf", *range(36)]]), "whole numbers"),
        (table([[1, *([300] * 36)]]), "from 0 to 255"),
        (table([[1, *([-1] * 36)]]), "from 0 to 255"),
        (table([[1, *(["nan"] * 36)]]), "from 0 to 255"),
    ],
)
def test_a_table_that_holds_no_pictures_is_told_in_words(content, words):
    with pytest.raises(DatasetError, match=f"train.csv.*{words}"):
        parse_csv(content, source="train.csv")


def test_a_table_is_known_by_its_content(tmp_path):
    path = tmp_path / "digits.txt"
    path.write_bytes(table(labelled()))
    assert len(load_dataset(path)) == 4
    assert not is_csv(b"a,b\n1,2\n")
