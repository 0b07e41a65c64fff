"""A short run of the real window that shows whether it works: it draws, reads, learns and trains.

It also looks at what a person seldom sees: what the program says about itself, and what happens
after an error that nobody foresaw.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import Final

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.app import keep_log, make_application
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Theme
from desktop_app.unexpected import UnexpectedErrors
from nn_core.user_folders import user_folder

__all__ = ["run_self_test"]

_DRAWN_DIGIT: Final = 7
_PATIENCE_SECONDS: Final = 120.0
_SAMPLES: Final = 1500
_EPOCHS: Final = 4
_FAIR_ACCURACY: Final = 0.4


class _FailedError(Exception):
    """The window did not do what it should; carries the sentence that says what."""


def run_self_test(words: Sequence[str] = ()) -> int:
    """Draw, read, train, save pictures of the window, and say how that went.

    Parameters
    ----------
    words
        Perhaps the folder that the picture is to be saved in.

    Returns
    -------
    int
        0 when everything worked, otherwise 1.
    """
    folder = Path(words[0]) if words else Path(tempfile.gettempdir()) / "inkling-self-test"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="inkling-") as own:
        # Nobody's settings and networks are touched.
        os.environ["INKLING_DATA_DIR"] = own
        app = make_application()
        keep_log()
        try:
            _run(app, folder)
        except _FailedError as failure:
            _say(f"The self-test failed: {failure}")
            return 1
    _say("The self-test passed.")
    return 0


def _run(app: QApplication, folder: Path) -> None:
    settings = Settings(open_store())
    window = MainWindow(Theme(settings.appearance), settings)
    window.show()
    try:
        _wait(app, lambda: window.host.recognizer is not None, "no network was loaded")
        _draw_and_read(app, window, folder)
        _teach(app, window, folder)
        _train(app, window, folder)
        _give_the_run_away(app, window, folder)
        _tell_about_itself(window)
        _survive_an_error(app, window)
    finally:
        window.close()


def _draw_and_read(app: QApplication, window: MainWindow, folder: Path) -> None:
    page = window.draw_page
    for stroke in BARRED_SEVEN:
        draw_stroke(page.pad, list(glide(stroke)))
    _wait(app, lambda: page.reading is not None, "the drawing was not read")
    _save(window, folder / "draw.png")
    reading = page.reading
    if reading is None or reading.digit != _DRAWN_DIGIT:
        raise _FailedError(f"a seven was drawn, and {page.answer.spoken()!r} was read.")
    _say(f"Drew a seven on the window and read {reading.digit}: {page.answer.spoken()}.")


def _teach(app: QApplication, window: MainWindow, folder: Path) -> None:
    """Say what the drawing was, and have the network learn it with a few others."""
    # Loaded here, as the window itself does with the first digit that is kept.
    import numpy as np

    from nn_core.data.synthetic import write_digit
    from nn_core.ink.drawing import draw_strokes
    from nn_core.teaching import Collection, new_digit

    page = window.draw_page
    page.keeping.keep(_DRAWN_DIGIT)
    if [digit.label for digit in Collection().digits()] != [_DRAWN_DIGIT]:
        raise _FailedError("the drawing was not kept with its right answer.")
    rng, others = np.random.default_rng(0), []
    for label in range(10):
        strokes = write_digit(label, rng=rng)
        image = draw_strokes(strokes)
        if image is not None:
            others.append(new_digit(label, strokes=strokes, image=image))
    Collection().add(others)
    window.pages.teach()
    desk = window.pages.teaching
    if desk is None:
        raise _FailedError("no lesson began.")
    _wait(app, lambda: not desk.is_busy, "the lesson did not end")
    _save(window, folder / "teach.png")
    if desk.card.result is None:
        raise _FailedError(f"the lesson failed: {page.banner.words}")
    desk.keep()
    taught = window.host.model_name
    desk.undo()
    if taught == window.host.model_name:
        raise _FailedError("the taught network did not take the place of the other and give it up.")
    _say(f"Taught {len(others) + 1} digits in {desk.card.result.seconds:.1f} s: {taught}.")


def _train(app: QApplication, window: MainWindow, folder: Path) -> None:
    """Train a small network on strokes that are made up on the spot."""
    # Loaded here, as the window itself does at the first visit of the page.
    import numpy as np

    from nn_core.data.synthetic import synthetic_dataset
    from nn_core.training import TrainingConfig

    window.pages.open("train")
    page = window.pages.train
    if page is None:
        raise _FailedError("the Train page did not open.")
    config = TrainingConfig(
        architecture="small-30", dataset="synthetic", epochs=_EPOCHS, learning_rate=0.005
    )
    page.setup.form.show_config(config)
    page.session.start(config, synthetic_dataset(_SAMPLES, rng=np.random.default_rng(0)))
    _wait(app, lambda: not page.is_training(), "the training did not end")
    _wait(app, lambda: page.finished.judgement is not None, "the new network was not tested")
    _save(window, folder / "train.png")
    model = page.finished.model()
    accuracy = 0.0 if model is None else model.scores.get("test_accuracy", 0.0)
    if model is None or accuracy < _FAIR_ACCURACY:
        raise _FailedError(f"after training only {accuracy:.0%} of the digits were read.")
    _say(
        f"Trained {model.name} on {_SAMPLES} made-up digits: "
        f"it reads {accuracy:.0%} of others like them."
    )


def _give_the_run_away(app: QApplication, window: MainWindow, folder: Path) -> None:
    """Find the training on the Runs page, and export it."""
    window.pages.open("runs")
    page = window.pages.runs
    if page is None:
        raise _FailedError("the Runs page did not open.")
    _wait(app, lambda: len(page.chosen_runs) == 1, "the training is not on the Runs page")
    told: list[str] = []
    page.export.done.connect(told.append)
    page.export.failed.connect(told.append)
    with tempfile.TemporaryDirectory(prefix="inkling-") as parent:
        page.export.start([run.id for run in page.chosen_runs], Path(parent))
        _wait(app, lambda: bool(told), "the run was not exported")
        files = sorted(path.name for path in Path(parent).rglob("*") if path.is_file())
    _save(window, folder / "runs.png")
    if not {"model.safetensors", "curves.png", "history.csv"} <= set(files):
        raise _FailedError(f"the exported run is not whole: {told[0]} {', '.join(files)}")
    _say(f"Found {page.chosen_runs[0].name} on the Runs page, and exported {', '.join(files)}.")


def _tell_about_itself(window: MainWindow) -> None:
    # Loaded here, as the window itself does when they are asked for.
    from desktop_app.about import AboutDialog
    from nn_core.versions import program_version

    dialog = AboutDialog(window)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.deleteLater()
    for expected in (program_version(), "LGPL", "Open Font License", str(user_folder())):
        if expected not in words:
            raise _FailedError(f"About does not name {expected}.")
    _say(f"About names version {program_version()}, the licences inside, and the person's folder.")


def _survive_an_error(app: QApplication, window: MainWindow) -> None:
    """Report an error as one that nobody caught is reported, and look for what it leaves."""
    errors = UnexpectedErrors(window)
    with redirect_stderr(StringIO()):  # where it would look like one that was not on purpose
        errors.report(RuntimeError, RuntimeError("made on purpose by the self-test"), None)
    _wait(app, lambda: errors.dialog is not None, "no dialog told of an error")
    if errors.dialog is not None:
        errors.dialog.accept()
    log = user_folder() / "logs" / "inkling.log"
    if "made on purpose" not in log.read_text(encoding="utf-8"):
        raise _FailedError("the log does not hold the error.")
    _say("An error that nobody foresaw is in the log, and a dialog tells of it.")


def _save(window: MainWindow, picture: Path) -> None:
    if not window.grab().save(str(picture)):
        raise _FailedError(f"the picture could not be saved as {picture}.")
    _say(f"A picture of the window is {picture}")


def _wait(app: QApplication, done: Callable[[], bool], otherwise: str) -> None:
    """Let the window run until something is done."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while not done():
        if monotonic() > deadline:
            raise _FailedError(f"{otherwise} within {_PATIENCE_SECONDS:.0f} seconds.")
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _say(sentence: str) -> None:
    # A windowed program on Windows has no standard output.
    if sys.stdout is not None:
        print(sentence, flush=True)
