import numpy as np
import pytest

from nn_core.data import load_dataset
from nn_core.data.readers.idx import write_idx
from nn_core.data.synthetic import write_digit
from nn_core.errors import DatasetError
from nn_core.teaching import Collection, new_digit
from nn_core.teaching.exporting import export_csv, export_idx, export_pictures
from nn_core.teaching.importing import digits_from

UNIPEN = """.SEGMENT DIGIT 0 ? "7"
.COMMENT 7 3 1
.PEN_DOWN
100 400
300 400
200 100
.PEN_UP
"""


@pytest.fixture
def digits():
    rng = np.random.default_rng(0)
    return [new_digit(label, strokes=write_digit(label, rng=rng)) for label in (3, 7, 3, 0, 9)]


@pytest.mark.parametrize("export", [export_pictures, export_csv, export_idx])
def test_what_is_exported_is_read_back_by_our_own_readers(export, digits, tmp_path):
    target = export(tmp_path / "out", digits)
    dataset = load_dataset(target)
    names = [dataset.class_names[label] for label in dataset.labels]
    assert sorted(names) == ["0", "3", "3", "7", "9"]
    mine = sorted((str(digit.label), digit.image.tobytes()) for digit in digits)
    theirs = [(name, image.tobytes()) for name, image in zip(names, dataset.images, strict=True)]
    assert sorted(theirs) == mine


@pytest.mark.parametrize("export", [export_pictures, export_csv, export_idx])
def test_what_is_exported_can_be_imported(export, digits, tmp_path):
    imported = digits_from(export(tmp_path / "out", digits))
    assert sorted(digit.label for digit in imported) == [0, 3, 3, 7, 9]
    assert {digit.source for digit in imported} == {"imported"}


@pytest.mark.parametrize("export", [export_pictures, export_csv, export_idx])
def test_an_empty_collection_is_not_exported(export, tmp_path):
    with pytest.raises(DatasetError, match="no digits to export"):
        export(tmp_path / "out", [])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("export", [export_pictures, export_idx])
def test_an_export_never_mixes_with_what_is_there(export, digits, tmp_path):
    export(tmp_path / "out", digits)
    with pytest.raises(DatasetError, match=r"is not empty|already"):
        export(tmp_path / "out", digits)


def test_pen_strokes_are_imported_as_strokes(tmp_path):
    (tmp_path / "pen.unp").write_text(UNIPEN)
    (digit,) = digits_from(tmp_path / "pen.unp")
    assert digit.label == 7
    assert len(digit.strokes[0].points) == 3


def test_pictures_of_another_size_are_made_ready_as_on_the_draw_page(tmp_path):
    pictures = np.zeros((1, 60, 40), dtype=np.uint8)
    pictures[0, 10:50, 18:22] = 255
    write_idx(tmp_path / "one-images", pictures)
    write_idx(tmp_path / "one-labels", np.array([1], dtype=np.uint8))
    (digit,) = digits_from(tmp_path)
    assert digit.image.shape == (28, 28)
    rows = np.flatnonzero(digit.image.any(axis=1))
    assert rows[-1] - rows[0] + 1 == pytest.approx(20, abs=1)


def test_both_parts_of_an_archive_are_imported(tmp_path):
    image = np.zeros((2, 28, 28), dtype=np.uint8)
    image[:, 4:24, 14] = 255
    path = tmp_path / "both.npz"
    np.savez(path, x_train=image, y_train=[1, 7], x_test=image[:1], y_test=[4])
    assert [digit.label for digit in digits_from(path)] == [1, 7, 4]


def test_anything_but_digits_is_refused(tmp_path):
    image = np.full((2, 28, 28), 200, dtype=np.uint8)
    np.savez(tmp_path / "coats.npz", x=image, y=["coat", "shirt"])
    with pytest.raises(DatasetError, match="takes the digits 0 to 9"):
        digits_from(tmp_path / "coats.npz")


def test_a_whole_dataset_is_no_collection_of_ones_own(tmp_path):
    images = np.full((5_001, 5, 5), 9, dtype=np.uint8)
    np.savez(tmp_path / "large.npz", x=images, y=np.zeros(5_001, dtype=np.int64))
    with pytest.raises(DatasetError, match="holds 5,001 digits"):
        digits_from(tmp_path / "large.npz")


def test_imported_digits_go_into_the_collection(digits, tmp_path):
    collection = Collection(tmp_path / "my-digits.sqlite")
    collection.add(digits_from(export_csv(tmp_path / "out.csv", digits)))
    assert collection.counts() == (1, 0, 0, 2, 0, 0, 0, 1, 0, 1)
