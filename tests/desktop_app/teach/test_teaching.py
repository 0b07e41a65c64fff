"""A person says on the Draw page what a drawing was, and lets the network learn it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.draw.hand import draw_stroke, glide
from desktop_app.draw.truth_row import TruthRow
from desktop_app.main_window import MainWindow
from desktop_app.teach.teach_desk import TeachDesk
from nn_core.teaching import Collection
from nn_core.teaching.origin import is_taught
from nn_core.teaching.outcome import Comparison

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000


def row(window: MainWindow) -> TruthRow:
    row = window.draw_page.keeping.row
    assert row is not None
    return row


def desk(window: MainWindow) -> TeachDesk:
    desk = window.pages.teaching
    assert desk is not None
    return desk


def button(widget: QWidget, words: str) -> QAbstractButton:
    found = [
        one
        for one in widget.findChildren(QAbstractButton)
        if one.text().startswith(words) and one.isVisible()
    ]
    assert found, f'no button "{words}" is to be seen'
    return found[0]


def click(qtbot: QtBot, widget: QWidget, words: str) -> None:
    qtbot.mouseClick(button(widget, words), LEFT)


def test_a_drawing_is_kept_with_its_strokes_and_the_answer_that_was_clicked(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    drawing = window.draw_page.pad.drawing
    assert row(window).is_asking
    click(qtbot, row(window), "1")
    (kept,) = Collection().digits()
    assert kept.label == 1
    assert len(kept.strokes) == len(drawing.strokes)
    reading = window.draw_page.reading
    assert reading is not None
    np.testing.assert_array_equal(kept.image, reading.image)
    assert row(window).words == "Kept as a 1"
    assert window.draw_page.pad.drawing is drawing, "no ink may be stolen"


def test_undo_takes_the_digit_out_again_and_asks_anew(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    click(qtbot, row(window), "7")
    click(qtbot, row(window), "Undo")
    assert len(Collection()) == 0
    assert row(window).is_asking


def test_a_digit_key_answers_while_the_paper_has_the_focus(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    window.draw_page.pad.setFocus()
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_7)
    assert [digit.label for digit in Collection().digits()] == [7]


def test_a_digit_key_answers_after_a_click_beside_the_paper(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    click(qtbot, row(window), "1")
    clicked_beside = QApplication.focusWidget()
    assert clicked_beside is not None
    assert clicked_beside is not window.draw_page.pad
    qtbot.keyClick(clicked_beside, Qt.Key.Key_8)
    assert [digit.label for digit in Collection().digits()] == [8]
    assert row(window).words == "Kept as an 8"


def test_a_digit_key_answers_on_no_other_page(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    window.pages.open("runs")
    qtbot.keyClick(window, Qt.Key.Key_7)
    assert len(Collection()) == 0


def test_said_again_the_answer_is_corrected_and_nothing_is_kept_twice(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    window.draw_page.pad.setFocus()
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_1)
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_7)
    assert [digit.label for digit in Collection().digits()] == [7]
    assert row(window).words == "Kept as a 7"


def test_a_key_on_blank_paper_keeps_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.draw_page.pad.setFocus()
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_7)
    assert len(Collection()) == 0
    assert "learn your hand" in row(window).words


def test_a_picture_without_ink_is_not_asked_about(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("L", (50, 50), "white").save(path)
    window.draw_page.pictures.open(path)
    window.draw_page.reader.read_now()
    assert not row(window).is_asking
    assert row(window).words == "With no ink in it, there is nothing to keep."


def test_another_drawing_is_asked_about_anew(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    click(qtbot, row(window), "7")
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_Delete)
    assert row(window).words == "1 digit of yours kept"
    draw_seven()
    assert row(window).is_asking


def test_of_several_digits_none_is_kept_and_the_row_says_why(
    window: MainWindow, qtbot: QtBot
) -> None:
    for left in (0.3, 0.5, 0.7):
        draw_stroke(window.draw_page.pad, list(glide([(left, 0.3), (left, 0.7)])))
    qtbot.waitUntil(lambda: window.draw_page.reader.is_up_to_date, timeout=PATIENCE_MS)
    found = window.draw_page.found
    assert found is not None
    assert found.number is not None
    assert row(window).words.startswith("Drawn one at a time")
    window.draw_page.pad.setFocus()
    qtbot.keyClick(window.draw_page.pad, Qt.Key.Key_1)
    assert len(Collection()) == 0


def test_a_collection_that_cannot_be_written_is_told_in_a_sentence(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    path = Collection().path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"no database" * 100)
    window.draw_page.keeping.keep(7)
    assert "cannot be read or written" in window.draw_page.banner.words


def teach(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, row(window), "Teach your 12 digits")
    assert desk(window).card.isVisible()
    qtbot.waitUntil(lambda: desk(window).card.result is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not desk(window).is_busy, timeout=PATIENCE_MS)


@pytest.mark.usefixtures("twelve")
def test_a_taught_network_is_kept_across_restarts_and_undone(
    make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = make_window()
    shipped = window.host.model
    teach(window, qtbot)
    card = desk(window).card
    assert card.own.isVisible()
    assert card.old.isVisible()
    assert window.host.model is shipped, "nothing is used before it is kept"
    click(qtbot, card, "Keep")
    assert window.host.model_name == "Inkling, taught"
    window.close()

    second = make_window()
    assert second.host.model is not None
    assert is_taught(second.host.model)
    second.host.use_bundled("inkling")
    assert second.host.model_name == "Inkling"


@pytest.mark.usefixtures("twelve")
def test_undo_leaves_the_network_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    teach(window, qtbot)
    assert not row(window).isVisible(), "the card stands in its place"
    click(qtbot, desk(window).card, "Undo")
    assert window.host.model_name == "Inkling"
    assert not desk(window).card.isVisible()
    assert row(window).isVisible()


@pytest.mark.usefixtures("twelve")
def test_what_was_kept_can_still_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    teach(window, qtbot)
    click(qtbot, desk(window).card, "Keep")
    click(qtbot, desk(window).card, "Undo")
    assert window.host.bundled_name == "inkling"


@pytest.mark.usefixtures("twelve")
def test_a_lesson_can_be_called_off(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, row(window), "Teach")
    click(qtbot, desk(window).card, "Cancel")
    qtbot.waitUntil(lambda: not desk(window).is_busy, timeout=PATIENCE_MS)
    assert not desk(window).card.isVisible()
    assert window.host.model_name == "Inkling"


@pytest.mark.usefixtures("twelve")
def test_the_window_may_close_in_the_middle_of_a_lesson(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, row(window), "Teach")
    window.close()
    assert not window.isVisible()


@pytest.mark.usefixtures("twelve")
def test_what_makes_old_digits_worse_is_kept_only_if_that_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:

    teach(window, qtbot)
    card = desk(window).card
    assert card.result is not None
    worse = replace(card.result, test=Comparison(200, 0.99, 0.95))
    card.show_result(worse)
    assert "had better not be kept" in card.verdict.text()
    assert card.undo.property("role") == "primary"
    click(qtbot, card, "Keep it anyway")
    assert window.host.model_name == "Inkling, taught"


def test_a_drawing_that_comes_back_is_known_and_not_kept_twice(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    page = window.draw_page
    page.keeping.keep(7)
    page.pad.clear()
    page.pad.undo()
    qtbot.waitUntil(lambda: page.reader.is_up_to_date, timeout=PATIENCE_MS)
    assert row(window).words == "Kept as a 7"
    (kept,) = Collection().digits()
    Collection().relabel({kept.key: 1})
    page.keeping.refresh()
    assert row(window).words == "Kept as a 1"
    Collection().delete([kept.key])
    page.keeping.refresh()
    assert row(window).is_asking


def test_a_picture_is_kept_as_what_the_network_saw_of_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    paper = np.full((90, 70), 255, dtype=np.uint8)
    paper[20:70, 32:38] = 0
    Image.fromarray(paper).save(tmp_path / "one.png")
    window.draw_page.pictures.open(tmp_path / "one.png")
    window.draw_page.keeping.keep(1)
    (kept,) = Collection().digits()
    reading = window.draw_page.reading
    assert reading is not None
    assert kept.strokes == ()
    np.testing.assert_array_equal(kept.image, reading.image)


def double_click(window: MainWindow, target: QWidget, qtbot: QtBot) -> None:
    """Click twice in the same place, the second time on whatever is there by then."""
    place = target.mapTo(window, target.rect().center())
    qtbot.mouseClick(target, LEFT)
    QApplication.processEvents()
    second = window.childAt(place)
    assert second is not None
    for kind, held in (
        (QEvent.Type.MouseButtonDblClick, LEFT),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(
            kind,
            QPointF(second.mapFrom(window, place)),
            QPointF(window.mapToGlobal(place)),
            LEFT,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(second, event)


def test_a_double_click_on_an_answer_begins_no_lesson(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    draw_seven()
    double_click(window, button(row(window), "8"), qtbot)
    assert row(window).words == "Kept as an 8"
    assert window.pages.teaching is None


def test_a_double_click_on_keep_does_not_undo_it(
    window: MainWindow, twelve: Collection, qtbot: QtBot
) -> None:
    window.pages.teach()
    qtbot.waitUntil(lambda: desk(window).card.result is not None, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.host.changed):
        double_click(window, desk(window).card.keep, qtbot)
    assert "Kept" in desk(window).card.verdict.text()
    assert desk(window).card.isVisible()


def test_a_damaged_collection_is_told_of_once_and_not_with_every_drawing(
    make_window: Callable[[], MainWindow], own_folder: Path, qtbot: QtBot
) -> None:
    own_folder.mkdir()
    (own_folder / "my-digits.sqlite").write_bytes(b"no database" * 500)
    page = make_window().draw_page
    qtbot.waitUntil(lambda: "my-digits.sqlite" in page.banner.words)
    page.banner.dismiss()
    draw_stroke(page.pad, [(0.3, 0.3), (0.6, 0.6)])
    page.pad.clear()
    qtbot.waitUntil(lambda: page.reader.is_up_to_date)
    assert page.banner.words == ""
