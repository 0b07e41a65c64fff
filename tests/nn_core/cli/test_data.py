import hashlib
import json
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from nn_core.data import CATALOGUE, load_dataset
from nn_core.data.catalogue import DatasetFile
from nn_core.errors import DatasetError


def test_known_datasets_are_listed_with_where_they_are(inkling):
    rows = [json.loads(line) for line in inkling("data", "list", "--json").out.splitlines()]
    known = ["mnist", "fashion-mnist", "pendigits", "synthetic", "signs", "my-digits"]
    assert [row["name"] for row in rows] == known
    assert "not here yet" in rows[0]["state"]
    assert rows[0]["licence"]
    assert "CC BY-SA 3.0" in inkling("data", "list").out


def test_an_imported_dataset_is_known_by_its_name(inkling, bars):
    assert inkling("data", "import", bars, "--name", "my-bars").code == 0
    assert "my-bars" in inkling("data", "list").out
    for split in ("train", "test"):
        imported, original = load_dataset("my-bars", split=split), load_dataset(bars, split=split)
        np.testing.assert_array_equal(imported.images, original.images)
        np.testing.assert_array_equal(imported.labels, original.labels)
        assert imported.class_names == original.class_names


def test_an_import_replaces_another_only_on_request(inkling, bars):
    inkling("data", "import", bars)
    assert "'bars' is there already" in inkling("data", "import", bars).sentence
    assert inkling("data", "import", bars, "--replace", "--json").json["samples"] == 200


@pytest.mark.parametrize("name", ["mnist", "synthetic", "../evil", "Ü", ".hidden"])
def test_names_that_would_confuse_are_refused(inkling, bars, name):
    assert repr(name) in inkling("data", "import", bars, "--name", name).sentence


def test_a_dataset_is_shown_with_its_classes_and_pictures(inkling, bars):
    outcome = inkling("data", "show", bars, "--pictures", 1)
    assert "200 pictures of 12×10" in outcome.out
    assert "picture 0: 0" in outcome.out
    report = inkling("data", "show", bars, "--json", "--split", "test").json
    assert (report["samples"], report["height"], report["width"]) == (40, 12, 10)
    assert report["classes"][1] == {"name": "1", "samples": 20}


def test_classes_without_pictures_are_noted(inkling, bars):
    outcome = inkling("data", "show", bars, "--json")
    (note,) = outcome.json["notes"]
    assert note.startswith("Labels 0 and 1 alone occur")
    assert outcome.err == f"note: {note}\n"


def test_a_sheet_of_pictures_is_saved(inkling, bars, tmp_path):
    inkling("data", "show", bars, "--save", tmp_path / "sheet.png", "--pictures", 0)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (10 * 10, 10 * 12)


def test_a_sheet_that_cannot_be_saved_is_told_in_one_sentence(inkling, bars, tmp_path):
    sentence = inkling("data", "show", bars, "--save", tmp_path / "sheet.nix").sentence
    assert "sheet.nix cannot be written" in sentence


def test_an_unknown_dataset_to_download_is_told_in_one_sentence(inkling):
    assert "'imagenet'" in inkling("data", "download", "imagenet").sentence


def test_a_download_that_no_mirror_gives_is_told_in_one_sentence(inkling, monkeypatch):
    def offline(name, *, progress):
        progress(1, 2)
        raise DatasetError("MNIST could not be downloaded: no mirror gave it.")

    monkeypatch.setattr("nn_core.cli.data.download", offline)
    assert "could not be downloaded" in inkling("data", "download", "mnist").sentence


@pytest.fixture
def tiny(monkeypatch):
    """Make a known dataset of one small file that no mirror gives, and return its bytes."""
    content = b"all there is"
    sha256 = hashlib.sha256(content).hexdigest()
    file = DatasetFile("file", sha256, len(content), mirrors=())
    known = replace(CATALOGUE["mnist"], files=(file,))
    for module in ("nn_core.cli.data", "nn_core.data.download"):
        monkeypatch.setattr(sys.modules[module], "catalogue_entry", {"mnist": known}.__getitem__)
    return content


def test_what_is_here_already_is_not_downloaded(inkling, tiny, tmp_path, monkeypatch):
    folder = tmp_path / "shared" / "mnist"
    folder.mkdir(parents=True)
    (folder / "file").write_bytes(tiny)
    monkeypatch.setenv("INKLING_DATASETS", str(folder.parent))
    outcome = inkling("data", "download", "mnist")
    assert outcome.code == 0
    assert outcome.out.startswith(f"MNIST is here already, in {folder}")
    assert inkling("data", "download", "mnist", "--json").json["path"] == str(folder)
    assert not (tmp_path / "user" / "datasets" / "mnist").exists()


def test_a_download_that_failed_leaves_no_empty_folder(inkling, tiny, tmp_path):
    assert "could not be downloaded" in inkling("data", "download", "mnist").sentence
    assert not (tmp_path / "user" / "datasets" / "mnist").exists()
