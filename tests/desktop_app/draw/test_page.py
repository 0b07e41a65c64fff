from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.draw.bars import ProbabilityBars
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.draw.page import DrawPage
from desktop_app.draw.pictures import drawing_image
from desktop_app.draw.tools import Tool
from desktop_app.main_window import MainWindow
from desktop_app.theme import Theme
from nn_core.digits.recognizer import Reading, Recognizer
from nn_core.digits.stability import Stability, measure_stability

Draw = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
PLAIN, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> DrawPage:
    qtbot.waitActive(window)
    return window.draw_page


def press(page: DrawPage, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(page.pad, key, modifiers)
    QApplication.processEvents()


def picture(ink: str = "black", paper: str = "white", side: int = 200) -> QImage:
    """A seven in a picture of its own."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(QColor(paper))
    painter = QPainter(image)
    painter.scale(side, side)
    pen = painter.pen()
    pen.setColor(QColor(ink))
    pen.setWidthF(0.07)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for stroke in BARRED_SEVEN:
        painter.drawPolyline([QPointF(*place) for place in stroke])
    painter.end()
    return image


# ---- reading


def test_a_seven_drawn_with_the_mouse_is_read(page: DrawPage, draw_seven: Draw) -> None:
    draw_seven()
    assert page.reading is not None
    assert page.reading.digit == 7
    assert page.answer.answer.numeral == "7"
    assert page.bars.leader == "7"
    assert sum(row.share or 0 for row in page.bars.rows) == pytest.approx(1, abs=1e-3)


def pixels_of(bars: ProbabilityBars, row: int, color: str) -> int:
    """Count a bar's pixels in a colour."""
    image = bars.grab(bars._place(row).toAlignedRect()).toImage()
    wanted = QColor(color)
    return sum(
        image.pixelColor(x, y) == wanted
        for x in range(image.width())
        for y in range(image.height())
    )


def test_no_bar_contradicts_that_it_is_no_digit(
    page: DrawPage, window: MainWindow, draw_seven: Draw, theme: Theme
) -> None:
    draw_seven()
    seven = page.bars.rows[7]
    strong = pixels_of(page.bars, 7, theme.tokens.accent)
    model = window.host.model
    assert model is not None
    # Such a network takes nothing for a digit, and is sure of the seven all the same.
    window.host.use(replace(model, calibration={**model.calibration, "refusal_threshold": 1e-30}))
    page.reader.read_now()
    assert page.answer.answer.headline == "That does not look like a digit"
    assert page.bars.rows[7].share == seven.share
    assert page.bars.leader is None
    assert all(row.is_muted for row in page.bars.rows)
    assert pixels_of(page.bars, 7, theme.tokens.accent) == 0
    assert 0 < pixels_of(page.bars, 7, theme.tokens.faint) < strong / 3
    assert page.bars.accessibleDescription() == ""


def test_the_answer_is_there_before_the_pen_is_lifted(page: DrawPage, qtbot: QtBot) -> None:
    QTest.mousePress(page.pad, LEFT, pos=QPoint(150, 100))
    QTest.mouseMove(page.pad, QPoint(150, 300))
    qtbot.waitUntil(lambda: page.reading is not None)
    QTest.mouseRelease(page.pad, LEFT, pos=QPoint(150, 300))


def test_the_preview_shows_exactly_what_the_network_saw(page: DrawPage, draw_seven: Draw) -> None:
    draw_seven()
    assert page.reading is not None
    shown = page.preview.pixels.image
    assert shown is not None
    seen = [[255 & shown.pixel(x, y) for x in range(28)] for y in range(28)]
    np.testing.assert_array_equal(seen, page.reading.image)


def test_a_small_digit_in_a_corner_is_read_as_the_large_one(
    page: DrawPage, draw_seven: Draw, qtbot: QtBot
) -> None:
    for stroke in BARRED_SEVEN:
        small = [(0.7 + 0.2 * x, 0.05 + 0.2 * y) for x, y in glide(stroke)]
        draw_stroke(page.pad, small)
    qtbot.waitUntil(lambda: page.reader.is_up_to_date)
    small_reading = page.reading
    page.pad.clear()
    draw_seven()
    assert small_reading is not None
    assert page.reading is not None
    assert small_reading.digit == page.reading.digit == 7
    np.testing.assert_allclose(small_reading.probabilities, page.reading.probabilities, atol=0.1)


def test_a_blank_paper_has_no_answer(page: DrawPage, draw_seven: Draw, qtbot: QtBot) -> None:
    assert page.reading is None
    draw_seven()
    press(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.reading is None)
    assert page.answer.answer.numeral == ""
    assert all(row.share is None for row in page.bars.rows)
    assert page.preview.pixels.image is None


def test_undo_reads_what_is_left(page: DrawPage, draw_seven: Draw, qtbot: QtBot) -> None:
    draw_seven()
    before = page.reading
    with qtbot.waitSignal(page.reader.read):
        press(page, Qt.Key.Key_Z, CTRL)
    assert page.reading is not None
    assert before is not None
    assert not np.array_equal(page.reading.image, before.image)


def test_another_network_reads_the_drawing_anew(
    window: MainWindow, page: DrawPage, draw_seven: Draw, qtbot: QtBot
) -> None:
    draw_seven()
    with qtbot.waitSignal(page.reader.read):
        window.host.use_bundled("textbook-256-128")


# ---- keys


def test_the_keys_that_people_expect(page: DrawPage, draw_seven: Draw) -> None:
    draw_seven()
    pad = page.pad
    assert len(pad.strokes()) == 2
    press(page, Qt.Key.Key_Z, CTRL)
    assert len(pad.strokes()) == 1
    press(page, Qt.Key.Key_Z, CTRL | SHIFT)
    assert len(pad.strokes()) == 2
    press(page, Qt.Key.Key_Z, CTRL)
    press(page, Qt.Key.Key_Y, CTRL)
    assert len(pad.strokes()) == 2
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Escape):
        press(page, key)
        assert pad.is_blank
        press(page, Qt.Key.Key_Z, CTRL)
        assert not pad.is_blank
    press(page, Qt.Key.Key_E)
    assert pad.tool is Tool.ERASER
    for key in (Qt.Key.Key_P, Qt.Key.Key_B):
        press(page, Qt.Key.Key_E)
        press(page, key)
        assert pad.tool is Tool.PEN
    width = pad.pen_width
    press(page, Qt.Key.Key_BracketRight)
    assert pad.pen_width > width
    press(page, Qt.Key.Key_BracketLeft)
    press(page, Qt.Key.Key_BracketLeft)
    assert pad.pen_width < width


# ---- pictures


@pytest.mark.parametrize(
    "colours", [("black", "white"), ("white", "black"), ("black", "#00000000")]
)
def test_a_picture_is_opened_and_read(
    page: DrawPage, tmp_path: Path, colours: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "seven.png"
    assert picture(*colours).save(str(file))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    press(page, Qt.Key.Key_O, CTRL)
    page.reader.read_now()
    assert page.reading is not None
    assert page.reading.digit == 7
    assert page.banner.words == ""


def test_a_picture_is_pasted_and_undone(page: DrawPage) -> None:
    QGuiApplication.clipboard().setImage(picture())
    press(page, Qt.Key.Key_V, CTRL)
    page.reader.read_now()
    assert page.reading is not None
    assert page.reading.digit == 7
    press(page, Qt.Key.Key_Z, CTRL)
    assert page.pad.is_blank


def test_pasting_words_says_that_there_is_no_picture(page: DrawPage) -> None:
    QGuiApplication.clipboard().setText("seven")
    press(page, Qt.Key.Key_V, CTRL)
    assert "no picture" in page.banner.words
    assert page.pad.is_blank


def drop(page: DrawPage, mime: QMimeData) -> None:
    action, place = Qt.DropAction.CopyAction, QPoint(50, 50)
    entering = QDragEnterEvent(place, action, mime, LEFT, PLAIN)
    QApplication.sendEvent(page.pad, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page.pad, QDropEvent(QPointF(place), action, mime, LEFT, PLAIN))


def test_a_picture_is_dropped(page: DrawPage, tmp_path: Path) -> None:
    file = tmp_path / "seven.png"
    assert picture().save(str(file))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(page, mime)
    page.reader.read_now()
    assert page.reading is not None
    assert page.reading.digit == 7


def test_a_file_that_is_no_picture_gets_a_sentence(page: DrawPage, tmp_path: Path) -> None:
    file = tmp_path / "letter.png"
    file.write_text("Dear network")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop(page, mime)
    assert "letter.png" in page.banner.words
    assert page.pad.is_blank
    press(page, Qt.Key.Key_Escape)
    assert page.banner.words == ""


def test_a_picture_bomb_gets_a_sentence(page: DrawPage, tmp_path: Path) -> None:
    file = tmp_path / "bomb.pbm"
    file.write_bytes(b"P4\n60000 60000\n" + bytes(1000))
    page.pictures.open(file)
    assert "million pixels" in page.banner.words
    assert page.pad.is_blank


def test_the_pen_begins_anew_on_a_picture(page: DrawPage, draw_seven: Draw) -> None:
    QGuiApplication.clipboard().setImage(picture())
    press(page, Qt.Key.Key_V, CTRL)
    draw_seven()
    assert page.pad.drawing.picture is None
    assert len(page.pad.strokes()) == 2
    press(page, Qt.Key.Key_Z, CTRL)
    press(page, Qt.Key.Key_Z, CTRL)
    assert page.pad.drawing.picture is not None


def test_a_blank_picture_says_so(page: DrawPage) -> None:
    blank = QImage(50, 50, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(blank)
    press(page, Qt.Key.Key_V, CTRL)
    page.reader.read_now()
    assert page.reading is None
    assert "no ink" in page.answer.answer.headline


def test_the_drawing_is_saved_and_reads_the_same(
    page: DrawPage, draw_seven: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_seven()
    file = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    press(page, Qt.Key.Key_S, CTRL)
    saved = QImage(str(file.with_suffix(".png")))
    assert saved.width() == saved.height() >= 1000
    assert "mine.png" in page.banner.words
    page.pictures.open(file.with_suffix(".png"))
    page.reader.read_now()
    assert page.reading is not None
    assert page.reading.digit == 7


def test_a_file_that_cannot_be_written_gets_a_sentence(
    page: DrawPage, draw_seven: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_seven()
    file = tmp_path / "missing" / "mine.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    page.pictures.ask_to_save_pixels()
    assert "cannot be written" in page.banner.words


def test_the_drawing_and_the_pixels_are_copied(page: DrawPage, draw_seven: Draw) -> None:
    draw_seven()
    press(page, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().image().width() >= 1000
    press(page, Qt.Key.Key_C, CTRL | SHIFT)
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (28, 28)


# ---- keyboard


def test_the_tab_key_goes_from_the_paper_down_and_to_the_right(
    window: MainWindow, page: DrawPage, draw_seven: Draw
) -> None:
    draw_seven()
    reached: list[str] = []
    page.pad.setFocus()
    while not reached or window.focusWidget() is not page.pad:
        window.focusNextChild()
        widget = window.focusWidget()
        assert widget is not None
        reached.append(widget.accessibleName())
    places = [
        "Pen",
        "Undo",
        "Drawing read as 7",
        "It was a 0",
        "It was a 9",
        "Copy the 28 × 28 image",
    ]
    assert [name for name in reached if name in places] == places


# ---- stability


def test_once_the_pen_is_lifted_the_card_says_how_firm_the_answer_is(
    page: DrawPage, draw_seven: Draw, qtbot: QtBot
) -> None:
    QTest.mousePress(page.pad, LEFT, pos=QPoint(150, 100))
    QTest.mouseMove(page.pad, QPoint(150, 300))
    qtbot.waitUntil(lambda: page.reading is not None)
    assert page.answer.stability is None
    QTest.mouseRelease(page.pad, LEFT, pos=QPoint(150, 300))
    page.pad.clear()
    draw_seven()
    qtbot.waitUntil(lambda: page.answer.stability is not None)
    assert page.answer.stability is not None
    same, versions = page.answer.stability
    assert 18 <= same <= versions == 24
    assert f"{same} of 24" in page.answer.accessibleName()


def test_the_firmness_of_an_earlier_answer_is_never_shown_with_a_later_one(
    page: DrawPage, draw_seven: Draw, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.stability_check.measured):
        draw_seven()
        page.pad.clear()
        page.reader.read_now()
    assert page.answer.stability is None


def test_an_answer_that_cannot_be_checked_does_not_end_the_checks(
    page: DrawPage, draw_seven: Draw, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[Reading] = []

    def measure(reading: Reading, recognizer: Recognizer) -> Stability:
        measured.append(reading)
        if len(measured) == 1:
            raise RuntimeError("made on purpose")
        return measure_stability(reading, recognizer)

    monkeypatch.setattr("nn_core.digits.stability.measure_stability", measure)
    with qtbot.captureExceptions() as errors:
        draw_seven()
        qtbot.waitUntil(lambda: bool(errors))
        page.pad.clear()
        draw_seven()
        qtbot.waitUntil(lambda: page.answer.stability is not None)
    assert len(errors) == 1


def test_a_pen_that_outlives_the_window_starts_nothing(window: MainWindow, page: DrawPage) -> None:
    QTest.mousePress(page.pad, LEFT, pos=QPoint(150, 100))
    QTest.mouseMove(page.pad, QPoint(150, 300))
    window.close()
    QTest.mouseRelease(page.pad, LEFT, pos=QPoint(150, 300))
    QApplication.processEvents()
    # A thread that began now would be left running, which no test may do.
    assert not page.pad.is_wet


# ---- numbers


@pytest.fixture
def draw_number(page: DrawPage, qtbot: QtBot) -> Callable[[int], None]:
    """Draw some sevens side by side."""

    def draw(count: int) -> None:
        for place in range(count):
            for stroke in BARRED_SEVEN:
                small = [
                    ((place + 0.1 + 1.1 * (x - 0.25)) / count, 0.4 + 0.9 * (y - 0.3) / count)
                    for x, y in glide(stroke)
                ]
                draw_stroke(page.pad, small)
        qtbot.waitUntil(lambda: page.reader.is_up_to_date)

    return draw


def test_several_digits_are_read_as_one_number(
    page: DrawPage, draw_number: Callable[[int], None]
) -> None:
    draw_number(3)
    assert page.reading is None
    assert page.answer.answer.numeral == "777"
    assert "every digit" in page.answer.answer.headline
    assert "777" in page.answer.accessibleName()
    assert [row.label for row in page.bars.rows] == ["7", "7", "7"]
    shown = page.preview.pixels.image
    assert shown is not None
    assert (shown.width(), shown.height()) == (56, 56)
    assert page.history.entries[0].numeral == "777"


def test_after_a_number_one_digit_is_shown_as_before(
    page: DrawPage, draw_number: Callable[[int], None], draw_seven: Draw
) -> None:
    draw_number(2)
    page.pad.clear()
    draw_seven()
    assert page.answer.answer.numeral == "7"
    assert len(page.bars.rows) == 10


def test_a_picture_of_a_number_is_read(
    page: DrawPage, draw_number: Callable[[int], None], tmp_path: Path
) -> None:
    draw_number(2)
    file = tmp_path / "number.png"
    assert drawing_image(page.pad.drawing).save(str(file))
    page.pictures.open(file)
    page.reader.read_now()
    assert page.answer.answer.numeral == "77"
