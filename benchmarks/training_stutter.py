"""How smooth the window stays while a network is trained in it, and how soon Stop answers.

A timer of the real window ticks every 5 ms. From the start of a training until its network is
tested, the gaps between two ticks are what a person would feel as stutter; the same window at rest,
measured in the same run, tells what the machine itself adds. The clock of the window's own thread
tells how much of the longest gap was spent computing in it, rather than waiting for the training or
for the processor.

    INKLING_DATASETS=... python -m benchmarks.training_stutter [--network conv-32-64-128] [--json]

With --draw a hand draws on the Draw page meanwhile, a move of the pen every 10 ms.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.app import make_application
from desktop_app.draw.hand import (
    BARRED_SEVEN,
    draw_stroke,
    glide,
    move_mouse,
    press_mouse,
    release_mouse,
)
from desktop_app.draw.pad import Pad
from desktop_app.lasting import Lasting
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from desktop_app.train.page import TrainPage
from nn_core.data.synthetic import write_digit
from nn_core.training import TrainingConfig

__all__ = ["main", "measure"]

TICK_MS = 5
MOVE_MS = 10
AT_REST_S = 3.0
AFTER_TEST_S = 1.0
NETWORKS = ("textbook-256-128", "wide-800-800", "conv-32-64-128")


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between two ticks.

    Attributes
    ----------
    clock_ms
        By the clock on the wall.
    computed_ms
        What the window's own thread computed in it.
    at_s
        When it ended, since the ticking began.
    """

    clock_ms: float
    computed_ms: float
    at_s: float


class Ticker(QObject):
    """Ticks in the window's event loop, and takes the gaps down."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[Gap] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._begun = self._last = perf_counter()
        self._last_computed = thread_time()

    def start(self) -> None:
        """Begin to tick, from nothing."""
        self.gaps.clear()
        self._begun = self._last = perf_counter()
        self._last_computed = thread_time()
        self._timer.start()

    def stop(self) -> list[Gap]:
        """Tick no more, and give the gaps."""
        self._timer.stop()
        return list(self.gaps)

    @Slot()
    def _tick(self) -> None:
        now, computed = perf_counter(), thread_time()
        self.gaps.append(
            Gap(
                1000 * (now - self._last),
                1000 * (computed - self._last_computed),
                now - self._begun,
            )
        )
        self._last, self._last_computed = now, computed


class Hand(QObject):
    """Draws digit after digit with the mouse, until it is stopped."""

    def __init__(self, pad: Pad) -> None:
        super().__init__()
        self._pad = pad
        self._moves = self._write()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(MOVE_MS)
        self._timer.timeout.connect(self._move)

    def start(self) -> None:
        """Begin to draw."""
        self._timer.start()

    def stop(self) -> None:
        """Draw no more."""
        self._timer.stop()

    @Slot()
    def _move(self) -> None:
        next(self._moves)

    def _write(self) -> Iterator[None]:
        rng = np.random.default_rng(0)
        while True:
            self._pad.clear()
            strokes = write_digit(int(rng.integers(10)), rng=rng)
            points = np.concatenate([stroke.points for stroke in strokes])
            low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
            for stroke in strokes:
                on_paper = 0.2 + 0.6 * (stroke.points - low) / extent
                places = [(float(x), float(y)) for x, y in on_paper]
                press_mouse(self._pad, places[0])
                yield
                for place in glide(places, steps=2):
                    move_mouse(self._pad, place)
                    yield
                release_mouse(self._pad, places[-1])
                yield


def measure(
    network: str, *, dataset: str, epochs: int, most_seconds: float, draws: bool = False
) -> dict[str, Any]:
    """Train one network in the window and watch the ticks.

    Parameters
    ----------
    network
        A preset's name.
    dataset
        What to learn from.
    epochs
        How many epochs to train for.
    most_seconds
        After so long the training is stopped.
    draws
        Whether somebody draws on the Draw page meanwhile.
    """
    app = QApplication.instance() or make_application()
    window = MainWindow(Theme(Appearance.LIGHT), Settings(open_store()))
    Lasting(window)
    window.resize(1180, 760)
    window.show()
    _run_until(lambda: window.host.recognizer is not None)
    for stroke in BARRED_SEVEN:
        draw_stroke(window.draw_page.pad, list(glide(stroke)))
    window.pages.open("train")
    page = window.pages.currentWidget()
    if not isinstance(page, TrainPage):
        raise RuntimeError("The window has no Train page.")
    page.setup.form.show_config(
        TrainingConfig(architecture=network, dataset=dataset, epochs=epochs)
    )
    page.datasets.choose(dataset)
    _run_until(lambda: page.datasets.shelf.loaded is not None)
    ticker = Ticker()
    ticker.start()
    _run_for(AT_REST_S)
    at_rest = ticker.stop()

    hand = Hand(window.draw_page.pad)
    ticker.start()
    page.start()
    if draws:
        window.pages.open("draw")
        hand.start()
    begun = perf_counter()
    _run_until(
        lambda: not page.is_training() or perf_counter() - begun >= most_seconds, 2 * most_seconds
    )
    stop_ms = None
    if page.is_training():
        asked = perf_counter()
        page.session.stop()
        _run_until(lambda: not page.is_training())
        stop_ms = round(1000 * (perf_counter() - asked), 1)
    _run_until(lambda: page.finished.trained is None or page.finished.judgement is not None)
    _run_for(AFTER_TEST_S)
    training = ticker.stop()
    hand.stop()
    window.shut_down()
    window.close()
    app.processEvents()
    return {
        "network": network,
        "dataset": dataset,
        "epochs_finished": len(page.watch.learning.entries),
        "at_rest_ms": _summary(at_rest),
        "training_ms": _summary(training),
        "stop_answered_ms": stop_ms,
    }


def _summary(gaps: Sequence[Gap]) -> dict[str, float]:
    clock = np.array([gap.clock_ms for gap in gaps])
    longest = max(gaps, key=lambda gap: gap.clock_ms)
    return {
        "ticks": len(gaps),
        "p50": round(float(np.percentile(clock, 50)), 1),
        "p99": round(float(np.percentile(clock, 99)), 1),
        "longest": round(longest.clock_ms, 1),
        "longest_computed": round(longest.computed_ms, 1),
        "longest_at_s": round(longest.at_s, 2),
        "over_50": int((clock > 50).sum()),
    }


class _Poll(QObject):
    """Runs the event loop, which sleeps between events as the window's own does."""

    def __init__(self, condition: Callable[[], bool], most_seconds: float) -> None:
        super().__init__()
        self._condition = condition
        self._end = perf_counter() + most_seconds
        self._loop = QEventLoop()
        self._timer = QTimer(self)
        self._timer.setInterval(2 * TICK_MS)
        self._timer.timeout.connect(self._look)

    def run(self) -> None:
        """Return when the condition holds."""
        self._timer.start()
        self._loop.exec()
        if not self._condition():
            raise RuntimeError("The window did not get there in time.")

    @Slot()
    def _look(self) -> None:
        if self._condition() or perf_counter() > self._end:
            self._timer.stop()
            self._loop.quit()


def _run_until(condition: Callable[[], bool], most_seconds: float = 120.0) -> None:
    _Poll(condition, most_seconds).run()


def _run_for(seconds: float) -> None:
    end = perf_counter() + seconds
    _run_until(lambda: perf_counter() >= end)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a line or a JSON object for each network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", action="append", help="a preset; may be given again")
    parser.add_argument("--data", default="mnist")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=40.0, help="stop after so long")
    parser.add_argument("--draw", action="store_true", help="draw meanwhile on the Draw page")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as own:
        os.environ["INKLING_DATA_DIR"] = own
        for network in wanted.network or NETWORKS:
            found = measure(
                network,
                dataset=wanted.data,
                epochs=wanted.epochs,
                most_seconds=wanted.seconds,
                draws=wanted.draw,
            )
            print(json.dumps(found) if wanted.json else _in_words(found), flush=True)
    return 0


def _in_words(found: dict[str, Any]) -> str:
    training, at_rest = found["training_ms"], found["at_rest_ms"]
    stop = found["stop_answered_ms"]
    return (
        f"{found['network']}: the longest gap between two {TICK_MS} ms ticks was "
        f"{training['longest']} ms while training ({training['longest_computed']} ms of them "
        f"computing in the window, p99 {training['p99']} ms, {training['over_50']} over 50 ms), "
        f"{at_rest['longest']} ms at rest"
        + ("." if stop is None else f"; Stop was answered after {stop} ms.")
    )


if __name__ == "__main__":
    sys.exit(main())
