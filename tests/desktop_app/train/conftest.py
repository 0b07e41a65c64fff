"""A person at the Train page, small data to train on for real, and no other datasets."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.main_window import MainWindow
from desktop_app.train.page import TrainPage
from nn_core.data import Dataset
from nn_core.data.readers.idx import write_idx
from nn_core.training import TrainingConfig

LEFT = Qt.MouseButton.LeftButton


class Person:
    """Looks at the page and clicks on it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        window.pages.open("train")
        page = window.pages.currentWidget()
        assert isinstance(page, TrainPage)
        self.page = page

    def fill_in(self, **settings: object) -> None:
        """Set the form as if each box had been filled in."""
        config = TrainingConfig.from_dict(
            {"architecture": "small-30", "learning_rate": 0.02, "epochs": 3} | settings
        )
        self.page.setup.form.show_config(config)
        self.page.datasets.choose(config.dataset)

    def fill_in_what_runs_away(self, dataset: Path, **settings: object) -> None:
        """Set the form to a training whose loss grows beyond all numbers."""
        self.fill_in(
            dataset=str(dataset),
            architecture=[{"kind": "flatten"}, {"kind": "dense", "units": 10}],
            optimizer="sgd",
            learning_rate=10.0,
            loss="mean-squared-error",
            **settings,
        )

    def button(self, words: str) -> QAbstractButton:
        buttons = [
            button
            for button in self.page.findChildren(QAbstractButton)
            if button.text().startswith(words) and button.isVisible()
        ]
        assert buttons, f'no button "{words}" is to be seen'
        return buttons[0]

    def named(self, name: str) -> QAbstractButton:
        buttons = self.page.findChildren(QAbstractButton)
        return next(button for button in buttons if button.accessibleName() == name)

    def click(self, words: str) -> None:
        button = self.button(words)
        assert button.isEnabled(), f'"{words}" cannot be clicked'
        self.qtbot.mouseClick(button, LEFT)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)

    def wait_until_trained(self) -> None:
        self.wait_for(lambda: self.page.result.isVisible() or bool(self.page.stage.banner.words))
        assert self.page.result.isVisible(), self.page.stage.banner.words

    def wait_until_judged(self) -> None:
        self.wait_for(lambda: self.page.finished.judgement is not None)


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


@pytest.fixture
def make_person(make_window: Callable[[], MainWindow], qtbot: QtBot) -> Callable[[], Person]:
    """Open the window as a person does at the next start."""
    return lambda: Person(make_window(), qtbot)


class Answerer(QObject):
    """Clicks a button of the next question that the window asks, as soon as it is there."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words
        self.asked = ""
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            self._timer.stop()
            self.asked = question.text()
            for button in question.buttons():
                if button.text() == self.words:
                    button.click()
                    return
            question.reject()

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def answer() -> Iterator[Callable[[str], Answerer]]:
    answerers: list[Answerer] = []

    def make(words: str) -> Answerer:
        answerers.append(Answerer(words))
        return answerers[-1]

    yield make
    for answerer in answerers:
        answerer.stop()


def make_bars(samples: int = 600, *, seed: int = 0) -> Dataset:
    """Make pictures of ten classes that any network learns at once: a bar at one of ten heights."""
    rng = np.random.default_rng(seed)
    labels = np.arange(samples, dtype=np.int64) % 10
    images = rng.integers(0, 40, (samples, 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 + 2 * label : 4 + 2 * label, 4:24] = 255
    return Dataset(images, labels, tuple("0123456789"), "bars at ten heights")


@pytest.fixture
def bars() -> Dataset:
    return make_bars()


@pytest.fixture
def bars_folder(tmp_path: Path) -> Path:
    """Name a folder of IDX files with such pictures, some of them to test with."""
    folder = tmp_path / "bars"
    folder.mkdir()
    for prefix, samples, seed in (("train", 600, 0), ("t10k", 200, 1)):
        data = make_bars(samples, seed=seed)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", data.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", data.labels.astype(np.uint8))
    return folder


@pytest.fixture(autouse=True)
def no_real_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the real datasets out of every test."""
    monkeypatch.delenv("INKLING_DATASETS", raising=False)
