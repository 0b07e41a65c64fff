"""Makes the pictures of the window in docs/screenshots, on the real window, with no screen needed.

    python docs/make_screenshots.py [--folder FOLDER]

It draws with the mouse, trains on synthetic strokes, and takes each page in light and in dark, at
one and at two device pixels to a pixel.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import numpy as np
from PySide6.QtWidgets import QApplication

from desktop_app.app import make_application
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from nn_core.data.synthetic import write_digit
from nn_core.training import TrainingConfig

SIZE = (1180, 760)
SCALES = (1, 2)
EARLIER_DIGITS = (3, 5, 2, 8, 0, 4)
EPOCHS, EPOCHS_SEEN = 12, 8
PATIENCE_SECONDS = 900.0


class Photographer:
    """Opens the window, and takes its pages one after the other.

    Parameters
    ----------
    folder
        Where the pictures go.
    scale
        Device pixels to a pixel, as the environment says too.
    """

    def __init__(self, folder: Path, scale: int) -> None:
        self.folder = folder
        self.scale = scale
        self.app: QApplication = make_application()
        self.theme = Theme(Appearance.LIGHT)
        self.window = MainWindow(self.theme, Settings(open_store()))
        self.window.resize(*SIZE)
        self.window.show()

    def work(self) -> None:
        """Take all pictures."""
        self.wait(lambda: self.window.host.recognizer is not None)
        self.draw()
        self.take("draw")
        self.train()
        self.take("train")
        self.window.shut_down()
        self.window.close()

    def take(self, name: str) -> None:
        """Take the page that is open, in light and in dark."""
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            self.theme.set_appearance(appearance)
            for _ in range(3):
                self.app.processEvents()
            density = "" if self.scale == 1 else f"@{self.scale}x"
            file = self.folder / f"{name}-{appearance.value}{density}.png"
            self.window.grab().save(str(file))
            print(file, flush=True)

    def draw(self) -> None:
        """Draw some digits, and last the seven of the design."""
        page = self.window.draw_page
        rng = np.random.default_rng(5)
        for digit in EARLIER_DIGITS:
            strokes = write_digit(digit, rng=rng)
            points = np.concatenate([stroke.points for stroke in strokes])
            low, extent = points.min(axis=0), np.ptp(points, axis=0).max()
            for stroke in strokes:
                places = 0.2 + 0.6 * (stroke.points - low) / extent
                draw_stroke(page.pad, [(float(x), float(y)) for x, y in places])
            self.wait(lambda: page.history.current is not None)
            page.pad.clear()
            self.wait(lambda: page.reading is None)
        for seven_stroke in BARRED_SEVEN:
            draw_stroke(page.pad, list(glide(seven_stroke)))
        self.wait(lambda: page.reading is not None)

    def train(self) -> None:
        """Train on synthetic strokes, and pause in the middle of it."""
        self.window.open_page("train")
        page = self.window.train_page
        if page is None:
            raise SystemExit("The Train page did not open.")
        page.setup.form.show_config(TrainingConfig(dataset="synthetic", epochs=EPOCHS))
        finished: list[object] = []
        page.session.epoch_finished.connect(finished.append)
        page.start()
        self.wait(lambda: len(finished) >= EPOCHS_SEEN)

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window run until something is done."""
        deadline = monotonic() + PATIENCE_SECONDS
        while not done():
            if monotonic() > deadline:
                raise SystemExit("The window did not get there in time.")
            self.app.processEvents()


def main() -> int:
    """Make all pictures, in a process of its own for each density."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "screenshots")
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if wanted.scale:
        Photographer(wanted.folder, wanted.scale).work()
        return 0
    for scale in SCALES:
        with tempfile.TemporaryDirectory() as own:
            environ = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale),
                "INKLING_DATA_DIR": own,
            }
            command = [sys.executable, __file__, "--folder", str(wanted.folder)]
            subprocess.run([*command, "--scale", str(scale)], env=environ, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
