import gzip
import hashlib
import io
import os
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from nn_core.data import DatasetMissing, available_splits, dataset_names, load_dataset
from nn_core.data.catalogue import CATALOGUE
from nn_core.data.loading import find_files
from nn_core.data.readers.idx import write_idx
from nn_core.errors import ConfigError, DatasetError


def write_idx_dataset(folder, samples=12, size=(5, 7), classes=10, seed=0):
    """Write a small dataset under MNIST's file names and return its training pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    pictures = {}
    for prefix, count in (("train", samples), ("t10k", samples // 2)):
        pictures[prefix] = rng.integers(0, 256, (count, *size), dtype=np.uint8)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", pictures[prefix])
        labels = np.arange(count, dtype=np.uint8) % classes
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", labels)
    return pictures["train"]


def test_a_dataset_that_is_not_here_says_how_to_fetch_it(user_folder):
    with pytest.raises(DatasetMissing, match="inkling data download fashion-mnist") as caught:
        load_dataset("fashion-mnist")
    assert caught.value.name == "fashion-mnist"


def test_a_folder_named_in_the_environment_is_looked_at_first(user_folder, tmp_path, monkeypatch):
    write_idx_dataset(user_folder / "datasets" / "mnist", seed=1)
    images = write_idx_dataset(tmp_path / "named" / "mnist", seed=2)
    monkeypatch.setenv("INKLING_DATASETS", os.pathsep.join(["/nowhere", str(tmp_path / "named")]))
    np.testing.assert_array_equal(load_dataset("mnist").images, images)


def test_the_users_own_folder_is_found_without_any_setting(user_folder):
    images = write_idx_dataset(user_folder / "datasets" / "mnist")
    dataset = load_dataset("mnist")
    np.testing.assert_array_equal(dataset.images, images)
    assert dataset.class_names == tuple("0123456789")
    assert len(load_dataset("mnist", split="test")) == 6


def test_plain_files_that_lie_in_the_named_folder_itself_are_told_by_their_hash(
    user_folder, tmp_path, monkeypatch
):
    images = write_idx_dataset(tmp_path)
    monkeypatch.setenv("INKLING_DATASETS", str(tmp_path))
    content = (tmp_path / "t10k-labels-idx1-ubyte").read_bytes()
    own = hashlib.sha256(content).hexdigest()
    files = tuple(
        replace(file, sha256=own) if file.name == "t10k-labels-idx1-ubyte" else file
        for file in CATALOGUE["mnist"].files
    )
    assert find_files(CATALOGUE["mnist"]) is None  # not MNIST's hash
    found = find_files(replace(CATALOGUE["mnist"], files=files))
    assert found is not None
    assert found["train-images-idx3-ubyte"].parent == tmp_path
    assert len(images) == 12


def test_fashion_comes_with_its_names(user_folder):
    write_idx_dataset(user_folder / "datasets" / "fashion-mnist")
    dataset = load_dataset("fashion-mnist")
    assert dataset.class_names[dataset.labels[9]] == "Ankle boot"


def test_a_folder_of_idx_files_is_read_by_path(tmp_path, user_folder):
    images = write_idx_dataset(tmp_path / "mine", size=(9, 4), classes=12)
    for file in (tmp_path / "mine").glob("train-*"):
        (tmp_path / "mine" / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    dataset = load_dataset(tmp_path / "mine")
    np.testing.assert_array_equal(dataset.images, images)
    assert len(dataset.class_names) == 12
    assert available_splits(tmp_path / "mine") == ("train", "test")
    assert len(load_dataset(tmp_path / "mine", split="test")) == 6


def test_a_folder_of_pictures_without_their_labels_is_told_in_words(tmp_path, user_folder):
    write_idx_dataset(tmp_path)
    for file in tmp_path.glob("*labels*"):
        file.unlink()
    with pytest.raises(DatasetError, match="images-idx3-ubyte is an IDX file without its partner"):
        load_dataset(tmp_path)


def test_an_idx_file_finds_its_partner(tmp_path, user_folder):
    images = write_idx_dataset(tmp_path)
    path = tmp_path / "train-labels-idx1-ubyte"
    np.testing.assert_array_equal(load_dataset(path).images, images)
    (tmp_path / "train-images-idx3-ubyte").unlink()
    with pytest.raises(DatasetError, match="without its partner"):
        load_dataset(path)


def test_pictures_and_labels_of_different_number_are_refused(tmp_path, user_folder):
    write_idx_dataset(tmp_path)
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.zeros(3, dtype=np.uint8))
    with pytest.raises(DatasetError, match="12 pictures need as many"):
        load_dataset(tmp_path)


def test_an_unknown_name_is_refused_with_the_names_known(user_folder):
    with pytest.raises(DatasetError, match=r"'mnits'.*mnist, fashion-mnist, pendigits, synthetic"):
        load_dataset("mnits")


def test_a_part_that_no_dataset_has_is_refused():
    with pytest.raises(ConfigError, match="'validation'"):
        load_dataset("mnist", split="validation")


def test_imported_datasets_are_listed_by_name(user_folder):
    (user_folder / "datasets").mkdir(parents=True)
    (user_folder / "datasets" / "mine.npz").write_bytes(b"")
    known = ("mnist", "fashion-mnist", "pendigits", "synthetic", "signs", "my-digits")
    assert dataset_names() == (*known, "mine")


@pytest.mark.datasets
@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_published_pictures_are_found_and_whole(datasets, name):
    paths = find_files(CATALOGUE[name])
    assert paths is not None
    for file in CATALOGUE[name].files:
        raw = gzip.decompress(paths[file.name].read_bytes())
        assert hashlib.sha256(raw).hexdigest() == file.sha256
    assert len(load_dataset(name)) == 60_000
    assert len(load_dataset(name, split="test")) == 10_000


def test_plain_and_packed_idx_files_may_lie_side_by_side(tmp_path, user_folder):
    images = write_idx_dataset(tmp_path)
    for file in list(tmp_path.glob("train-*")):
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    for name in ("", "train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"):
        np.testing.assert_array_equal(load_dataset(tmp_path / name).images, images)


def test_a_folder_of_test_files_alone_has_one_part(tmp_path, user_folder):
    write_idx_dataset(tmp_path)
    for file in tmp_path.glob("train-*"):
        file.unlink()
    assert available_splits(tmp_path) == ("train",)


def test_labels_that_are_no_classes_are_refused(tmp_path, user_folder):
    np.savez(tmp_path / "rows.npz", x=np.ones((2, 5, 5)), y=np.array([0, 4_000_000_000]))
    with pytest.raises(DatasetError, match="Labels up to 4,000,000,000 are no classes"):
        load_dataset(tmp_path / "rows.npz")


class Evil:
    """Makes a file where a plain unpickler meets it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, "w")


def whole_npz() -> bytes:
    content = io.BytesIO()
    np.savez(content, x=np.ones((2, 5, 5)), y=np.arange(2))
    return content.getvalue()


def zip_of_text() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
        (whole_npz()[:-30], "is a damaged or incomplete zip archive"),
        (whole_npz()[:100], "is a damaged or incomplete zip archive"),
        (zip_of_text(), "is a zip archive of other files"),
        (b"\x93NUMPY\x01\0", "is a single array"),
        (b"\x89PNG\r\n\x1a\n", "is a single picture"),
        (b";".join([b"1"] * 37), "semicolons between its values; save it with commas"),
        (b"\t".join([b"1"] * 37), "tabs between its values"),
        (b"PKW and " + b"many words " * 30, "is in no format of datasets that Inkling reads"),
        (b"hello there.\n", "is in no format of datasets that Inkling reads"),
        (b"\0" + b";" * 40, "is in no format of datasets that Inkling reads"),
    ],
)
def test_what_is_no_dataset_is_told_by_its_first_bytes(tmp_path, user_folder, content, told):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DatasetError, match=f"file .*{told}"):
        load_dataset(tmp_path / "file")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_of_anything_but_arrays_is_told_and_not_opened(tmp_path, user_folder, protocol):
    content = pickle.dumps(Evil(str(tmp_path / "ran")), protocol=protocol)
    (tmp_path / "evil.pkl").write_bytes(content)
    with pytest.raises(DatasetError, match=r"is a pickle .* was not opened"):
        load_dataset(tmp_path / "evil.pkl")
    assert not (tmp_path / "ran").exists()


def test_signs_are_an_eleventh_class_that_mixes_with_digits(monkeypatch):
    monkeypatch.setattr("nn_core.data.loading.SIGN_SAMPLES", {"train": 300, "test": 20})
    monkeypatch.setattr("nn_core.data.loading.SYNTHETIC_SAMPLES", {"train": 40, "test": 10})
    told = []
    signs = load_dataset("signs", progress=lambda done, total: told.append((done, total)))
    assert signs.class_names[-1] == "not a digit"
    assert set(signs.labels.tolist()) == {10}
    assert told == [(0, 300), (250, 300), (300, 300)]
    again = load_dataset("signs")
    assert np.array_equal(again.images, signs.images)

    mixed = load_dataset("synthetic 80%, signs 20%")
    assert np.bincount(mixed.labels, minlength=11)[10] == 10
    assert len(mixed) == 50
    test = load_dataset("synthetic 80%, signs 20%", split="test")
    assert not {bytes(image) for image in test.images} & {bytes(image) for image in mixed.images}
