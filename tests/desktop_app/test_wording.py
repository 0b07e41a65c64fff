"""People read figures and failures as words."""

import errno

import pytest

from desktop_app.wording import certainty, duration, failure_sentence, percent, speed
from nn_core.errors import DatasetError


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (134, "2 min 10 s"),
        (599, "10 min"),
        (3599, "1 h"),
        (3900, "1 h 5 min"),
    ],
)
def test_durations_are_rounded_as_people_do_and_stay_in_one_line(seconds, words):
    assert duration(seconds) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (127_432.0, "127,400 digits a second"),
        (846.0, "850 digits a second"),
        (12.4, "12 digits a second"),
    ],
)
def test_speeds_have_only_figures_that_mean_something(rate, words):
    assert speed(rate) == words


def test_only_a_perfect_share_is_a_hundred_percent():
    assert percent(0.99999) == "99.9 %"
    assert percent(1.0) == "100.0 %"
    assert percent(0.9823) == "98.2 %"
    assert percent(0.98234, places=2) == "98.23 %"


def test_failures_are_sentences():
    assert failure_sentence(DatasetError("This file is damaged.")) == "This file is damaged."
    assert "disk is full" in failure_sentence(OSError(errno.ENOSPC, "No space left on device"))
    denied = failure_sentence(OSError(errno.EACCES, "Permission denied", "/a/file"))
    assert "/a/file" in denied
    assert "Permission denied" in denied
    assert "memory" in failure_sentence(MemoryError())
    assert "ZeroDivisionError" in failure_sentence(ZeroDivisionError("division by zero"))


def test_no_network_is_wholly_sure():
    assert certainty(1.0, places=0) == "99 %"
    assert certainty(1.0) == "99.9 %"
    assert certainty(0.874, places=0) == "87 %"
