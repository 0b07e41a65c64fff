"""Several datasets are mixed by share, the same way at every time."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nn_core.data import Dataset, DatasetMissing, available_splits, load_dataset, load_strokes
from nn_core.data.folds import folds
from nn_core.data.readers.idx import write_idx
from nn_core.data.shares import SharedPart, mix_by_share, parse_shares, shares_text
from nn_core.errors import ConfigError, DatasetError
from nn_core.training import Trainer, TrainingConfig

NAMES = ("0", "1", "2")


def make_dataset(
    samples: int,
    shade: int,
    *,
    names: tuple[str, ...] = NAMES,
    size: tuple[int, int] = (4, 4),
    what: str = "some pictures",
) -> Dataset:
    """Make pictures that are all of one shade but for a number in their first two pixels."""
    images = np.full((samples, *size), shade, np.uint8)
    images[:, 0, 0] = np.arange(samples) // 256
    images[:, 0, 1] = np.arange(samples) % 256
    return Dataset(images, np.arange(samples, dtype=np.int64) % len(names), names, what)


def mix(*parts: tuple[float, Dataset], repeat: bool = True, seed: int = 0) -> Dataset:
    named = [
        (SharedPart(f"part{place}", percent), data) for place, (percent, data) in enumerate(parts)
    ]
    return mix_by_share(named, repeat=repeat, rng=np.random.default_rng(seed))


def count_shades(data: Dataset) -> dict[int, int]:
    shades, counts = np.unique(data.images[:, -1, -1], return_counts=True)
    return dict(zip(shades.tolist(), counts.tolist(), strict=True))


def test_a_text_names_the_parts_and_their_shares() -> None:
    text = "mnist 60%, /home/me/a, b.csv 22.5 %,my-digits 17.5%"
    parts = parse_shares(text)
    assert parts == (
        SharedPart("mnist", 60.0),
        SharedPart("/home/me/a, b.csv", 22.5),
        SharedPart("my-digits", 17.5),
    )
    assert parse_shares(shares_text(parts)) == parts


@pytest.mark.parametrize("text", ["mnist", "a folder, with a comma", "100% mine", "/tmp/x 60%"])
def test_the_name_of_one_dataset_is_no_mixture(text: str) -> None:
    assert parse_shares(text) == ()


def test_thirds_need_not_come_to_a_hundred_exactly() -> None:
    assert len(parse_shares("a 33%, b 33%, c 33%")) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mnist 60%, synthetic", "'synthetic' has none"),
        ("mnist 60%, synthetic 60%", "not to 120 %"),
        ("mnist 60%, mnist 40%", "mnist comes twice"),
        ("mnist 100%, synthetic 0%", "synthetic has no share"),
    ],
)
def test_a_mixture_that_makes_no_sense_is_explained(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse_shares(text)


def test_the_greatest_share_comes_whole_and_the_others_fit_to_it() -> None:
    mixed = mix((60, make_dataset(600, 1)), (30, make_dataset(1000, 2)), (10, make_dataset(7, 3)))
    assert count_shades(mixed) == {1: 600, 2: 300, 3: 100}
    kept = mixed.images[mixed.images[:, -1, -1] == 1]
    assert len(np.unique(kept.reshape(600, -1), axis=0)) == 600


def test_every_picture_of_a_small_part_comes_about_equally_often() -> None:
    mixed = mix((90, make_dataset(900, 1)), (10, make_dataset(30, 2)))
    copies = mixed.images[mixed.images[:, -1, -1] == 2][:, 0, 1]
    counts = np.bincount(copies)
    assert len(counts) == 30
    assert set(counts.tolist()) <= {3, 4}


def test_without_repeats_no_picture_comes_twice() -> None:
    mixed = mix((50, make_dataset(600, 1)), (50, make_dataset(40, 2)), repeat=False)
    assert count_shades(mixed) == {1: 40, 2: 40}
    assert mixed.originals is None
    assert len(np.unique(mixed.images.reshape(80, -1), axis=0)) == 80


def test_the_same_seed_gives_the_same_mixture() -> None:
    parts = (70, make_dataset(70, 1)), (30, make_dataset(500, 2))
    first, again, other = mix(*parts), mix(*parts), mix(*parts, seed=1)
    assert np.array_equal(first.images, again.images)
    assert np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.images, other.images)


def test_pictures_keep_their_labels() -> None:
    mixed = mix((50, make_dataset(30, 1)), (50, make_dataset(30, 2, names=("2", "0", "1"))))
    numbers, shades = mixed.images[:, 0, 1], mixed.images[:, -1, -1]
    shown = np.array(mixed.class_names)[mixed.labels]
    wanted = np.where(
        shades == 1, np.array(NAMES)[numbers % 3], np.array(("2", "0", "1"))[numbers % 3]
    )
    assert np.array_equal(shown, wanted)


def test_a_part_may_lack_some_of_the_classes() -> None:
    mixed = mix((50, make_dataset(30, 1, names=("2",))), (50, make_dataset(30, 2)))
    assert mixed.class_names == NAMES
    assert set(mixed.labels[mixed.images[:, -1, -1] == 1].tolist()) == {2}


def test_other_classes_are_refused_in_words() -> None:
    with pytest.raises(DatasetError, match="part0 and part1 cannot be mixed: the one shows 0, 1"):
        mix((50, make_dataset(9, 1)), (50, make_dataset(9, 2, names=("Shirt", "Bag"))))


def bar(height: int, width: int) -> Dataset:
    """Make a picture with a bar of ink down the middle half of its width."""
    image = np.zeros((1, height, width), np.uint8)
    image[:, :, width // 4 : width - width // 4] = 255
    return Dataset(image, np.zeros(1, np.int64), NAMES, f"a bar {height} high")


@pytest.mark.parametrize(("height", "width"), [(56, 56), (12, 12), (28, 28)])
def test_pictures_of_another_size_are_brought_to_the_first_parts(height: int, width: int) -> None:
    mixed = mix((50, bar(28, 28)), (50, bar(height, width)))
    assert mixed.images.shape == (2, 28, 28)
    differences = mixed.images[0].astype(int) - mixed.images[1]
    assert abs(differences)[:, [0, 3, 10, 14, 17, 25, 27]].max() <= 8  # but for the bar's edges
    assert abs(differences).mean() < 12
    said = f"brought from {width}×{height} to 28×28 pixels"
    assert (said in mixed.provenance) == (height != 28)


def test_a_picture_of_other_proportions_is_not_distorted() -> None:
    mixed = mix((50, make_dataset(1, 7, size=(28, 28))), (50, bar(28, 56)))
    (picture,) = mixed.images[mixed.images[:, -1, -1] == 0]
    rows, columns = picture.any(axis=1).nonzero()[0], (picture[14] > 127).nonzero()[0]
    assert (rows[0], rows[-1]) == (7, 20)
    assert (columns[0], columns[-1]) == (7, 20)


def test_the_provenance_names_every_part_with_its_share() -> None:
    mixed = mix(
        (75, make_dataset(300, 1, what="Some digits")), (25, make_dataset(20, 2, what="My hand"))
    )
    assert mixed.provenance == "75 % Some digits (300 from 300); 25 % My hand (100 from 20)"


def test_copies_of_one_picture_are_never_divided() -> None:
    mixed = mix((80, make_dataset(400, 1)), (20, make_dataset(10, 2)))
    learnt, held_back = mixed.split(0.2, rng=np.random.default_rng(3))
    assert len(learnt) + len(held_back) == len(mixed)
    assert 0.1 < len(held_back) / len(mixed) < 0.3
    pictures = [set(map(bytes, part.images.reshape(len(part), -1))) for part in (learnt, held_back)]
    assert not pictures[0] & pictures[1]


def test_copies_of_one_picture_stay_in_one_fold() -> None:
    mixed = mix((80, make_dataset(400, 1)), (20, make_dataset(10, 2)))
    for learnt, held_back in folds(mixed, 5, seed=1):
        pictures = [set(map(bytes, p.images.reshape(len(p), -1))) for p in (learnt, held_back)]
        assert not pictures[0] & pictures[1]


def test_a_run_on_a_mixture_goes_on_to_the_same_weights() -> None:
    mixed = mix((80, make_dataset(80, 1)), (20, make_dataset(6, 200)))
    config = TrainingConfig(
        dataset="a 80%, b 20%",
        architecture=({"kind": "flatten"}, {"kind": "dense", "units": 3}),
        epochs=3,
        batch_size=16,
        validation_fraction=0.2,
        augmentation="light",
    )
    whole = Trainer(config, mixed)
    whole.train()
    cut_short = Trainer(config, mixed)
    reports = cut_short.run()
    for _ in range(7):
        next(reports)
    checkpoint = cut_short.checkpoint()
    again = mix((80, make_dataset(80, 1)), (20, make_dataset(6, 200)))
    resumed = Trainer.resume(checkpoint, again)
    resumed.train()
    for name, values in whole.network.state().items():
        assert np.array_equal(values, resumed.network.state()[name])


@pytest.fixture
def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders of IDX files, with a hundred and forty pictures; only the first has a test."""
    folders = tmp_path / "first", tmp_path / "second"
    for folder, samples, shade in zip(folders, (100, 40), (1, 2), strict=True):
        folder.mkdir()
        prefixes = ("train", "t10k") if shade == 1 else ("train",)
        for prefix in prefixes:
            data = make_dataset(samples, shade)
            write_idx(folder / f"{prefix}-images-idx3-ubyte", data.images)
            write_idx(folder / f"{prefix}-labels-idx1-ubyte", data.labels.astype(np.uint8))
    return folders


def test_a_mixture_is_loaded_by_its_text(two_folders: tuple[Path, Path]) -> None:
    text = f"{two_folders[0]} 50%, {two_folders[1]} 50%"
    assert count_shades(load_dataset(text)) == {1: 100, 2: 100}
    assert np.array_equal(load_dataset(text).images, load_dataset(text).images)
    assert available_splits(text) == ("train", "test")
    test = load_dataset(text, split="test")
    assert count_shades(test) == {1: 100}
    assert test.provenance.startswith("100 % ")
    assert load_strokes(text) is None


def test_the_test_is_of_the_size_that_is_learnt_from(
    two_folders: tuple[Path, Path], tmp_path: Path
) -> None:
    larger = tmp_path / "larger"
    for name in NAMES:
        (larger / name).mkdir(parents=True)
        Image.fromarray(np.full((8, 8), 9, np.uint8)).save(larger / name / "a.png")
    text = f"{larger} 50%, {two_folders[0]} 50%"
    assert load_dataset(text).images.shape[1:] == (8, 8)
    test = load_dataset(text, split="test")
    assert test.images.shape == (100, 8, 8)
    assert "brought from 4×4 to 8×8 pixels" in test.provenance


def test_a_part_that_is_missing_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
    with pytest.raises(DatasetMissing) as raised:
        load_dataset("synthetic 50%, mnist 50%")
    assert raised.value.name == "mnist"
