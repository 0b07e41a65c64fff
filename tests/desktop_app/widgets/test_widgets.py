from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.theme import Theme
from desktop_app.widgets import (
    Banner,
    ComboBox,
    DecimalBox,
    NumberBox,
    PixelImage,
    SegmentedControl,
    Tone,
)


@pytest.fixture
def sheet(qtbot: QtBot) -> QWidget:
    sheet = QWidget()
    QVBoxLayout(sheet)
    qtbot.addWidget(sheet)
    sheet.resize(400, 300)
    sheet.show()
    return sheet


def put(sheet: QWidget, widget: QWidget) -> None:
    layout = sheet.layout()
    assert layout is not None
    layout.addWidget(widget)
    QApplication.processEvents()


def wheel(widget: QWidget) -> bool:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_number_is_seen_in_the_whole_width_of_its_box(sheet: QWidget, theme: Theme) -> None:
    box = NumberBox("Epochs", 1, 1000)
    put(sheet, box)
    assert box.lineEdit().width() > box.width() - 40


def test_a_decimal_is_shown_without_needless_zeros(sheet: QWidget) -> None:
    box = DecimalBox("Learning rate", 0, 1)
    box.setValue(0.001)
    assert box.text() == "0.001"
    box.setValue(0)
    assert box.text() == "0"


def test_scrolling_past_a_box_changes_nothing_until_it_has_the_focus(
    sheet: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    number, combo = NumberBox("Epochs", 1, 1000), ComboBox(theme, "Dataset")
    number.setValue(12)
    combo.addItems(["MNIST", "Synthetic"])
    put(sheet, number)
    put(sheet, combo)
    sheet.setFocus()
    assert not wheel(number)
    assert not wheel(combo)
    assert (number.value(), combo.currentIndex()) == (12, 0)
    qtbot.waitActive(sheet)
    number.setFocus()
    assert wheel(number)
    assert number.value() == 13


def test_every_pixel_of_a_small_image_is_a_crisp_square(sheet: QWidget) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (28, 28), dtype=np.uint8)
    widget = PixelImage("Pixels", side_px=112)
    put(sheet, widget)
    widget.show_pixels(pixels)
    seen = widget.grab().toImage()
    for row, column in ((5, 5), (14, 20), (20, 7)):
        square = {
            seen.pixelColor(4 * column + x, 4 * row + y).value() for x in range(4) for y in range(4)
        }
        assert square == {int(pixels[row, column])}


def test_a_notice_goes_away_and_a_warning_stays(sheet: QWidget, theme: Theme) -> None:
    banner = Banner(theme, sheet)
    banner.say("Saved.", Tone.NOTICE)
    assert banner.words == "Saved."
    assert banner.is_passing
    banner.say("That is no picture.", Tone.WARNING)
    assert not banner.is_passing
    banner.dismiss()
    assert banner.words == ""


def test_a_long_sentence_is_seen_whole(sheet: QWidget, theme: Theme) -> None:
    banner = Banner(theme, sheet)
    banner.float_at(0, 0, 300)
    banner.say("Short.")
    one_line = banner.height()
    banner.say("A sentence that is so long that it takes several lines in a window this narrow.")
    assert banner.height() > one_line + 20


def test_a_word_longer_than_a_line_is_seen_whole(sheet: QWidget, theme: Theme) -> None:
    banner = Banner(theme, sheet)
    banner.float_at(0, 0, 300)
    sentence = f"/home/{'folder' * 20}/digit.png cannot be opened."
    banner.say(sentence)
    assert banner.words == sentence
    assert banner.accessibleName() == sentence
    assert banner.minimumSizeHint().width() <= 300


@pytest.fixture
def german() -> Iterator[None]:
    """Be where a comma stands before the decimals and a point between the thousands."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize("typed", ["0.05", "0,05"])
def test_a_number_is_what_was_typed_in_every_country(
    german: None, sheet: QWidget, qtbot: QtBot, typed: str
) -> None:
    box = DecimalBox("Learning rate", 0, 10)
    put(sheet, box)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, typed)
    box.interpretText()
    assert box.value() == 0.05
    assert box.text() == "0.05"


def test_one_segment_is_chosen_at_a_time(sheet: QWidget, qtbot: QtBot) -> None:
    control = SegmentedControl(["One", "Two", "Three"], "Number")
    put(sheet, control)
    second = control.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[1]
    with qtbot.waitSignal(control.chosen) as chosen:
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert chosen.args == [1]
    assert control.index == 1
