"""Processes that have taken over from threads compute the same numbers."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from nn_core.averaging import WeightAverage
from nn_core.fast import ProcessStep, suits_processes
from nn_core.fast.plan import Plan
from nn_core.fast.process_crew import can_share_memory
from nn_core.losses import CrossEntropy
from nn_core.network import Network
from nn_core.optimizers import OPTIMIZERS, make_optimizer
from nn_core.step import PlainStep, Regularization, StepOutcome
from nn_core.training.batches import Batches

pytestmark = pytest.mark.skipif(
    not can_share_memory(), reason="only Linux hands memory to another process"
)

DENSE: list[dict[str, Any]] = [
    {"kind": "flatten"},
    {"kind": "dense", "units": 400},
    {"kind": "relu"},
    {"kind": "dropout", "rate": 0.2},
    {"kind": "dense", "units": 80},
    {"kind": "tanh"},
    {"kind": "dropout", "rate": 0.5},
    {"kind": "dense", "units": 10},
]
WITHOUT_DROPOUT = [layer for layer in DENSE if layer["kind"] != "dropout"]
UNDIVIDED = [layer | ({"units": 200} if layer.get("units") == 400 else {}) for layer in DENSE]
"""With a first layer so small that each process has all its units, for a share of the samples."""

TIME_TO_START_S = 30.0

SLOW = 1e-5
"""A learning rate for the time in which nobody knows how many steps there will be."""


def steps(
    layers: list[dict[str, Any]] = DENSE,
    *,
    optimizer: str = "sgd",
    regularization: Regularization | None = None,
    ema_decay: float | None = None,
    threads: int = 2,
) -> tuple[ProcessStep, ProcessStep]:
    """Make two steps on equal networks: of threads for ever, of processes as soon as can be."""
    made: list[ProcessStep] = []
    for processes_after in (None, 2):
        network = Network.from_config(layers, input_shape=(1, 13, 12), rng=np.random.default_rng(1))
        parts = (
            network,
            CrossEntropy(),
            make_optimizer(optimizer, SLOW),
            regularization or Regularization(),
            None if ema_decay is None else WeightAverage(network, ema_decay),
        )
        made.append(ProcessStep(*parts, threads=threads, processes_after=processes_after))
    return made[0], made[1]


def batch(samples: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.random((samples, 13, 12), dtype=np.float32), rng.integers(0, 10, samples)


def bring_in_processes(step: ProcessStep) -> list[StepOutcome]:
    """Learn until other processes are there."""
    outcomes = []
    deadline = time.monotonic() + TIME_TO_START_S
    while not step.has_processes:
        assert time.monotonic() < deadline
        outcomes.append(step(*batch(9, len(outcomes))))
    return outcomes


@pytest.fixture
def pair() -> Iterator[tuple[ProcessStep, ProcessStep]]:
    """Two steps that have come as far, the second one with processes."""
    threads, processes = steps(WITHOUT_DROPOUT)
    for number in range(len(bring_in_processes(processes))):
        threads(*batch(9, number))
    yield threads, processes
    threads.close()
    processes.close()


def made_there(
    images: np.ndarray, labels: np.ndarray, place: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Make a batch in a place if it fits there, as `Batches` does."""
    if place is not None and len(images) <= len(place):
        place[: len(images)] = images
        images = place[: len(images)]
    return images, labels


def assert_same_weights(one: ProcessStep, other: ProcessStep) -> None:
    np.testing.assert_array_equal(one.network.parameter_vector, other.network.parameter_vector)
    for name, values in one.optimizer.state.items():
        np.testing.assert_array_equal(values, other.optimizer.state[name])
    if one.average is not None and other.average is not None:
        np.testing.assert_array_equal(one.average.parameters, other.average.parameters)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    ("count", "layers"), [(2, DENSE), (3, DENSE), (3, UNDIVIDED)], ids=["2", "3", "3-undivided"]
)
def test_the_weights_are_those_of_threads_bit_for_bit(
    optimizer: str, count: int, layers: list[dict[str, Any]]
) -> None:
    threads, processes = steps(
        layers,
        optimizer=optimizer,
        regularization=Regularization(l1=0.01, clip_norm=1.0),
        ema_decay=0.9,
        threads=count,
    )
    received = bring_in_processes(processes)
    expected = [threads(*batch(9, number)) for number in range(len(received))]
    for seed, samples in enumerate((9, 4, 9, 1, 9)):
        for step, outcomes in ((threads, expected), (processes, received)):
            step.optimizer.learning_rate = 0.01 / (seed + 1)
            outcomes.append(step(*batch(samples, seed)))
    threads.close()
    processes.close()
    assert received == expected
    assert_same_weights(threads, processes)


@pytest.mark.parametrize(
    "layers", [DENSE, WITHOUT_DROPOUT, UNDIVIDED], ids=["dropout", "without", "undivided"]
)
def test_what_is_made_ready_ahead_of_time_changes_nothing(layers: list[dict[str, Any]]) -> None:
    threads, processes = steps(layers, optimizer="adam", ema_decay=0.9)
    for number in range(len(bring_in_processes(processes))):
        threads(*batch(9, number))
    for step in (threads, processes):
        step.optimizer.learning_rate = 0.01
    coming = [batch(samples, seed) for seed, samples in enumerate((9, 9, 4, 9, 1, 9, 9))]
    for now, then in zip(coming, [*coming[1:], None], strict=True):
        assert processes(*now, lambda _, then=then: then) == threads(*now)
    # Another batch comes than the one that was shown, and one that is too large is shown.
    processes(*coming[0], lambda _: coming[1])
    assert processes.has_processes
    processes(*coming[2], lambda _: batch(30))
    processes(*batch(30))
    assert not processes.has_processes
    for number in (coming[0], coming[2], batch(30)):
        threads(*number)
    threads.close()
    processes.close()
    assert_same_weights(threads, processes)


def test_a_batch_that_was_shown_once_may_come_again(pair: tuple[ProcessStep, ProcessStep]) -> None:
    threads, processes = pair
    first, second, third = (batch(9, seed) for seed in (100, 101, 102))
    for now, peek in ((first, lambda _: second), (second, None), (third, None), (second, None)):
        assert processes(*now, peek) == threads(*now)
    assert processes.has_processes
    assert_same_weights(threads, processes)


@pytest.mark.parametrize("layers", [WITHOUT_DROPOUT, UNDIVIDED], ids=["divided", "undivided"])
def test_single_samples_one_after_the_other_are_different_ones(
    layers: list[dict[str, Any]],
) -> None:
    threads, processes = steps(layers)
    for number in range(len(bring_in_processes(processes))):
        threads(*batch(9, number))
    for now, peek in (
        (batch(1, 50), None),
        (batch(1, 51), lambda _: batch(1, 52)),
        (batch(1, 53), None),
        (batch(9, 54), lambda _: batch(1, 55)),
        (batch(1, 56), None),
    ):
        assert processes(*now, peek) == threads(*now)
    assert processes.has_processes
    for step in (threads, processes):
        step.close()
    assert_same_weights(threads, processes)


def test_a_larger_batch_at_the_moment_of_taking_over_is_for_threads() -> None:
    threads, processes = steps(WITHOUT_DROPOUT)
    deadline = time.monotonic() + TIME_TO_START_S
    number = 0
    while processes._recruits is None or not processes._recruits.crew.is_ready:
        assert time.monotonic() < deadline
        if processes._recruits is None:
            assert processes(*batch(9, number)) == threads(*batch(9, number))
            number += 1
    for samples in (30, 9, 30):
        assert processes(*batch(samples)) == threads(*batch(samples))
    assert not processes.has_processes
    for step in (threads, processes):
        step.close()
    assert_same_weights(threads, processes)


def test_numbers_of_another_type_are_for_threads(pair: tuple[ProcessStep, ProcessStep]) -> None:
    threads, processes = pair
    images, labels = batch(9)
    for given in ((images * 255).astype(np.uint8), images):
        assert processes(given, labels) == threads(given, labels)
        assert not processes.has_processes
    assert_same_weights(threads, processes)


def test_a_batch_that_was_loaded_ahead_is_not_loaded_again(
    pair: tuple[ProcessStep, ProcessStep], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, processes = pair
    loaded: list[float] = []
    load = Plan.load

    def load_and_note(plan: Plan, images: np.ndarray) -> None:
        loaded.append(float(images[0, 0, 0]))
        load(plan, images)

    monkeypatch.setattr(Plan, "load", load_and_note)
    coming = [batch(9, seed) for seed in range(4)]
    for now, then in zip(coming, [*coming[1:], None], strict=True):
        processes(*now, lambda _, then=then: then)
    assert loaded == [float(images[0, 0, 0]) for images, _ in coming]


@pytest.mark.parametrize("samples", [40, 46], ids=["4 at the end", "1 at the end"])
@pytest.mark.parametrize("layers", [DENSE, UNDIVIDED], ids=["divided", "undivided"])
def test_whole_epochs_are_learnt_from_where_they_are_handed_over(
    layers: list[dict[str, Any]], samples: int
) -> None:
    threads, processes = steps(layers)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (samples, 13, 12), np.uint8)
    batches = Batches(images, rng.integers(0, 10, samples), np.arange(samples), 9, None, seed=1)
    deadline = time.monotonic() + TIME_TO_START_S
    epoch, shared_epochs, are_written_over = 0, 0, False
    while shared_epochs < 3:
        assert time.monotonic() < deadline
        epoch, shared_epochs = epoch + 1, shared_epochs + processes.has_processes
        if shared_epochs:
            threads.optimizer.learning_rate = processes.optimizer.learning_rate = 0.01
        with closing(batches.of_epoch(epoch)) as upcoming:
            for (now, labels), (kept, _) in zip(upcoming, batches.of_epoch(epoch), strict=True):
                np.testing.assert_array_equal(now, kept)
                assert processes(now, labels, upcoming.peek) == threads(kept, labels)
                are_written_over |= not np.array_equal(now, kept)
    assert processes.has_processes
    assert are_written_over == (layers is DENSE)
    for step in (threads, processes):
        step.close()
    assert_same_weights(threads, processes)


def test_the_next_batch_is_made_ready_in_every_step_of_processes(
    pair: tuple[ProcessStep, ProcessStep],
) -> None:
    _, processes = pair
    for samples in (9, 4, 1):
        asked: list[int] = []
        processes(*batch(samples), lambda _, asked=asked: asked.append(1))
        assert asked == [1]


def test_threads_go_on_with_a_batch_whose_masks_alone_are_too_long() -> None:
    threads, processes = steps(optimizer="adam")
    for number in range(len(bring_in_processes(processes))):
        threads(*batch(9, number))
    for step in (threads, processes):
        step.optimizer.learning_rate = 0.01
    # The second process gets 5 samples of 9, and 5 of 10.
    larger = batch(10)
    assert processes(*batch(9), lambda _: larger) == threads(*batch(9))
    assert processes(*larger) == threads(*larger)
    assert not processes.has_processes
    threads.close()
    processes.close()
    assert_same_weights(threads, processes)


def test_threads_go_on_with_a_batch_that_is_larger(pair: tuple[ProcessStep, ProcessStep]) -> None:
    threads, processes = pair
    for samples in (30, 9):
        assert threads(*batch(samples)) == processes(*batch(samples))
        assert not processes.has_processes
    assert_same_weights(threads, processes)


def test_processes_are_not_given_up_after_a_short_batch() -> None:
    _, processes = steps(WITHOUT_DROPOUT)
    for samples in (9, 9, 4):
        processes(*batch(samples))
    bring_in_processes(processes)
    processes(*batch(9))
    assert processes.has_processes
    processes.close()


def test_threads_go_on_where_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    threads, processes = steps()
    for seed in range(5):
        assert threads(*batch(8, seed)) == processes(*batch(8, seed))
    threads.close()
    processes.close()
    assert_same_weights(threads, processes)
    assert "/nowhere/python" in caplog.text


def test_a_failure_in_another_process_reaches_the_caller(
    pair: tuple[ProcessStep, ProcessStep],
) -> None:
    images, labels = batch(9)
    labels[-1] = 10
    with pytest.raises(ValueError, match="10 classes"):
        pair[1](images, labels)


def test_the_network_reads_with_what_it_has_learnt() -> None:
    _, processes = steps(WITHOUT_DROPOUT)
    network = processes.network
    images, labels = batch(9)
    network.predict(images)
    bring_in_processes(processes)
    processes.optimizer.learning_rate = 0.1
    for _ in range(300):
        processes(images, labels)
    processes.close()
    np.testing.assert_array_equal(network.predict(images), labels)
    np.testing.assert_allclose(network.logits(images), network.copy().logits(images), rtol=1e-5)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("after", ["relu", "tanh", "batch_norm", "dropout", None])
def test_the_weights_are_those_of_the_plain_step(threads: int, after: str | None) -> None:
    layers: list[dict[str, Any]] = [
        {"kind": "dense", "units": 350, "bias": after != "batch_norm"},
        *([{"kind": after}] if after else []),
        {"kind": "dense", "units": 90},
        {"kind": "dense", "units": 10},
    ]
    networks = [
        Network.from_config(layers, input_shape=(150,), rng=np.random.default_rng(1))
        for _ in range(2)
    ]
    made = [
        (network, CrossEntropy(), make_optimizer("momentum", 0.1, weight_decay=0.1), clipped)
        for network, clipped in zip(networks, 2 * [Regularization(clip_norm=0.5)], strict=True)
    ]
    plain, fast = PlainStep(*made[0]), ProcessStep(*made[1], threads=threads)
    rng = np.random.default_rng(2)
    for samples, is_bytes in ((9, True), (9, False), (40, True), (1, True), (7, False), (7, True)):
        images: np.ndarray = rng.random((samples, 150), dtype=np.float32)
        if is_bytes:
            images = (images * 255).astype(np.uint8)
        labels = rng.integers(0, 10, samples)
        expected, received = plain(images, labels), fast(images, labels)
        assert received.loss == pytest.approx(expected.loss, rel=1e-5)
        assert received.right == expected.right
        assert received.gradient_norm == pytest.approx(expected.gradient_norm, rel=1e-4)
    fast.close()
    np.testing.assert_allclose(
        networks[1].parameter_vector, networks[0].parameter_vector, rtol=1e-4, atol=1e-5
    )


def test_a_short_batch_may_be_shared_out_otherwise_than_the_long_ones() -> None:
    """Of 50 samples each process takes some; for 30 it takes some of the 40 units."""
    layers: list[dict[str, Any]] = [
        {"kind": "dense", "units": 40},
        {"kind": "relu"},
        {"kind": "dense", "units": 700},
        {"kind": "dense", "units": 10},
    ]
    both: list[ProcessStep] = []
    for processes_after in (None, 2):
        network = Network.from_config(layers, input_shape=(1500,), rng=np.random.default_rng(1))
        parts = (network, CrossEntropy(), make_optimizer("momentum", SLOW), Regularization())
        both.append(ProcessStep(*parts, threads=2, processes_after=processes_after))
    threads, processes = both
    plain_network = Network.from_config(layers, input_shape=(1500,), rng=np.random.default_rng(1))
    plain = PlainStep(
        plain_network, CrossEntropy(), make_optimizer("momentum", SLOW), Regularization()
    )
    rng = np.random.default_rng(0)
    images, labels = rng.random((51, 1500), dtype=np.float32), rng.integers(0, 10, 51)
    deadline = time.monotonic() + TIME_TO_START_S
    while not processes.has_processes:
        assert time.monotonic() < deadline
        assert processes(images, labels) == threads(images, labels)
        plain(images, labels)
    for step in (threads, processes, plain):
        step.optimizer.learning_rate = 0.01
    coming = [
        (images[:samples] * number, labels[:samples])
        for number, samples in enumerate((30, 50, 50, 30, 51, 40, 41, 30), start=1)
    ]
    taken = coming[0]
    for now, following in zip(coming, [*coming[1:], coming[0]], strict=True):
        made: list[tuple[np.ndarray, np.ndarray]] = []

        def peek(
            place: np.ndarray | None, following: Any = following, made: Any = made
        ) -> tuple[np.ndarray, np.ndarray]:
            made.append(made_there(*following, place))
            return made[0]

        assert processes(*taken, peek) == threads(*now)
        plain(*now)
        (taken,) = made
    assert processes.has_processes
    np.testing.assert_allclose(
        processes.network.parameter_vector, plain_network.parameter_vector, rtol=1e-4, atol=1e-6
    )
    for step in both:
        step.close()
    assert_same_weights(threads, processes)


def test_processes_are_for_dense_networks() -> None:
    assert suits_processes(steps()[0].network, 2)
    assert not suits_processes(steps()[0].network, 1)
    for layer in ({"kind": "conv2d", "filters": 2, "kernel_size": 3}, {"kind": "batch_norm"}):
        assert not suits_processes(steps([layer, *DENSE])[0].network, 2)
