"""Speed and time left follow the work, not the pauses."""

import pytest

from nn_core.training import clock as clock_module
from nn_core.training.clock import Clock


class Time:
    """A time that goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def perf_counter(self) -> float:
        return self.seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(clock_module, "time", time)
    return time


def test_a_pause_counts_for_nothing(time: Time) -> None:
    clock = Clock(0.0)
    clock.begin_epoch()
    time.seconds += 1
    clock.seconds_left(0.1)
    time.seconds += 60
    clock.leave_out(60)
    time.seconds += 1

    assert clock.speed(200) == pytest.approx(100)
    assert clock.seconds_left(0.2) == pytest.approx(8)
    assert clock.total() == pytest.approx(2)
    assert clock.end_epoch() == pytest.approx(2)


def test_what_was_spent_before_a_checkpoint_belongs_to_the_whole(time: Time) -> None:
    clock = Clock(30.0)
    time.seconds += 5
    assert clock.total() == pytest.approx(35)
