"""Drift: a reference from readings, and a window held against it."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nn_core.digits import Reading
from nn_core.digits.drift import (
    FEATURES,
    REFERENCE_KEY,
    Bins,
    DriftMonitor,
    drift_reference,
    parse_reference,
    stability_index,
)
from nn_core.errors import ConfigError, ModelFileError


def readings(
    count: int, *, seed: int, confidence: float = 8.0, ink: int = 100, refused: float = 0.02
) -> list[Reading]:
    """Make readings whose confidences and ink spread around the given ones."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        digit = int(rng.integers(10))
        image = np.zeros((28, 28), dtype=np.uint8)
        image.flat[: int(rng.normal(ink, 15))] = 255
        made.append(
            Reading(
                image=image,
                probabilities=np.full(10, 0.1, dtype=np.float32),
                digit=digit,
                label=str(digit),
                confidence=float(rng.beta(confidence, 1)),
                runner_up=(digit + 1) % 10,
                not_a_digit=0.0,
                is_digit=bool(rng.random() >= refused),
            )
        )
    return made


def reference(count: int = 2000) -> dict[str, Bins]:
    parsed = parse_reference({REFERENCE_KEY: drift_reference(readings(count, seed=1))})
    assert parsed is not None
    return parsed


def test_the_index_of_a_hand_worked_example() -> None:
    bins = Bins(edges=(0.5,), shares=(0.5, 0.5))

    # (0.9 − 0.5)·ln(0.9/0.5) + (0.1 − 0.5)·ln(0.1/0.5) = 0.4·ln 9
    assert stability_index(bins, [90_000, 10_000]) == pytest.approx(0.4 * np.log(9), abs=1e-3)
    assert stability_index(bins, [500, 500]) == 0


def test_an_empty_bin_costs_little_in_a_small_window() -> None:
    bins = Bins(edges=(0.5,), shares=(0.98, 0.02))

    assert stability_index(bins, [50, 0]) < 0.05
    assert np.isfinite(stability_index(Bins((0.5,), (1.0, 0.0)), [10, 10]))


def test_a_reference_survives_json() -> None:
    made = drift_reference(readings(500, seed=1))

    assert parse_reference({REFERENCE_KEY: json.loads(json.dumps(made))}) == parse_reference(
        {REFERENCE_KEY: made}
    )


def test_a_reference_holds_equal_shares_of_what_varies_and_every_digit() -> None:
    bins = reference()

    assert set(bins) == set(FEATURES)
    assert bins["confidence"].shares == pytest.approx([0.1] * 10, abs=0.01)
    assert bins["digits"].edges == tuple(np.arange(0.5, 9))
    assert sum(bins["digits"].shares) == pytest.approx(1, abs=1e-4)


def test_a_network_that_is_always_sure_gives_fewer_bins() -> None:
    made = parse_reference({REFERENCE_KEY: drift_reference(readings(300, seed=1, confidence=1e9))})
    assert made is not None
    assert len(made["confidence"].shares) < 10
    assert DriftMonitor(made).report().indices == {}


def test_readings_of_the_same_kind_do_not_drift() -> None:
    monitor = DriftMonitor(reference())
    monitor.add(readings(1000, seed=2))

    report = monitor.report()
    assert max(report.indices.values()) < 0.1
    assert report.drifting_since is None


@pytest.mark.parametrize(
    ("change", "feature"),
    [
        ({"confidence": 2.0}, "confidence"),
        ({"ink": 180}, "ink"),
        ({"refused": 0.4}, "refusals"),
    ],
)
def test_each_kind_of_change_is_found(change: dict[str, float], feature: str) -> None:
    monitor = DriftMonitor(reference())
    monitor.add(readings(500, seed=2, **change))  # type: ignore[arg-type]  # each by its own name

    report = monitor.report()
    assert report.drifting_since is not None
    assert max(report.indices, key=lambda name: report.indices[name]) == feature


def test_one_digit_alone_is_found() -> None:
    monitor = DriftMonitor(reference())
    monitor.add(reading for reading in readings(4000, seed=2) if reading.digit == 7)

    assert monitor.report().indices["digits"] > 0.25


def test_nothing_is_said_of_too_few_readings() -> None:
    monitor = DriftMonitor(reference(), needed=200)
    monitor.add(readings(199, seed=2, ink=300))

    report = monitor.report()
    assert report.readings == 199
    assert report.indices == {}
    assert report.drifting_since is None


def test_since_is_when_it_began_and_ends_when_the_window_has_moved_on() -> None:
    clock = [datetime(2026, 3, 14, tzinfo=UTC)]
    monitor = DriftMonitor(reference(), window=400, needed=100, now=lambda: clock[0])
    monitor.add(readings(400, seed=2, ink=180))
    began = monitor.report().drifting_since
    clock[0] += timedelta(hours=1)
    monitor.add(readings(10, seed=3, ink=180))
    still = monitor.report().drifting_since
    monitor.add(readings(400, seed=4))

    assert began == datetime(2026, 3, 14, tzinfo=UTC)
    assert still == began
    report = monitor.report()
    assert report.readings == 400
    assert report.drifting_since is None


def test_drift_is_noticed_without_being_asked_for() -> None:
    monitor = DriftMonitor(reference())

    reports = [monitor.add([reading]) for reading in readings(300, seed=2, ink=180)]
    said = [report for report in reports if report is not None]
    assert any(report.drifting_since for report in said)
    assert len(said) < 30


def test_a_model_without_a_reference() -> None:
    assert parse_reference({"temperature": 1.2}) is None


def every(bins: dict[str, object]) -> dict[str, object]:
    return dict.fromkeys(FEATURES, bins)


@pytest.mark.parametrize(
    "damage",
    [
        {},
        {"features": {"confidence": {"edges": [0.5], "shares": [1.0]}}},
        {"features": every({"edges": [0.5], "shares": [1.0]})},
        {"features": every({"edges": [0.5, 0.5], "shares": [0.2, 0.2, 0.6]})},
        {"features": every({"edges": [0.5], "shares": [-1.0, 2.0]})},
        {"features": every({"edges": "a", "shares": [1.0]})},
        {"features": 7},
        [],
    ],
)
def test_a_damaged_reference_is_told_in_words(damage: object) -> None:
    with pytest.raises(ModelFileError, match="drift reference is damaged"):
        parse_reference({REFERENCE_KEY: damage})


def test_too_few_readings_make_no_reference() -> None:
    with pytest.raises(ConfigError, match="at least 100 readings, not 99"):
        drift_reference(readings(99, seed=1))


def test_a_window_smaller_than_what_it_waits_for() -> None:
    with pytest.raises(ConfigError, match="cannot wait"):
        DriftMonitor(reference(), window=100, needed=200)
