import numpy as np
import pytest

from nn_core.data.augmentation import AUGMENTATIONS, Augmentation, augment, make_augmentation
from nn_core.errors import ConfigError
from nn_core.ink.drawing import draw_lines

CORNER = draw_lines([np.array([[8, 6], [8, 22], [18, 22]], dtype=np.float32)])
PICTURES = np.stack([CORNER] * 64)


def versions(seed=1, **settings):
    return augment(PICTURES, Augmentation(**settings), rng=np.random.default_rng(seed))


def centres(images):
    mass = images.sum(axis=(1, 2), dtype=float)
    steps = np.arange(images.shape[1])
    return np.stack([images.sum(axis=1) @ steps / mass, images.sum(axis=2) @ steps / mass], axis=1)


def test_no_variation_leaves_every_picture_as_it_is():
    assert (versions() == PICTURES).all()


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_same_seed_gives_the_same_versions(name):
    settings = AUGMENTATIONS[name].to_dict()
    assert (versions(1, **settings) == versions(1, **settings)).all()
    assert (versions(1, **settings) != versions(2, **settings)).any()


def test_a_shift_moves_the_ink_and_keeps_it():
    moved = versions(shift_px=1.5)
    distances = centres(moved) - centres(PICTURES)
    assert distances.std() == pytest.approx(1.5, rel=0.25)
    assert moved.sum(axis=(1, 2)) == pytest.approx(PICTURES.sum(axis=(1, 2)), rel=0.02)


def test_a_turn_leaves_the_middle_where_it_is():
    ring = draw_lines(
        [14 + 8 * np.stack([np.cos(a := np.linspace(0, 6.3, 60)), np.sin(a)], 1).astype(np.float32)]
    )
    turned = augment(
        np.stack([ring] * 8), Augmentation(turn_degrees=30.0), rng=np.random.default_rng(0)
    )
    assert np.abs(turned.astype(int) - ring).max() < 100
    assert np.abs(turned.astype(int) - ring).mean() < 6


def test_thickness_goes_both_ways():
    ink = versions(thickness=0.8).sum(axis=(1, 2), dtype=float) / CORNER.sum()
    assert ink.min() < 0.8
    assert ink.max() > 1.2


def test_bending_moves_parts_against_each_other():
    bent = versions(bend_px=1.0)
    assert np.abs(bent.astype(int) - PICTURES).max() > 100
    assert np.abs(centres(bent) - centres(PICTURES)).max() < 2


def test_any_size_of_picture_is_taken():
    wide = np.zeros((3, 10, 40), np.uint8)
    wide[:, 4:6, 5:35] = 255
    assert augment(wide, AUGMENTATIONS["strong"], rng=np.random.default_rng(0)).shape == wide.shape


def test_settings_come_by_name_or_one_by_one():
    assert make_augmentation("light") == AUGMENTATIONS["light"]
    assert make_augmentation({"shift_px": 2}) == Augmentation(shift_px=2)
    assert make_augmentation(None) is None


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("wild", "Unknown augmentation 'wild'"),
        ({"twist": 1.0}, "Unknown settings of augmentation: twist"),
        ({"shift_px": "two"}, "is a number"),
        ({"slant": -1.0}, "should be from 0 to 2, not -1"),
    ],
)
def test_what_is_unknown_or_out_of_range_is_refused(setting, words):
    with pytest.raises(ConfigError, match=words):
        make_augmentation(setting)
