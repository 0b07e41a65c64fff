import numpy as np
import pytest
from PIL import Image

from nn_core.data import available_splits, load_dataset
from nn_core.data.readers.image_folder import fit_picture
from nn_core.errors import DatasetError


def save(folder, name: str, size=(12, 12), *, paper=255, ink=0, extra: str = ".png"):
    """Save a picture with a block of ink in its middle."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = np.full(size[::-1], paper, dtype=np.uint8)
    picture[size[1] // 3 : 2 * size[1] // 3, size[0] // 3 : 2 * size[0] // 3] = ink
    Image.fromarray(picture).save(folder / f"{name}{extra}")


def test_each_folder_is_a_class_numbers_in_their_order(tmp_path):
    for name in ("10", "9", "2"):
        save(tmp_path / name, "a")
    save(tmp_path / "9", "b", extra=".bmp")
    dataset = load_dataset(tmp_path)
    assert dataset.class_names == ("2", "9", "10")
    assert dataset.labels.tolist() == [0, 1, 1, 2]


def test_dark_on_light_and_light_on_dark_give_the_same_ink(tmp_path):
    save(tmp_path / "a", "1", paper=255, ink=0)
    save(tmp_path / "a", "2", paper=0, ink=255)
    images = load_dataset(tmp_path).images
    np.testing.assert_array_equal(images[0], images[1])
    assert images[0, 6, 6] == 255
    assert images[0, 0, 0] == 0


def test_pictures_of_one_size_keep_it(tmp_path):
    save(tmp_path / "a", "1", size=(20, 14))
    assert load_dataset(tmp_path).images.shape == (1, 14, 20)


def test_pictures_of_different_sizes_are_brought_to_one(tmp_path):
    save(tmp_path / "a", "1", size=(20, 14))
    save(tmp_path / "a", "2", size=(100, 300))
    assert load_dataset(tmp_path).images.shape == (2, 28, 28)


def test_parts_are_told_by_their_folders(tmp_path):
    save(tmp_path / "train" / "x", "1")
    save(tmp_path / "train" / "y", "1")
    save(tmp_path / "test" / "x", "1")
    assert available_splits(tmp_path) == ("train", "test")
    assert len(load_dataset(tmp_path)) == 2
    assert len(load_dataset(tmp_path, split="test")) == 1


def test_files_that_are_no_pictures_and_hidden_ones_are_passed_over(tmp_path):
    save(tmp_path / "a", "1")
    (tmp_path / "a" / "notes.txt").write_text("hello")
    (tmp_path / "a" / ".DS_Store").write_bytes(b"\0")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("")
    dataset = load_dataset(tmp_path)
    assert len(dataset) == 1
    assert dataset.provenance.endswith("without 1 file that is no picture")
    (tmp_path / "a" / "torn.png").write_bytes(b"\x89PNG")
    assert load_dataset(tmp_path).provenance.endswith("without 2 files that are no pictures")


def test_folders_without_files_are_named(tmp_path):
    save(tmp_path / "train" / "a", "1")
    (tmp_path / "train" / "b").mkdir()
    dataset = load_dataset(tmp_path)
    assert dataset.class_names == ("a",)
    assert dataset.provenance.endswith(", without the folder b, which holds no files")
    (tmp_path / "train" / "10").mkdir()
    (tmp_path / "train" / "a" / "notes.txt").write_text("hello")
    assert load_dataset(tmp_path).provenance.endswith(
        ", without 1 file that is no picture and the folders 10, b, which hold no files"
    )


def test_a_folder_without_pictures_is_refused(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("hello")
    with pytest.raises(DatasetError, match="no pictures in one folder per class"):
        load_dataset(tmp_path)


@pytest.mark.parametrize(("height", "width"), [(28, 28), (56, 14), (3, 100), (1, 1)])
def test_a_fitted_picture_keeps_its_proportions(height, width):
    fitted = fit_picture(np.full((height, width), 255, np.uint8), (28, 28))
    rows, columns = np.flatnonzero(fitted.any(axis=1)), np.flatnonzero(fitted.any(axis=0))
    scale = 28 / max(height, width)
    assert len(rows) == max(1, round(height * scale))
    assert len(columns) == max(1, round(width * scale))


def test_a_file_in_no_known_format_is_refused_with_the_known_ones(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"\x7fELF")
    with pytest.raises(DatasetError, match=r"IDX, NPZ, CSV, mnist\.pkl\.gz, UNIPEN"):
        load_dataset(tmp_path / "a.bin")


def test_a_label_means_the_same_in_both_parts(tmp_path):
    for name in ("1", "2", "3"):
        save(tmp_path / "train" / name, "a")
    save(tmp_path / "test" / "3", "a")
    train, test = load_dataset(tmp_path), load_dataset(tmp_path, split="test")
    assert train.class_names == test.class_names == ("1", "2", "3")
    assert test.labels.tolist() == [2]
