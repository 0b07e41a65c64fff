"""A chart's marks are few, round, and reach around what is shown."""

import pytest

from nn_core.axis_ticks import accuracy_ticks, epoch_ticks, loss_ticks


def test_accuracy_is_marked_from_a_round_floor_to_a_hundred():
    ticks = accuracy_ticks(92.7)
    assert ticks.values == (92.0, 94.0, 96.0, 98.0, 100.0)
    assert ticks.labels == ("92", "94", "96", "98", "100")


def test_steps_that_are_not_whole_are_written_with_their_decimals():
    assert accuracy_ticks(99.2).labels == ("99.2", "99.4", "99.6", "99.8", "100.0")
    assert loss_ticks(0.3).labels == ("0.0", "0.1", "0.2", "0.3")


@pytest.mark.parametrize("lowest", [0.0, 3.2, 9.8, 55.5, 98.13, 99.99, 100.0])
def test_every_accuracy_is_within_the_range(lowest):
    ticks = accuracy_ticks(lowest)
    assert 0 <= ticks.low <= lowest
    assert ticks.high == 100
    assert 2 <= len(ticks.values) <= 5


@pytest.mark.parametrize("highest", [0.0, 1e-4, 0.064, 0.31, 2.3026, 17.2, 40_000.0])
def test_every_loss_is_within_the_range(highest):
    ticks = loss_ticks(highest)
    assert ticks.low == 0
    assert ticks.high >= highest
    assert 2 <= len(ticks.values) <= 5


@pytest.mark.parametrize(
    ("epochs", "labels"),
    [
        (1, ("1",)),
        (5, ("1", "2", "3", "4", "5")),
        (12, ("2", "4", "6", "8", "10", "12")),
        (1500, ("200", "400", "600", "800", "1,000", "1,200", "1,400")),
    ],
)
def test_epochs_are_marked_whole(epochs, labels):
    assert epoch_ticks(epochs).labels == labels
