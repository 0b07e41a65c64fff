"""A wrong answer among the person's own digits is mended where it is seen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.main_window import MainWindow
from desktop_app.train.page import TrainPage
from nn_core.data.synthetic import synthetic_strokes
from nn_core.teaching import Collection, new_digit
from nn_core.training import TrainingConfig

LEFT = Qt.MouseButton.LeftButton
DIGITS = 120


@pytest.fixture
def collection(own_folder: object) -> Collection:
    """A hundred digits, of which every tenth was given a wrong answer."""
    drawings, labels = synthetic_strokes(DIGITS, rng=np.random.default_rng(3))
    collection = Collection()
    collection.add(
        new_digit((int(label) + (index % 10 == 0)) % 10, strokes=strokes)
        for index, (strokes, label) in enumerate(zip(drawings, labels, strict=True))
    )
    return collection


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, collection: Collection) -> TrainPage:
    """The Train page after a training on the person's own digits, with the board open."""
    window.pages.open("train")
    page = window.pages.train
    assert page is not None
    page.settings_desk.show(
        TrainingConfig(
            architecture="small-30", dataset="my-digits", epochs=2, validation_fraction=0.5
        )
    )
    with qtbot.waitSignal(page.finished.judged, timeout=30_000):
        page.start()
    link = next(b for b in page.findChildren(QAbstractButton) if "gets wrong" in b.text())
    qtbot.mouseClick(link, LEFT)
    return page


# The offscreen platform says so of every menu.
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_digit_of_one_s_own_gets_another_answer(
    page: TrainPage, collection: Collection, qtbot: QtBot
) -> None:
    board = page.watch.board
    judgement = page.finished.judgement
    assert judgement is not None
    assert judgement.data is not None
    index = board.pictures.chosen
    assert index is not None
    key = judgement.own[index]
    before = int(judgement.data.labels[index])
    other = (before + 1) % 10
    link = next(b for b in board.findChildren(QAbstractButton) if b.text().startswith("Not a"))
    assert link.isVisible()
    qtbot.mouseClick(link, LEFT)
    menu = next(m for m in board.findChildren(QMenu) if m.isVisible())
    action = menu.actions()[other]
    assert not menu.actions()[before].isEnabled()
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    digit = next(digit for digit in collection.digits() if digit.key == key)
    assert digit.label == other
    assert board.closer.words.startswith(f"A{'n' if other == 8 else ''} {other}")
    assert board.pictures.chosen == index


def test_a_digit_that_is_gone_is_said_to_be(
    page: TrainPage, collection: Collection, qtbot: QtBot
) -> None:
    board = page.watch.board
    collection.delete([digit.key for digit in collection.digits()])
    board.closer.relabelled.emit(board.pictures.chosen, 4)
    assert "not in your collection" in board.words


def test_pictures_of_others_cannot_be_given_another_answer(
    window: MainWindow, qtbot: QtBot, bars_folder: object
) -> None:
    window.pages.open("train")
    page = window.pages.train
    assert page is not None
    page.settings_desk.show(
        TrainingConfig(architecture="small-30", dataset=str(bars_folder), epochs=1)
    )
    with qtbot.waitSignal(page.finished.judged, timeout=30_000):
        page.start()
    link = next(b for b in page.findChildren(QAbstractButton) if "gets wrong" in b.text())
    qtbot.mouseClick(link, LEFT)
    board = page.watch.board
    assert board.closer.isVisible()
    link = next(b for b in board.findChildren(QAbstractButton) if b.text().startswith("Not a"))
    assert not link.isVisible()
