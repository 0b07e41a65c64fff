"""Makes the pictures of the window in docs/screenshots, on the real window, with no screen needed.

    python docs/make_screenshots.py [--folder FOLDER] [--pages draw runs train teach]

It draws with the mouse, trains on synthetic strokes, compares what was trained, collects digits of
one hand, teaches them and reports on them. Each page is taken in light and in dark, at one and at
two device pixels to a pixel.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import numpy as np
from PySide6.QtWidgets import QApplication

from desktop_app.app import make_application
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.draw.pad import Pad
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from nn_core.data import load_dataset
from nn_core.data.synthetic import write_digit
from nn_core.ink.strokes import Stroke
from nn_core.model_file import Model, now
from nn_core.runs import MadeBy, Outcome, RunStatus, RunStore, test_scores
from nn_core.teaching import Collection, new_digit
from nn_core.training import Trainer, TrainingConfig

SIZE = (1180, 760)
SCALES = (1, 2)
EARLIER_DIGITS = (3, 5, 2, 8, 0, 4)
EPOCHS, EPOCHS_SEEN = 12, 8
PAGES = ("draw", "runs", "train", "teach")
TAUGHT, WRITTEN = 60, 30
LEANING = np.array([[1.0, 0.0], [-0.9, 1.0]], dtype=np.float32)
LEARNT_FROM, TESTED_ON = 6000, 2000
RUNS = {
    "Small 30": {"architecture": "small-30", "epochs": 12, "learning_rate": 0.003},
    "Textbook 256-128": {"epochs": 12},
    "With augmentation": {"epochs": 16, "augmentation": "light", "schedule": "cosine"},
}
PATIENCE_SECONDS = 900.0


class Photographer:
    """Opens the window, and takes its pages one after the other.

    Parameters
    ----------
    folder
        Where the pictures go.
    scale
        Device pixels to a pixel, as the environment says too.
    pages
        Which of `PAGES` are taken.
    """

    def __init__(self, folder: Path, scale: int, pages: Sequence[str] = PAGES) -> None:
        self.folder = folder
        self.scale = scale
        self.pages = pages
        self.app: QApplication = make_application()
        self.theme = Theme(Appearance.LIGHT)
        self.window = MainWindow(self.theme, Settings(open_store()))
        self.window.resize(*SIZE)
        self.window.show()

    def work(self) -> None:
        """Take all pictures."""
        self.wait(lambda: self.window.host.recognizer is not None)
        self.draw()
        if "draw" in self.pages:
            self.take("draw")
        if "runs" in self.pages:
            self.compare()
            self.take("runs")
        if "train" in self.pages:
            self.train()
            self.take("train")
        if "teach" in self.pages:
            self.collect()
            self.take("my-digits")
            self.report()
            self.take("report")
            self.teach()
            self.take("teach")
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
            self.write(page.pad, write_digit(digit, rng=rng))
            self.wait(lambda: page.history.current is not None)
            page.pad.clear()
            self.wait(lambda: page.reading is None)
        for seven_stroke in BARRED_SEVEN:
            draw_stroke(page.pad, list(glide(seven_stroke)))
        self.wait(lambda: page.reading is not None)

    def train(self) -> None:
        """Train on synthetic strokes, and pause in the middle of it."""
        self.window.pages.open("train")
        page = self.window.pages.train
        if page is None:
            raise SystemExit("The Train page did not open.")
        page.setup.form.show_config(TrainingConfig(dataset="synthetic", epochs=EPOCHS))
        finished: list[object] = []
        page.session.epoch_finished.connect(finished.append)
        page.start()
        self.wait(lambda: len(finished) >= EPOCHS_SEEN)

    def compare(self) -> None:
        """Train some networks as `inkling train` does, and lay their curves upon each other."""
        train = load_dataset("synthetic").take(slice(LEARNT_FROM))
        test = load_dataset("synthetic", split="test").take(slice(TESTED_ON))
        for name, settings in RUNS.items():
            config = TrainingConfig.from_dict({"dataset": "synthetic", **settings})
            trainer = Trainer(config, train)
            for _ in trainer.run():
                self.app.processEvents()
            network, history = trainer.best_network(), tuple(trainer.history)
            model = Model(network, name, train.class_names, created=now())
            outcome = Outcome(
                model=model,
                config=config,
                history=history,
                best_epoch=max(report.epoch for report in history if report.is_best),
                status=RunStatus.FINISHED,
                made_by=MadeBy.COMMAND_LINE,
                scores=test_scores(model.shares(network.logits(test.images)), test.labels),
            )
            with RunStore() as store:
                store.add(outcome)
        self.window.pages.open("runs")
        page = self.window.pages.runs
        if page is None:
            raise SystemExit("The page with the runs did not open.")
        page.list_card.table.selectAll()

    def collect(self) -> None:
        """Keep digits of one hand that leans forward, and look at them."""
        rng = np.random.default_rng(11)
        digits = []
        for number in range(TAUGHT):
            upright = write_digit(number % 10, rng=rng)
            strokes = [replace(stroke, points=stroke.points @ LEANING) for stroke in upright]
            digits.append(new_digit(number % 10, strokes=strokes))
        Collection().add(digits)
        self.window.pages.open("my-digits")

    def report(self) -> None:
        """Write a set of thirty with the mouse, and read what is said of it."""
        page = self.window.pages.my_digits
        if page is None:
            raise SystemExit("The page with one's own digits did not open.")
        page.collection.write.click()
        guided = page.guided
        rng = np.random.default_rng(20)
        for number in range(WRITTEN):
            wanted = guided.guided.wanted or 0
            # Now and then the hand slips, so that there is something to report.
            slipped = (wanted + 6) % 10 if number in (7, 18) else wanted
            self.write(guided.pad, write_digit(slipped, rng=rng))
            guided.next.click()

    def teach(self) -> None:
        """Teach what was collected."""
        self.window.pages.teach()
        desk = self.window.pages.teaching
        if desk is None:
            raise SystemExit("No lesson began.")
        self.wait(lambda: desk.card.result is not None)

    def write(self, pad: Pad, strokes: Sequence[Stroke]) -> None:
        """Draw strokes with the mouse, in the middle of the paper."""
        points = np.concatenate([stroke.points for stroke in strokes])
        low, extent = points.min(axis=0), np.ptp(points, axis=0).max()
        for stroke in strokes:
            places = 0.2 + 0.6 * (stroke.points - low) / extent
            draw_stroke(pad, [(float(x), float(y)) for x, y in places])

    def wait(self, done: Callable[[], bool]) -> None:
        """Let the window run until something is done."""
        deadline = monotonic() + PATIENCE_SECONDS
        while not done():
            if monotonic() > deadline:
                raise SystemExit("The window did not get there in time.")
            self.app.processEvents()
            sleep(0.03)  # what runs in the background gets there sooner


def main() -> int:
    """Make all pictures, in a process of its own for each density."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "screenshots")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if wanted.scale:
        Photographer(wanted.folder, wanted.scale, wanted.pages).work()
        return 0
    for scale in SCALES:
        with tempfile.TemporaryDirectory() as own:
            environ = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale),
                "INKLING_DATA_DIR": own,
                "OPENBLAS_NUM_THREADS": "1",  # as the program has it
            }
            command = [sys.executable, __file__, "--folder", str(wanted.folder)]
            command += ["--pages", *wanted.pages]
            subprocess.run([*command, "--scale", str(scale)], env=environ, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
