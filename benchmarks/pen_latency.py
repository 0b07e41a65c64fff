"""How long it takes from a move of the pen until the whole window shows what came of it.

Strokes are replayed as mouse events on the real window. The clock runs from before the event is
sent until the ink, the preview, the bars and the answer have all been painted.

    python -m benchmarks.pen_latency [--moves 2000] [--scale 2] [--json]
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from time import perf_counter, thread_time
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from desktop_app.app import make_application
from desktop_app.draw import DrawPage
from desktop_app.draw.hand import glide, move_mouse, press_mouse, release_mouse
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from nn_core.data.synthetic import write_digit

__all__ = ["main", "measure"]


def measure(moves: int, size: tuple[int, int] = (1180, 760)) -> dict[str, Any]:
    """Replay strokes until the pen has moved `moves` times.

    Returns
    -------
    dict[str, Any]
        Milliseconds by the clock and of computing alone (a busy machine tells them apart): the
        median, the 95th and the 99th of a hundred, and the longest.
    """
    app = make_application()
    window = MainWindow(Theme(Appearance.LIGHT), Settings(open_store()))
    window.resize(*size)
    window.show()
    while window.host.recognizer is None:
        app.processEvents()
    page = window.draw_page
    rng = np.random.default_rng(0)
    times: list[tuple[float, float]] = []
    while len(times) < moves:
        strokes = write_digit(int(rng.integers(10)), rng=rng)
        points = np.concatenate([stroke.points for stroke in strokes])
        low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
        for stroke in strokes:
            places = 0.2 + 0.6 * (stroke.points - low) / max(extent, 1e-6)
            path = list(glide([(float(x), float(y)) for x, y in places], steps=2))
            times.extend(_replay(app, page, path))
        page.pad.clear()
        app.processEvents()
    window.close()
    return {
        "moves": moves,
        "window": list(size),
        "scale": window.devicePixelRatioF(),
        "network": window.host.model_name,
        "clock_ms": _percentiles([clock for clock, _ in times[:moves]]),
        "computing_ms": _percentiles([computed for _, computed in times[:moves]]),
    }


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    milliseconds = 1000 * np.array(seconds)
    found = {f"p{share}": np.percentile(milliseconds, share) for share in (50, 95, 99)}
    found["longest"] = milliseconds.max()
    return {name: round(float(value), 2) for name, value in found.items()}


def _replay(
    app: QApplication, page: DrawPage, path: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Draw one stroke; give the seconds, by the clock and of computing, that each move took."""
    reading = _Reading()
    page.reader.read.connect(reading.notice)
    times = []
    press_mouse(page.pad, path[0])
    app.processEvents()
    for place in path[1:]:
        reading.done = False
        clock, computed = perf_counter(), thread_time()
        move_mouse(page.pad, place)
        while not reading.done:
            app.processEvents()
        app.processEvents()  # paints what the reading changed
        times.append((perf_counter() - clock, thread_time() - computed))
    release_mouse(page.pad, path[-1])
    app.processEvents()
    page.reader.read.disconnect(reading.notice)
    return times


class _Reading(QObject):
    """Notices that the page has read."""

    done = False

    @Slot()
    def notice(self) -> None:
        self.done = True


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print one line or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=2000)
    parser.add_argument("--scale", type=float, default=1.0, help="device pixels to a pixel")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(wanted.scale)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INKLING_DATA_DIR"] = folder
        # The program itself says so before it loads NumPy; here that is loaded already.
        with threadpool_limits(1):
            result = measure(wanted.moves)
    if wanted.json:
        print(json.dumps(result))
    else:
        print(f"{result['moves']} moves of the pen at {result['scale']:g}x, {result['network']}:")
        for key, title in (("clock_ms", "by the clock"), ("computing_ms", "computing")):
            figures = ", ".join(f"{name} {value} ms" for name, value in result[key].items())
            print(f"  {title}: {figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
