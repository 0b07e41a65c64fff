"""A person looks after the digits of the own hand, and writes a set of thirty."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.teach.page import MyDigitsPage
from nn_core.data import load_dataset
from nn_core.data.synthetic import write_digit
from nn_core.teaching import GUIDED, Collection, new_digit
from nn_core.teaching.exporting import export_csv

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PATIENCE_MS = 30_000


def collect(count: int) -> Collection:
    rng = np.random.default_rng(0)
    collection = Collection()
    collection.add(
        [
            new_digit(number % 10, strokes=write_digit(number % 10, rng=rng))
            for number in range(count)
        ]
    )
    return collection


class Person:
    """Looks at the page and clicks on it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        window.pages.open("my-digits")
        page = window.pages.my_digits
        assert page is not None
        self.page: MyDigitsPage = page
        self.wall = page.collection.wall

    def button(self, words: str, of: QWidget | None = None) -> QAbstractButton:
        found = [
            button
            for button in (of or self.page).findChildren(QAbstractButton)
            if button.text().startswith(words) and button.isVisible()
        ]
        assert found, f'no button "{words}" is to be seen'
        return found[0]

    def click(self, words: str, of: QWidget | None = None) -> None:
        button = self.button(words, of)
        assert button.isEnabled(), f'"{words}" cannot be clicked'
        self.qtbot.mouseClick(button, LEFT)

    def click_digit(
        self, index: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        place: QPoint = self.wall.cell(index).center().toPoint()
        self.qtbot.mouseClick(self.wall, LEFT, modifier, place)

    def choose_in_menu(self, button: str, words: str) -> None:
        menus = [
            menu
            for one in self.page.findChildren(QAbstractButton)
            if one.text() == button
            for menu in one.findChildren(QMenu)
        ]
        action = next(one for one in menus[0].actions() if one.text().startswith(words))
        action.trigger()

    def write(self, skipping: int = 0) -> None:
        """Go through the set with a seven for every digit, the first few left out."""
        guided = self.page.guided
        for number in range(len(guided.guided)):
            if number < skipping:
                self.click("Skip")
                continue
            for stroke in BARRED_SEVEN:
                draw_stroke(guided.pad, list(glide(stroke)))
            self.qtbot.keyClick(guided.pad, Qt.Key.Key_Return)

    def labels(self) -> list[int]:
        return [digit.label for digit in Collection().digits()]


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


@pytest.fixture
def collector(own_folder: Path, make_window: Callable[[], MainWindow], qtbot: QtBot) -> Person:
    """A person with twenty digits."""
    collect(20)
    return Person(make_window(), qtbot)


def test_an_empty_collection_says_how_to_begin(person: Person) -> None:
    assert person.button("Write a set of 30").isVisible()
    assert not person.button("Teach").isEnabled()
    assert not person.button("Export").isEnabled()


def test_the_wall_shows_the_digits_class_by_class(collector: Person) -> None:
    assert [digit.label for digit in collector.wall.digits] == sorted([*range(10)] * 2)


def test_digits_are_chosen_with_mouse_and_keys(collector: Person, qtbot: QtBot) -> None:
    collector.click_digit(2)
    assert len(collector.wall.chosen) == 1
    collector.click_digit(5, CTRL)
    assert len(collector.wall.chosen) == 2
    collector.click_digit(2)
    collector.click_digit(6, SHIFT)
    assert len(collector.wall.chosen) == 5
    qtbot.keyClick(collector.wall, Qt.Key.Key_A, CTRL)
    assert len(collector.wall.chosen) == 20
    qtbot.keyClick(collector.wall, Qt.Key.Key_Escape)
    assert not collector.wall.chosen
    qtbot.keyClick(collector.wall, Qt.Key.Key_Right)
    qtbot.keyClick(collector.wall, Qt.Key.Key_Space)
    assert collector.wall.chosen == {collector.wall.digits[7].key}
    assert collector.page.collection.bar.words == "One chosen"


def test_the_keys_go_to_the_digit_below_and_above(collector: Person, qtbot: QtBot) -> None:
    collector.click_digit(1)
    for key, label in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        qtbot.keyClick(collector.wall, key)
        assert collector.wall.accessibleDescription().startswith(f"A {label}")
    qtbot.keyClick(collector.wall, Qt.Key.Key_Space)
    assert collector.wall.digits[3].key in collector.wall.chosen


def test_the_digit_that_the_keys_are_at_is_scrolled_into_view(
    collector: Person, qtbot: QtBot
) -> None:
    collector.window.resize(900, 620)
    collector.click_digit(0)
    for _ in range(9):
        qtbot.keyClick(collector.wall, Qt.Key.Key_Down)
    place = collector.wall.cell(18).toAlignedRect()
    assert collector.wall.visibleRegion().boundingRect().contains(place)


def test_digits_are_deleted_and_come_back(collector: Person, qtbot: QtBot) -> None:
    before = [digit.key for digit in Collection().digits()]
    collector.click_digit(0)
    collector.click_digit(1, CTRL)
    qtbot.keyClick(collector.wall, Qt.Key.Key_Delete)
    assert collector.labels().count(0) == 0
    assert collector.page.collection.bar.words == "Deleted 2 digits"
    collector.click("Undo")
    assert [digit.key for digit in Collection().digits()] == before


def test_what_was_deleted_comes_back_with_the_keys_of_undo(collector: Person, qtbot: QtBot) -> None:
    before = [digit.key for digit in Collection().digits()]
    collector.click_digit(0)
    qtbot.keyClick(collector.wall, Qt.Key.Key_Delete)
    assert len(Collection()) == len(before) - 1
    qtbot.keyClick(collector.wall, Qt.Key.Key_Z, CTRL)
    assert [digit.key for digit in Collection().digits()] == before


def test_the_set_asks_for_an_8_but_for_a_3(person: Person, qtbot: QtBot) -> None:
    person.click("Write a set of 30")
    guided = person.page.guided
    asked: dict[int, str] = {}
    while len(asked) < 10:
        assert guided.guided.wanted is not None
        wish = next(t.text() for t in guided.findChildren(QLabel) if t.text().startswith("Write a"))
        asked[guided.guided.wanted] = wish
        person.click("Skip")
    assert asked[8] == "Write an"
    assert asked[3] == "Write a"


def test_a_wrong_answer_is_corrected_with_a_button_or_a_key(
    collector: Person, qtbot: QtBot
) -> None:
    collector.click_digit(0)
    collector.click("7", collector.page.collection.bar)
    assert collector.labels().count(7) == 3
    collector.click("Undo")
    assert collector.labels().count(7) == 2
    collector.click_digit(0)
    qtbot.keyClick(collector.wall, Qt.Key.Key_5)
    assert collector.labels().count(5) == 3


def test_the_draw_page_hears_of_a_change(collector: Person, qtbot: QtBot) -> None:
    row = collector.window.draw_page.keeping.row
    assert row is not None
    assert row.words == "20 digits of yours kept"
    collector.click_digit(0)
    qtbot.keyClick(collector.wall, Qt.Key.Key_Delete)
    assert row.words == "19 digits of yours kept"


def test_teach_leads_to_the_draw_page_and_begins(collector: Person, qtbot: QtBot) -> None:
    collector.click("Teach")
    assert collector.window.pages.currentWidget() is collector.window.draw_page
    desk = collector.window.pages.teaching
    assert desk is not None
    assert desk.is_busy
    desk.cancel()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("words", "dialog"),
    [("As pictures", "folder"), ("As IDX", "folder"), ("As a table", "file")],
)
def test_what_is_exported_is_a_dataset(
    collector: Person,
    words: str,
    dialog: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    target = tmp_path / "out"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(target))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    collector.choose_in_menu("Export", words)
    qtbot.waitUntil(lambda: not collector.page.exchange.is_busy, timeout=PATIENCE_MS)
    assert collector.page.banner.words.startswith("Exported to")
    assert len(load_dataset(target if dialog == "folder" else f"{target}.csv")) == 20


def test_digits_are_imported_and_the_import_is_undone(
    collector: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = export_csv(tmp_path / "others.csv", Collection().digits())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    collector.choose_in_menu("Import", "From a file")
    qtbot.waitUntil(lambda: len(Collection()) == 40, timeout=PATIENCE_MS)
    assert collector.page.collection.bar.words == "Imported 20 digits from others.csv"
    qtbot.waitUntil(lambda: not collector.page.exchange.is_busy, timeout=PATIENCE_MS)
    collector.click("Undo")
    assert len(Collection()) == 20


def test_a_file_that_is_no_dataset_is_told_in_a_sentence(
    person: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, none)
    person.page.dropEvent(drop)
    assert person.page.banner.words == "Reading letter.txt…"
    qtbot.waitUntil(lambda: not person.page.exchange.is_busy, timeout=PATIENCE_MS)
    assert "in no format" in person.page.banner.words
    qtbot.waitUntil(lambda: not person.page.exchange.is_busy, timeout=PATIENCE_MS)


def test_a_file_that_can_be_read_takes_the_sentence_about_the_last_one_away(
    collector: Person, qtbot: QtBot, tmp_path: Path
) -> None:
    table = export_csv(tmp_path / "digits.csv", Collection().digits())
    exchange, banner = collector.page.exchange, collector.page.banner
    exchange.import_from(tmp_path / "no such file.csv")
    qtbot.waitUntil(lambda: bool(banner.words) and not exchange.is_busy, timeout=PATIENCE_MS)
    assert not banner.isHidden()
    exchange.import_from(table)
    qtbot.waitUntil(lambda: len(Collection()) == 40, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not exchange.is_busy, timeout=PATIENCE_MS)
    assert banner.isHidden()
    assert collector.page.collection.bar.words == "Imported 20 digits from digits.csv"


def test_a_set_of_thirty_ends_in_a_report_and_is_kept_only_if_the_person_agrees(
    person: Person, qtbot: QtBot
) -> None:
    person.click("Write a set of 30")
    person.write()
    assert person.page.report.isVisible()
    sheet = person.page.report.sheet
    assert sheet is not None
    assert sheet.report.written_of == (3,) * 10
    assert sheet.report.right_of[7] == 3
    assert sheet.report.right == 3
    assert len(Collection()) == 0
    person.click("Keep these 30 digits")
    digits = Collection().digits()
    assert len(digits) == 30
    assert {digit.source for digit in digits} == {GUIDED}
    assert all(digit.strokes for digit in digits)
    person.click("Undo")
    assert len(Collection()) == 0
    person.click("Done")
    assert person.page.collection.isVisible()


def test_the_set_goes_back_and_forth(person: Person, qtbot: QtBot) -> None:
    person.click("Write a set of 30")
    guided = person.page.guided
    assert not person.button("Next").isEnabled()
    first = guided.guided.wanted
    draw_stroke(guided.pad, list(glide(BARRED_SEVEN[0])))
    drawing = guided.pad.drawing
    person.click("Next")
    assert guided.pad.is_blank
    person.click("Back")
    assert guided.guided.wanted == first
    assert guided.pad.drawing is drawing
    qtbot.keyClick(guided.pad, Qt.Key.Key_Z, CTRL)
    person.click("Stop")
    assert person.page.collection.isVisible()


def test_undo_brings_back_nothing_of_the_digit_before(person: Person, qtbot: QtBot) -> None:
    person.click("Write a set of 30")
    guided = person.page.guided
    draw_stroke(guided.pad, list(glide(BARRED_SEVEN[0])))
    person.click("Next")
    qtbot.keyClick(guided.pad, Qt.Key.Key_Z, CTRL)
    assert guided.pad.is_blank


def test_a_digit_that_was_taken_off_the_paper_does_not_come_back(
    person: Person, qtbot: QtBot
) -> None:
    person.click("Write a set of 30")
    guided = person.page.guided
    for _ in range(2):
        draw_stroke(guided.pad, list(glide(BARRED_SEVEN[0])))
        person.click("Next")
    person.click("Back")
    qtbot.keyClick(guided.pad, Qt.Key.Key_Delete)
    person.click("Back")
    person.click("Next")
    assert guided.pad.is_blank


def test_a_set_that_is_stopped_ends_in_a_report_on_what_was_written(person: Person) -> None:
    person.click("Write a set of 30")
    guided = person.page.guided
    for _ in range(3):
        draw_stroke(guided.pad, list(glide(BARRED_SEVEN[0])))
        person.click("Next")
    person.click("Stop")
    assert person.page.report.isVisible()
    person.click("Keep these 3 digits")
    assert len(Collection()) == 3


def test_an_import_that_comes_late_leaves_the_set_where_it_is(
    person: Person, twelve: Collection, tmp_path: Path, qtbot: QtBot
) -> None:
    table = export_csv(tmp_path / "digits.csv", twelve.digits())
    person.click("Write a set of 30")
    person.page.exchange.import_from(table)
    qtbot.waitUntil(lambda: len(twelve) == 24, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not person.page.exchange.is_busy, timeout=PATIENCE_MS)
    assert person.page.guided.isVisible()
    assert person.page.banner.words == "Imported 12 digits from digits.csv."


def test_what_was_skipped_is_not_in_the_report(person: Person) -> None:
    person.click("Write a set of 30")
    person.write(skipping=25)
    sheet = person.page.report.sheet
    assert sheet is not None
    assert len(sheet.report.digits) == 5


def test_a_set_that_was_skipped_altogether_makes_no_report(person: Person) -> None:
    person.click("Write a set of 30")
    person.write(skipping=30)
    assert person.page.collection.isVisible()
    assert "no report" in person.page.banner.words


def test_the_report_is_saved_as_a_page(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.click("Write a set of 30")
    person.write(skipping=27)
    for kind in ("pdf", "png"):
        path = str(tmp_path / "report")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (path, ""))
        person.click(f"Save as {kind.upper()}")
        assert person.page.banner.words == f"Saved as report.{kind}."
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/Page" in content
    image = QImage(str(tmp_path / "report.png"))
    assert image.width() / image.height() == pytest.approx(210 / 297, abs=0.01)
    person.page.save_report(tmp_path / "nowhere" / "report.pdf")
    assert "cannot be written" in person.page.banner.words
