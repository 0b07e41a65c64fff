"""Files that come to the window from outside: dropped, handed over, opened by double click."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from nn_core.data.synthetic import write_digit
from nn_core.ink import draw_strokes
from nn_core.resources import asset_path

UNIPEN = """.VERSION 1.0
.X_DIM 500
.Y_DIM 500
.SEGMENT DIGIT 0-1 OK "7"
.PEN_DOWN
 100 400
 200 405
 320 400
 250 250
 180 90
.PEN_UP
.PEN_DOWN
 150 260
 300 262
.PEN_UP
.SEGMENT DIGIT 2 OK "1"
.PEN_DOWN
 100 400
 100 100
.PEN_UP
"""


def drop(widget: QWidget, *files: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place, action = QPoint(10, 10), Qt.DropAction.CopyAction
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(place, action, mime, left, plain)
    QApplication.sendEvent(widget, entering)
    if entering.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(place), action, mime, left, plain))
    return entering.isAccepted()


@pytest.mark.parametrize("page", ["draw", "train", "runs", "my-digits"])
def test_what_is_dropped_is_never_moved_away(
    window: MainWindow, picture: Path, page: str, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    window.pages.open(page)
    widget = window.draw_page.pad if page == "draw" else window.pages.currentWidget()
    if not widget.acceptDrops():
        widget = window
    either = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, moving = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    entering = QDragEnterEvent(QPoint(10, 10), either, mime, left, moving)
    QApplication.sendEvent(widget, entering)
    event = QDropEvent(QPointF(10, 10), either, mime, left, moving)
    assert event.proposedAction() is Qt.DropAction.MoveAction
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.CopyAction
    my_digits = window.pages.my_digits
    qtbot.waitUntil(lambda: my_digits is None or not my_digits.exchange.is_busy)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    file = tmp_path / "mine.safetensors"
    shutil.copy(asset_path("models", "textbook-256-128.safetensors"), file)
    return file


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    drawn = draw_strokes(write_digit(4, rng=np.random.default_rng(4)))
    assert drawn is not None
    file = tmp_path / "four.png"
    Image.fromarray(255 - drawn).resize((200, 200)).save(file)
    return file


@pytest.fixture
def strokes(tmp_path: Path) -> Path:
    file = tmp_path / "pen.dat"
    file.write_text(UNIPEN)
    return file


def test_a_network_dropped_on_the_paper_reads_from_then_on(
    window: MainWindow, network: Path
) -> None:
    before = window.host.model_name
    assert drop(window.draw_page.pad, network)
    assert window.host.model_name != before


def test_a_network_dropped_on_the_train_page_reads_from_then_on(
    window: MainWindow, network: Path
) -> None:
    before = window.host.model_name
    window.pages.open("train")
    assert window.pages.train is not None
    dataset = window.pages.train.setup.form.dataset.value()
    assert drop(window.pages.train, network)
    assert window.host.model_name != before
    assert window.pages.train.setup.form.dataset.value() == dataset


def test_a_network_whose_ending_is_in_capitals_reads_too(window: MainWindow, network: Path) -> None:
    before = window.host.model_name
    assert drop(window.draw_page.pad, network.rename(network.with_suffix(".SAFETENSORS")))
    assert window.host.model_name != before


def test_a_network_dropped_beside_the_paper_reads_too(window: MainWindow, network: Path) -> None:
    before = window.host.model_name
    assert drop(window, network)
    assert window.host.model_name != before


def test_a_picture_dropped_on_another_page_is_read_on_the_draw_page(
    window: MainWindow, picture: Path, qtbot: QtBot
) -> None:
    window.pages.open("train")
    assert drop(window, picture)
    assert window.pages.currentWidget() is window.draw_page
    qtbot.waitUntil(lambda: window.draw_page.reading is not None)
    reading = window.draw_page.reading
    assert reading is not None
    assert reading.digit == 4


def test_of_many_pictures_the_last_one_is_read(
    window: MainWindow, picture: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    missing = [tmp_path / f"{number}.png" for number in range(3)]
    assert drop(window.draw_page.pad, *missing, picture)
    qtbot.waitUntil(lambda: window.draw_page.reading is not None)
    assert window.draw_page.banner.words == "Of 4 files the last one is on the paper."
    window.draw_page.pad.undo()
    assert window.draw_page.pad.is_blank


def test_of_a_file_of_strokes_the_first_digit_is_drawn(
    window: MainWindow, strokes: Path, qtbot: QtBot
) -> None:
    window.open_file(strokes)
    assert len(window.draw_page.pad.strokes()) == 2
    qtbot.waitUntil(lambda: window.draw_page.reading is not None)
    reading = window.draw_page.reading
    assert reading is not None
    assert reading.digit == 7


def test_strokes_without_a_digit_get_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "letters.dat"
    file.write_text(UNIPEN.replace('"7"', '"g"').replace('"1"', '"h"'))
    window.open_file(file)
    assert "no labelled digit" in window.draw_page.banner.words


def test_a_file_that_is_gone_gets_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    window.open_file(tmp_path / "gone.png")
    assert "gone.png" in window.draw_page.banner.words


def test_a_file_that_the_system_opens_with_the_program_arrives(
    window: MainWindow, picture: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    assert isinstance(qapp, Application)
    qapp.file_opened.connect(window.open_named)
    QApplication.sendEvent(qapp, QFileOpenEvent(str(picture)))
    qtbot.waitUntil(lambda: window.draw_page.reading is not None)


@pytest.mark.qt_log_ignore("does not support raise")  # nor need it: there is one window
def test_a_later_start_brings_a_minimised_window_back(window: MainWindow, picture: Path) -> None:
    window.showMinimized()
    window.come_forward([picture])
    assert not window.isMinimized()
    assert window.draw_page.pad.drawing.picture is not None
