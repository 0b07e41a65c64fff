import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMessageBox,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.about import AboutDialog
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme
from desktop_app.tokens import DARK, LIGHT
from nn_core.data import Dataset
from nn_core.training import TrainingConfig

MakeWindow = Callable[[], MainWindow]


def test_the_window_stands_where_it_stood(make_window: MakeWindow) -> None:
    first = make_window()
    first.resize(900, 690)
    first.close()
    assert make_window().size() == QSize(900, 690)


def test_the_pen_is_as_wide_as_it_was(make_window: MakeWindow) -> None:
    first = make_window()
    QTest.keyClick(first.draw_page.pad, Qt.Key.Key_BracketRight)
    width = first.draw_page.pad.pen_width
    assert width != Settings.pen_width.default
    first.close()
    assert make_window().draw_page.pad.pen_width == width


def test_the_words_of_the_rail_keep_clear_of_their_highlight(window: MainWindow) -> None:
    for title in ("Draw", "Train", "Runs", "My digits"):
        button = next(b for b in window.findChildren(QToolButton) if b.text() == title)
        assert button.width() - button.fontMetrics().horizontalAdvance(title) >= 8


def test_choosing_dark_changes_the_window_and_is_remembered(
    window: MainWindow, theme: Theme, qtbot: QtBot
) -> None:
    dark = next(action for action in window.more_menu.actions() if action.text() == "Dark")
    with qtbot.waitSignal(theme.changed):
        dark.trigger()
    assert theme.tokens is DARK
    assert window.grab().toImage().pixelColor(4, 400).name().upper() == DARK.background
    assert Settings(open_store()).appearance is Appearance.DARK


def test_about_names_the_licences_and_the_folder_of_one_s_own_data(
    window: MainWindow, own_folder: Path
) -> None:
    about = next(action for action in window.more_menu.actions() if "About" in action.text())
    about.trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "SIL Open Font License" in words
    assert "LGPL" in words
    assert str(own_folder) in words
    dialog.accept()


def test_about_opens_the_licence_texts_that_travel_with_the_packaged_program(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "licences").mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "inkling"))
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    dialog = AboutDialog(window)
    next(one for one in dialog.findChildren(QAbstractButton) if "texts" in one.text()).click()
    assert opened == [tmp_path / "licences"]
    dialog.deleteLater()


def test_about_shows_every_word_of_it_and_has_the_focus_on_close(
    window: MainWindow, qtbot: QtBot
) -> None:
    about = next(action for action in window.more_menu.actions() if "About" in action.text())
    about.trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    for label in dialog.findChildren(QLabel):
        if not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()
            assert label.height() >= label.sizeHint().height(), label.text()
    focused = dialog.focusWidget()
    assert isinstance(focused, QAbstractButton)
    assert focused.text() == "Close"
    dialog.accept()


def test_about_that_was_closed_is_gone(window: MainWindow, qtbot: QtBot) -> None:
    about = next(action for action in window.more_menu.actions() if "About" in action.text())
    for _ in range(2):
        about.trigger()
        dialog = window.findChild(AboutDialog)
        assert dialog is not None
        with qtbot.waitSignal(dialog.destroyed):
            dialog.accept()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(
    window: MainWindow, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own_folder.with_name("file")
    file.touch()
    monkeypatch.setenv("INKLING_DATA_DIR", str(file / "folder"))
    dialog = AboutDialog(window)
    next(one for one in dialog.findChildren(QAbstractButton) if "folder" in one.text()).click()
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "cannot be made: Not a directory" in words
    dialog.deleteLater()


def test_the_status_line_shows_a_name_as_it_is_and_cuts_a_long_one_short(
    window: MainWindow,
) -> None:
    model = window.host.model
    assert model is not None
    window.host.use(replace(model, name="Tom & Jerry " * 20))
    assert window.status_line.network_words.startswith("Tom & Jerry")
    name = next(b for b in window.status_line.findChildren(QToolButton))
    assert name.text().startswith("Tom && Jerry")
    assert window.status_line.minimumSizeHint().width() < 300


def test_the_system_s_colours_are_followed(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(Appearance.SYSTEM)
    hints = qapp.styleHints()
    with qtbot.waitSignal(theme.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    with qtbot.waitSignal(theme.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens is LIGHT


def test_the_status_line_names_the_network_and_its_score(window: MainWindow) -> None:
    words = window.status_line.network_words
    assert window.host.model_name in words
    assert "% on MNIST" in words


def test_every_control_can_be_reached_by_key_and_says_what_it_is(
    window: MainWindow, draw_seven: Callable[[], None]
) -> None:
    draw_seven()
    kinds = (QAbstractButton, QSlider, QComboBox)
    controls = [
        control
        for control in window.findChildren(QWidget)
        if isinstance(control, kinds) and control.isVisible() and control.isEnabled()
    ]
    assert len(controls) > 10
    nameless = [control for control in controls if not _name(control)]
    assert not nameless
    unreachable = [
        _name(control)
        for control in controls
        if not control.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert not unreachable
    assert window.draw_page.pad.accessibleName()


def _name(control: QWidget) -> str:
    words = control.text() if isinstance(control, QAbstractButton) else ""
    return control.accessibleName() or words


def test_the_tab_key_goes_round_the_whole_window(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(window)
    window.draw_page.pad.setFocus()
    visited = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused in visited:
            break
        visited.append(focused)
        QTest.keyClick(window, Qt.Key.Key_Tab)
    names = [widget.accessibleName() for widget in visited if widget is not None]
    assert names[:2] == ["Paper", "Pen"]
    assert {"Draw", "Open a picture of a digit", "Appearance and about"} <= set(names)


def test_closing_twice_does_nothing_twice(window: MainWindow) -> None:
    window.close()
    window.shut_down()
    window.close()


def answer_questions(monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Click the button with these words in every question; give the questions asked."""
    asked: list[str] = []

    def click(box: QMessageBox) -> int:
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == words).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", click)
    return asked


def start_training(window: MainWindow, qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(2000, dtype=np.int64) % 10
    images = rng.integers(0, 255, (2000, 28, 28)).astype(np.uint8)
    window.pages.open("train")
    page = window.pages.train
    assert page is not None
    page.session.start(TrainingConfig(epochs=500), Dataset(images, labels, tuple("0123456789"), ""))
    with qtbot.waitSignal(page.session.progressed, timeout=20_000):
        pass


def test_closing_in_mid_training_asks_and_may_be_called_off(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_training(window, qtbot)
    asked = answer_questions(monkeypatch, "Keep training")
    window.close()
    assert len(asked) == 1
    assert window.isVisible()
    assert window.pages.train is not None
    assert window.pages.train.is_training()
    answer_questions(monkeypatch, "Stop and close")
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: window.pages.train is not None and not window.pages.train.is_training())


def test_a_network_that_was_trained_is_used_and_reads_after_a_restart(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    window.pages.open("train")
    assert window.pages.train is not None
    bundled = window.host.model
    assert bundled is not None
    with qtbot.waitSignal(window.host.changed):
        window.pages.train.network_chosen.emit(replace(bundled, name="Freshly trained"))
    assert "Freshly trained" in window.status_line.network_words
    window.close()
    assert make_window().host.model_name == "Freshly trained"


class _Teller(QObject):
    told = Signal(bool)


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    @Slot(bool)
    def hear(self, yes: bool) -> None:
        self.heard += yes


def test_five_thousand_signals_are_heard(qapp: QApplication) -> None:
    """PySide6 6.12.0 loses references and aborts after some 550 on older Pythons."""
    teller, listener = _Teller(), _Listener()
    teller.told.connect(listener.hear)
    for _ in range(5000):
        teller.told.emit(True)
    assert listener.heard == 5000
