from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop_app.draw.drawing import BLANK, Drawing
from desktop_app.draw.history import History
from desktop_app.draw.history_strip import HistoryStrip
from desktop_app.draw.pictures import travelling
from desktop_app.main_window import MainWindow
from nn_core.ink.strokes import Stroke

Draw = Callable[[], None]


def drawing(strokes: int = 1) -> Drawing:
    return Drawing(tuple(Stroke.from_points([(0, 0), (9, 9)]) for _ in range(strokes)))


def test_a_drawing_that_grows_stays_one_entry() -> None:
    history = History()
    history.remember(drawing(1), "1")
    history.remember(drawing(2), "7")
    assert [entry.numeral for entry in history.entries] == ["7"]


def test_after_a_blank_paper_another_entry_begins_at_the_front() -> None:
    history = History()
    history.remember(drawing(), "1")
    history.remember(BLANK, "")
    history.remember(drawing(), "2")
    assert [entry.numeral for entry in history.entries] == ["2", "1"]


def test_a_drawing_that_comes_back_is_not_listed_twice() -> None:
    history = History()
    first = drawing()
    history.remember(first, "1")
    history.remember(BLANK, "")
    history.remember(drawing(), "2")
    history.begin_anew()
    history.remember(first, "1")
    assert [entry.numeral for entry in history.entries] == ["2", "1"]
    assert history.current is history.entries[1]


def thumbnails(window: MainWindow) -> list[QAbstractButton]:
    strip = window.draw_page.findChild(HistoryStrip)
    assert strip is not None
    return [button for button in strip.findChildren(QAbstractButton) if button.isVisible()]


def test_a_click_on_a_thumbnail_brings_its_drawing_back(
    window: MainWindow, draw_seven: Draw, qtbot: QtBot
) -> None:
    page = window.draw_page
    draw_seven()
    seven = page.pad.drawing
    page.pad.clear()
    qtbot.waitUntil(lambda: page.reading is None)
    QTest.mouseClick(page.pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.waitUntil(lambda: len(thumbnails(window)) == 2)
    assert thumbnails(window)[1].accessibleName() == "Drawing read as 7"
    QTest.mouseClick(thumbnails(window)[1], Qt.MouseButton.LeftButton)
    assert page.pad.drawing is seven
    qtbot.waitUntil(lambda: page.reading is not None and page.reading.digit == 7)
    assert len(thumbnails(window)) == 2


def test_a_picture_is_an_entry_of_its_own(
    window: MainWindow, draw_seven: Draw, qtbot: QtBot
) -> None:
    draw_seven()
    image = QImage(50, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    window.draw_page.pictures.paste()
    qtbot.waitUntil(lambda: len(thumbnails(window)) == 2)
    draw_seven()
    qtbot.waitUntil(lambda: len(thumbnails(window)) == 3)


def test_a_drawing_travels_as_an_image_and_as_a_file(qapp: object, tmp_path: Path) -> None:
    mime = travelling(drawing(), "7", tmp_path)
    assert mime.hasImage()
    assert mime.urls()[0].fileName() == "7.png"
    assert QImage(mime.urls()[0].toLocalFile()).width() >= 1000


def test_a_drawing_that_was_read_in_part_travels_under_a_name_that_every_system_takes(
    qapp: object, tmp_path: Path
) -> None:
    (url,) = travelling(drawing(), "1?7", tmp_path).urls()
    assert url.fileName() == "1_7.png"
