import contextlib
import io
import zipfile

import numpy as np
import pytest

from nn_core.data import Dataset, available_splits, load_dataset
from nn_core.data.readers.npz import is_npz, parse_npz, write_npz
from nn_core.errors import DatasetError

IMAGES = np.random.default_rng(1).integers(0, 256, (6, 5, 7), dtype=np.uint8)
LABELS = np.array([0, 1, 2, 2, 1, 0])


def archive(**arrays) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_the_archive_that_keras_ships_is_read():
    content = archive(x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
    train = parse_npz(content, split="train", source="x")
    np.testing.assert_array_equal(train.images, IMAGES)
    np.testing.assert_array_equal(train.labels, LABELS)
    assert len(parse_npz(content, split="test", source="x")) == 2


@pytest.mark.parametrize("keys", [("images", "labels"), ("X", "y"), ("data", "target")])
def test_other_names_of_the_two_arrays_are_known(keys):
    dataset = parse_npz(archive(**{keys[0]: IMAGES, keys[1]: LABELS}), split="test", source="x")
    np.testing.assert_array_equal(dataset.images, IMAGES)


def test_a_dataset_that_is_written_comes_back_whole(tmp_path):
    names = ("cat", "dog", "Ü")
    train = Dataset(IMAGES, LABELS, names, "animals")
    test = Dataset(IMAGES[:1], LABELS[:1], names, "animals")
    path = tmp_path / "folder" / "animals.npz"
    write_npz(path, train, test)
    assert available_splits(path) == ("train", "test")
    loaded = load_dataset(path)
    np.testing.assert_array_equal(loaded.images, IMAGES)
    assert loaded.class_names == names
    assert loaded.provenance == "animals"
    assert len(load_dataset(path, split="test")) == 1
    assert [file.name for file in path.parent.iterdir()] == ["animals.npz"]


def test_a_dataset_without_a_test_part_has_one_part(tmp_path):
    path = tmp_path / "a.npz"
    write_npz(path, Dataset(IMAGES, LABELS, ("a", "b", "c"), "x"))
    assert available_splits(path) == ("train",)


@pytest.mark.parametrize(
    "images",
    [
        IMAGES.astype(np.float32) / 255,
        IMAGES.astype(np.int32),
        IMAGES[..., None],
        IMAGES[:, None],
        IMAGES.astype(">u2"),
    ],
)
def test_pictures_of_other_types_and_shapes_are_brought_to_bytes(images):
    dataset = parse_npz(archive(x=images, y=LABELS), split="train", source="x")
    np.testing.assert_array_equal(dataset.images, IMAGES)


def test_rows_are_square_pictures():
    rows = np.zeros((6, 64), dtype=np.uint8)
    assert parse_npz(archive(x=rows, y=LABELS), split="train", source="x").images.shape[1:] == (
        8,
        8,
    )


@pytest.mark.parametrize(
    "labels", [LABELS[:, None], np.eye(3)[LABELS], LABELS.astype(np.float64), LABELS.astype("u1")]
)
def test_labels_of_other_shapes_are_brought_to_numbers(labels):
    dataset = parse_npz(archive(x=IMAGES, y=labels), split="train", source="x")
    np.testing.assert_array_equal(dataset.labels, LABELS)


def test_labels_may_be_names():
    names = np.array(["cat", "dog", "eel"])[LABELS]
    dataset = parse_npz(archive(x=IMAGES, y=names), split="train", source="x")
    assert dataset.class_names == ("cat", "dog", "eel")
    np.testing.assert_array_equal(dataset.labels, LABELS)


def test_more_than_ten_classes_are_counted():
    labels = np.array([0, 5, 25, 3, 2, 1])
    assert len(parse_npz(archive(x=IMAGES, y=labels), split="train", source="x").class_names) == 26


def test_arrays_of_objects_are_never_unpickled():
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=True, x=np.array([{}, {}], dtype=object), y=LABELS)
    with pytest.raises(DatasetError, match="holds Python objects"):
        parse_npz(buffer.getvalue(), split="train", source="x")


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"a": IMAGES}, "no pair such as x_train"),
        ({"x": IMAGES, "y": LABELS[:3]}, "6 pictures need as many"),
        ({"x": IMAGES.astype(float) + 300, "y": LABELS}, "from 0 to 255"),
        ({"x": np.full((6, 5, 7), np.nan), "y": LABELS}, "from 0 to 255"),
        ({"x": np.zeros((6, 5, 7, 3)), "y": LABELS}, "colour pictures"),
        ({"x": np.zeros((6, 4, 5, 7)), "y": LABELS}, "colour pictures"),
        ({"x": np.zeros((6, 5, 7, 2)), "y": LABELS}, "shape"),
        ({"x": np.zeros((6, 15)), "y": LABELS}, "no square picture"),
        ({"x": np.array(["a"] * 6), "y": LABELS}, "pictures are numbers"),
        ({"x": IMAGES, "y": LABELS + 0.5}, "whole numbers"),
        ({"x": IMAGES, "y": LABELS - 1}, "labels run from -1"),
        ({"x": IMAGES, "y": np.ones((6, 3))}, "one 1 each"),
        ({"x": np.zeros((0, 5, 7)), "y": np.zeros(0)}, "shape"),
    ],
)
def test_arrays_that_are_no_dataset_are_told_in_words(arrays, words):
    with pytest.raises(DatasetError, match=words):
        parse_npz(archive(**arrays), split="train", source="digits.npz")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_an_archive_cut_short_is_told_as_damaged(tmp_path, share):
    content = archive(x=IMAGES, y=LABELS)
    with pytest.raises(DatasetError, match="damaged or incomplete"):
        parse_npz(content[: int(len(content) * share)], split="train", source="x")


def test_a_damaged_array_is_told_as_damaged():
    content = bytearray(archive(x=IMAGES, y=LABELS))
    place = content.index(IMAGES.tobytes()[:50])
    content[place : place + 4] = b"evil"
    with pytest.raises(DatasetError, match="damaged or incomplete"):
        parse_npz(bytes(content), split="train", source="x")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("nn_core.data.readers.npz.LARGEST_CONTENT", 1000)
    content = archive(x=np.zeros((50, 28, 28), np.uint8), y=np.zeros(50))
    with pytest.raises(DatasetError, match="more than 1,000 bytes"):
        parse_npz(content, split="train", source="x")


def test_other_zip_files_are_no_archives_of_arrays():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("readme.txt", "hello")
    assert not is_npz(buffer.getvalue())
    assert not is_npz(b"PK")
    assert is_npz(archive(x=IMAGES))


def test_names_as_labels_mean_the_same_in_both_parts():
    content = archive(x_train=IMAGES[:2], y_train=["ox", "ant"], x_test=IMAGES[:1], y_test=["ox"])
    for split in ("train", "test"):
        dataset = parse_npz(content, split=split, source="x")
        assert dataset.class_names == ("ant", "ox")
        assert dataset.labels[0] == 1


def test_a_test_part_is_written_with_the_labels_of_the_training_part(tmp_path):
    train = Dataset(IMAGES[:3], np.array([0, 1, 2]), ("a", "b", "c"), "letters")
    test = Dataset(IMAGES[:1], np.array([0]), ("c",), "letters")
    write_npz(tmp_path / "letters.npz", train, test)
    assert load_dataset(tmp_path / "letters.npz", split="test").labels.tolist() == [2]


def test_bytes_of_zeros_and_ones_are_black_and_white():
    content = archive(x=np.eye(5, dtype=np.uint8)[None], y=[0])
    assert parse_npz(content, split="train", source="x").images.max() == 255


def test_damage_anywhere_is_told():
    whole = bytearray(archive(x=IMAGES, y=LABELS))
    rng = np.random.default_rng(4)
    for _ in range(300):
        damaged = whole.copy()
        for place in rng.integers(0, len(whole), 3):
            damaged[place] = rng.integers(256)
        if is_npz(bytes(damaged)):
            with contextlib.suppress(DatasetError):
                parse_npz(bytes(damaged), split="train", source="x")
