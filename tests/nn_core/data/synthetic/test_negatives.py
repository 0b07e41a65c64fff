from pathlib import Path

import numpy as np
import pytest

from nn_core.data.synthetic import (
    HELD_BACK_KINDS,
    NEGATIVE_KINDS,
    TRAINING_KINDS,
    font_letter,
    is_held_back,
    negative_dataset,
    write_negative,
)
from nn_core.errors import ConfigError, DatasetError
from nn_core.ink.drawing import draw_strokes
from nn_core.resources import asset_path


@pytest.fixture(scope="module")
def font():
    return asset_path("fonts", "Inter-Regular.otf")


@pytest.mark.parametrize("kind", NEGATIVE_KINDS)
def test_every_kind_leaves_ink_on_the_paper(kind):
    image = draw_strokes(write_negative(kind, rng=np.random.default_rng(3)))
    assert image is not None
    assert image.max() > 200


def test_no_kind_is_both_trained_on_and_held_back():
    assert not set(TRAINING_KINDS) & set(HELD_BACK_KINDS)
    assert set(TRAINING_KINDS) | set(HELD_BACK_KINDS) == set(NEGATIVE_KINDS)
    assert len(HELD_BACK_KINDS) >= 25


def test_a_dataset_holds_only_the_kinds_that_were_asked_for():
    images, kinds = negative_dataset(300, kinds=HELD_BACK_KINDS, rng=np.random.default_rng(0))
    assert images.shape == (300, 28, 28)
    assert images.dtype == np.uint8
    assert set(kinds) <= set(HELD_BACK_KINDS)
    assert len(set(kinds)) > 20
    assert images.any(axis=(1, 2)).all()


def test_the_same_seed_makes_the_same_pictures(font):
    first, first_kinds = negative_dataset(100, rng=np.random.default_rng(5), fonts=[font])
    second, second_kinds = negative_dataset(100, rng=np.random.default_rng(5), fonts=[font])
    np.testing.assert_array_equal(first, second)
    assert first_kinds == second_kinds


def test_fonts_give_half_of_the_letters(font):
    kinds = negative_dataset(
        40, kinds=["letter A", "letter K"], rng=np.random.default_rng(0), fonts=[font]
    )[1]
    printed = sum(kind.endswith("in print") for kind in kinds)
    assert abs(printed - 20) <= 1


def test_dashes_lie_down_so_that_no_1_is_among_them():
    rng = np.random.default_rng(0)
    for _ in range(50):
        points = np.concatenate([stroke.points for stroke in write_negative("dash", rng=rng)])
        width, height = np.ptp(points, axis=0)
        assert width > 2 * height


@pytest.mark.parametrize("letter", ["A", "m"])
def test_a_printed_letter_is_centred_by_mass_and_20_px_large(font, letter):
    image = font_letter(font, letter, rng=np.random.default_rng(1)).astype(float)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(20, abs=1)
    middle_y = image.sum(axis=1) @ (np.arange(28) + 0.5) / image.sum()
    middle_x = image.sum(axis=0) @ (np.arange(28) + 0.5) / image.sum()
    assert (middle_y, middle_x) == (pytest.approx(14, abs=0.6), pytest.approx(14, abs=0.6))


def test_a_file_that_is_no_font_is_named(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("no font")
    with pytest.raises(DatasetError, match=r"letter\.txt"):
        font_letter(path, "A", rng=np.random.default_rng(0))


def test_serif_fonts_are_held_back():
    assert is_held_back(Path("/usr/share/fonts/LiberationSerif-Bold.ttf"))
    assert not is_held_back(Path("/usr/share/fonts/LiberationSans-Bold.ttf"))


def test_an_unknown_kind_is_named():
    with pytest.raises(ConfigError, match="unicorn"):
        write_negative("unicorn", rng=np.random.default_rng(0))
    with pytest.raises(ConfigError, match="unicorn"):
        negative_dataset(5, kinds=["star", "unicorn"], rng=np.random.default_rng(0))


def test_no_kind_at_all_is_refused():
    with pytest.raises(ConfigError, match="No kind"):
        negative_dataset(5, kinds=[], rng=np.random.default_rng(0))
