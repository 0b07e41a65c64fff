"""Runs are told in words: when, how well, with which settings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from desktop_app.runs.wording import (
    accuracy_words,
    breakable,
    data_words,
    day,
    differing_settings,
    key_settings,
    problem_words,
    reliability_words,
    score_words,
    setting_rows,
    shortened,
    status_words,
)
from nn_core.runs import Run, RunStatus

KeepRun = Callable[..., Run]


@pytest.fixture
def run(keep_run: KeepRun) -> Run:
    return keep_run("Mine", accuracy=0.95, learning_rate=0.0025)


def test_the_time_is_told_as_roughly_as_it_matters() -> None:
    now = datetime(2026, 5, 4, 18, 0)
    assert day("2026-05-04T10:30:00", now=now) == "10:30"
    assert day("2026-02-01T10:30:00", now=now) == "1 Feb"
    assert day("2025-02-01T10:30:00", now=now) == "Feb 2025"
    assert day("some day", now=now) == "some day"


def test_accuracy_is_in_brackets_where_it_was_not_tested(run: Run) -> None:
    assert accuracy_words(run) == "95.00\u00a0%"
    untested = replace(run, scores={"validation_accuracy": 0.9})
    assert accuracy_words(untested) == "(90.00\u00a0%)"
    assert "not tested" in score_words(untested)
    assert reliability_words(untested) == ""
    assert accuracy_words(replace(run, scores={})) == "–"
    assert score_words(replace(run, scores={})) == "Not measured"


def test_the_end_is_told_with_its_reason(run: Run) -> None:
    assert status_words(run).startswith(
        "Finished after 4 epochs in 8\u00a0s, the best was epoch 4."
    )
    stopped = replace(run, status=RunStatus.STOPPED, epochs=1, best_epoch=0)
    assert status_words(stopped).startswith("Stopped by hand after 1 epoch in 8\u00a0s.")


def test_settings_are_those_that_matter_and_those_that_are_unusual(run: Run) -> None:
    rows = dict(setting_rows(run.config))
    assert rows["Data"] == data_words(run) == "Synthetic strokes"
    assert (rows["Network"], rows["Learning rate"]) == ("Small 30", "0.0025")
    assert "Schedule" not in rows
    assert dict(setting_rows(run.config | {"schedule": "cosine"}))["Schedule"] == "Cosine"
    assert key_settings(run) == "4 epochs · Adam 0.0025"


def test_layers_of_one_s_own_are_named_in_their_order() -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": 10}]
    assert dict(setting_rows({"architecture": layers}))["Network"] == "flatten, dense 10"


def test_only_settings_that_differ_are_compared(run: Run) -> None:
    other = run.config | {"learning_rate": 0.1, "augmentation": {"rotation": 5.0}}
    rows = differing_settings([run.config, other])
    assert rows == [
        ("Augmentation", ["None", "rotation 5"]),
        ("Learning rate", ["0.0025", "0.1"]),
    ]
    assert differing_settings([run.config, dict(run.config)]) == []


def test_long_words_leave_room_for_others(run: Run) -> None:
    assert (
        problem_words(replace(run, problem="Its folder is gone (/a/b).")) == "Its folder is gone."
    )
    assert breakable("/a/b").replace("\u200b", "") == "/a/b"
    assert shortened("x" * 40) == "x" * 25 + "…"
    assert shortened("short") == "short"
