import numpy as np
import pytest

from nn_core.data.synthetic import synthetic_dataset, synthetic_strokes, write_digit
from nn_core.errors import ConfigError


@pytest.fixture(scope="module")
def dataset():
    return synthetic_dataset(600, rng=np.random.default_rng(7))


def test_the_same_seed_writes_the_same_dataset(dataset):
    again = synthetic_dataset(600, rng=np.random.default_rng(7))
    np.testing.assert_array_equal(again.images, dataset.images)
    np.testing.assert_array_equal(again.labels, dataset.labels)


def test_another_seed_writes_another_dataset(dataset):
    other = synthetic_dataset(600, rng=np.random.default_rng(8))
    assert (other.images != dataset.images).any(axis=(1, 2)).mean() > 0.99


def test_every_digit_comes_equally_often(dataset):
    assert np.bincount(dataset.labels, minlength=10).tolist() == [60] * 10


def test_pictures_look_like_those_of_mnist(dataset):
    ink = dataset.images > 64
    rows, columns = ink.any(axis=2).sum(axis=1), ink.any(axis=1).sum(axis=1)
    assert np.abs(np.maximum(rows, columns) - 20).max() <= 2
    assert 0.10 < dataset.images.mean() / 255 < 0.17  # MNIST: 0.13
    thickness = dataset.images.sum(axis=(1, 2))[dataset.labels == 1]
    assert thickness.max() > 2 * thickness.min()


def test_samples_of_one_digit_all_differ(dataset):
    sevens = dataset.images[dataset.labels == 7]
    assert len(np.unique(sevens.reshape(len(sevens), -1), axis=0)) == len(sevens)


@pytest.mark.parametrize("digit", [0, 6, 8, 9])
def test_loops_keep_paper_inside(dataset, digit):
    pictures = dataset.images[dataset.labels == digit]
    outside = np.array([_outside_paper(picture < 128) for picture in pictures])
    # An open 6 or 9 may lack the hole; nearly all others must have it.
    assert ((pictures < 128) & ~outside).any(axis=(1, 2)).mean() > 0.75


def test_strokes_go_with_their_labels():
    strokes, labels = synthetic_strokes(50, rng=np.random.default_rng(0))
    assert len(strokes) == len(labels) == 50
    assert np.bincount(labels).tolist() == [5] * 10
    assert all(stroke.points.shape[0] > 5 for sample in strokes for stroke in sample)


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_written_with_a_smooth_and_dense_path(digit):
    sample = write_digit(digit, rng=np.random.default_rng(digit))
    whole = np.concatenate([stroke.points for stroke in sample])
    extent = np.ptp(whole, axis=0).max()
    for stroke in sample:
        steps = np.hypot(*np.diff(stroke.points, axis=0).T)
        assert steps.max() < 0.06 * extent


@pytest.mark.parametrize("digit", [-1, 10])
def test_a_number_that_is_no_digit_is_refused(digit):
    with pytest.raises(ConfigError, match="from 0 to 9"):
        write_digit(digit, rng=np.random.default_rng(0))


def _outside_paper(paper):
    """Paper that can be reached from the picture's edge without crossing ink."""
    reached = np.zeros_like(paper)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = True, True, True, True
    while True:
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        grown &= paper
        if (grown == reached).all():
            return reached
        reached = grown


def test_progress_is_told_often_and_does_not_change_the_data():
    told = []
    watched = synthetic_dataset(
        300, rng=np.random.default_rng(5), progress=lambda *args: told.append(args)
    )
    alone = synthetic_dataset(300, rng=np.random.default_rng(5))
    assert np.array_equal(watched.images, alone.images)
    assert len(told) >= 10
    assert {total for _, total in told} == {300}
    assert told == sorted(told)


def test_an_exception_of_the_progress_ends_the_work():
    class CalledOffError(Exception):
        pass

    def call_off(done, total):
        raise CalledOffError

    with pytest.raises(CalledOffError):
        synthetic_dataset(300, rng=np.random.default_rng(5), progress=call_off)
