import gzip
import hashlib
from dataclasses import replace
from types import MappingProxyType

import pytest

from nn_core.data import catalogue, load_dataset
from nn_core.data.adoption import adopt_folder
from nn_core.data.catalogue import CATALOGUE
from nn_core.errors import DatasetError

CONTENTS = {file.name: f"the bytes of {file.name}".encode() for file in CATALOGUE["mnist"].files}


@pytest.fixture
def known_hashes(monkeypatch):
    """Let the catalogue know four small files as MNIST."""
    files = tuple(
        replace(file, sha256=hashlib.sha256(CONTENTS[file.name]).hexdigest())
        for file in CATALOGUE["mnist"].files
    )
    small = MappingProxyType({**CATALOGUE, "mnist": replace(CATALOGUE["mnist"], files=files)})
    monkeypatch.setattr(catalogue, "CATALOGUE", small)


@pytest.fixture
def downloads(tmp_path):
    """Make a folder that holds them compressed, as browsers save them."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    return folder


def test_files_are_copied_uncompressed_into_the_users_folder(known_hashes, user_folder, downloads):
    folder = adopt_folder("mnist", downloads)

    assert folder == user_folder / "datasets" / "mnist"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENTS


def test_the_folder_above_serves_as_well(known_hashes, user_folder, downloads):
    downloads.rename(downloads.parent / "mnist")
    assert adopt_folder("mnist", downloads.parent).is_dir()


def test_a_folder_without_the_files_is_refused_in_words(user_folder, tmp_path):
    with pytest.raises(DatasetError, match="does not hold MNIST; its files are train-images"):
        adopt_folder("mnist", tmp_path)


def test_a_damaged_file_is_refused_and_not_taken_for_the_dataset(
    known_hashes, user_folder, downloads
):
    (downloads / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(b"something else"))
    with pytest.raises(DatasetError, match="differs from the published file of MNIST"):
        adopt_folder("mnist", downloads)
    with pytest.raises(DatasetError, match="not on this computer"):
        load_dataset("mnist")
