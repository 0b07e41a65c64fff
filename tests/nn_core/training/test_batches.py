"""Batches: every sample once an epoch, by the seed alone, varied ahead of time."""

import threading
from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest

from nn_core.data.augmentation import make_augmentation
from nn_core.data.dataset import Dataset
from nn_core.training.batches import Batch, Batches, Maker, Upcoming


@pytest.fixture
def batches(bars: Dataset) -> Batches:
    return Batches(bars.images, np.arange(240), np.arange(0, 240, 2), 50, None, seed=3)


def test_every_chosen_sample_comes_once_an_epoch(batches: Batches) -> None:
    targets = [targets for _, targets in batches.of_epoch(1)]
    assert [len(part) for part in targets] == [50, 50, 20]
    assert len(batches) == 3
    np.testing.assert_array_equal(np.sort(np.concatenate(targets)), batches.chosen)


def test_every_epoch_has_an_order_of_its_own(batches: Batches) -> None:
    first, second = (next(batches.of_epoch(epoch))[1] for epoch in (1, 2))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("augmentation", [None, "standard"])
def test_an_epoch_may_be_entered_in_the_middle(batches: Batches, augmentation: str | None) -> None:
    batches = replace(batches, augmentation=make_augmentation(augmentation))
    whole = list(batches.of_epoch(4))
    rest = list(batches.of_epoch(4, start=1))
    assert len(rest) == 2
    for (images, targets), (expected_images, expected_targets) in zip(rest, whole[1:], strict=True):
        np.testing.assert_array_equal(images, expected_images)
        np.testing.assert_array_equal(targets, expected_targets)


def test_pictures_are_varied_and_targets_are_not(batches: Batches) -> None:
    varied = replace(batches, augmentation=make_augmentation("standard"))
    (images, targets), (plain_images, plain_targets) = (
        next(each.of_epoch(1)) for each in (varied, batches)
    )
    np.testing.assert_array_equal(targets, plain_targets)
    assert images.shape == plain_images.shape
    assert not np.array_equal(images, plain_images)


def test_a_picture_is_varied_anew_in_every_epoch_and_batch(batches: Batches) -> None:
    alike = replace(
        batches,
        images=np.repeat(batches.images[:1], 240, axis=0),
        augmentation=make_augmentation("standard"),
        size=1,
    )
    pictures = [
        images.tobytes()
        for epoch in (1, 2)
        for _, (images, _) in zip(range(4), alike.of_epoch(epoch), strict=False)
    ]
    assert len(set(pictures)) == 8


def test_a_batch_that_was_looked_at_still_comes(batches: Batches) -> None:
    upcoming = batches.of_epoch(1)
    seen = [upcoming.peek(), upcoming.peek()]
    taken = list(upcoming)
    assert seen[0] is seen[1] is taken[0]
    assert len(taken) == 3
    assert upcoming.peek() is None


def test_a_batch_is_made_where_there_is_a_place_for_it(batches: Batches) -> None:
    expected = list(batches.of_epoch(1))
    upcoming = batches.of_epoch(1)
    place = np.zeros((batches.size, *batches.images.shape[1:]), np.uint8)
    shown = upcoming.peek(place)
    assert shown is not None
    assert np.shares_memory(shown[0], place)
    np.testing.assert_array_equal(place, expected[0][0])
    assert next(upcoming) is shown
    for unfit in (place[1:], place.astype(np.float32), place[:, 1:]):
        elsewhere = batches.of_epoch(1).peek(unfit)
        assert elsewhere is not None
        assert not np.shares_memory(elsewhere[0], unfit)
        np.testing.assert_array_equal(elsewhere[0], expected[0][0])
    varied = replace(batches, augmentation=make_augmentation("light")).of_epoch(1)
    made = varied.peek(place)
    assert made is not None
    assert not np.shares_memory(made[0], place)
    varied.close()


def test_nothing_comes_after_closing(batches: Batches) -> None:
    upcoming = batches.of_epoch(1)
    upcoming.peek()
    upcoming.close()
    assert upcoming.peek() is None
    assert list(upcoming) == []


@pytest.mark.parametrize("looks_ahead", [True, False])
def test_a_failure_waits_until_the_batch_is_taken(batches: Batches, looks_ahead: bool) -> None:
    first = next(batches.of_epoch(1))

    def fail(place: np.ndarray | None) -> Batch:
        raise MemoryError("no room for the second")

    def fail_at_the_second() -> Generator[Maker]:
        yield lambda _: first
        yield fail
        yield lambda _: first

    upcoming = Upcoming(fail_at_the_second())
    assert next(upcoming) is first
    if looks_ahead:
        assert upcoming.peek() is None
    for _ in range(2):  # nothing comes after it
        with pytest.raises(MemoryError, match="the second"):
            next(upcoming)


def test_the_thread_ends_with_the_iterator(batches: Batches) -> None:
    before = threading.active_count()
    upcoming = replace(batches, augmentation=make_augmentation("light")).of_epoch(1)
    next(upcoming)
    upcoming.close()
    assert threading.active_count() == before
