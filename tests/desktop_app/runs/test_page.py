"""A person looks through the runs in the real window, with real clicks and keys."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.runs.page import RunsPage
from desktop_app.runs.table_model import COLUMNS, TEST
from nn_core.model_file import load_model
from nn_core.runs import Run, RunStore

KeepRun = Callable[..., Run]
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


class Person:
    """Looks at the page and clicks on it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    def visit(self) -> RunsPage:
        rail = next(
            b for b in self.window.findChildren(QAbstractButton) if b.accessibleName() == "Runs"
        )
        self.qtbot.mouseClick(rail, LEFT)
        return self.page

    @property
    def page(self) -> RunsPage:
        page = self.window.pages.currentWidget()
        assert isinstance(page, RunsPage)
        return page

    def click(self, words: str) -> None:
        buttons = [
            button
            for button in self.page.findChildren(QAbstractButton)
            if button.text() == words and button.isVisible()
        ]
        assert buttons, f'no button "{words}" is to be seen'
        assert buttons[0].isEnabled(), f'"{words}" cannot be clicked'
        self.qtbot.mouseClick(buttons[0], LEFT)

    def sees(self, words: str) -> bool:
        buttons = self.page.findChildren(QAbstractButton)
        return any(button.text() == words and button.isVisible() for button in buttons)

    def names(self) -> list[str]:
        model = self.page.list_card.table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def choose(self, name: str, modifier: Qt.KeyboardModifier | None = None) -> None:
        table = self.page.list_card.table
        row = next(row for row, found in enumerate(self.names()) if found.startswith(name))
        place = table.visualRect(table.model().index(row, 0)).center()
        self.qtbot.mouseClick(
            table.viewport(), LEFT, modifier or Qt.KeyboardModifier.NoModifier, place
        )

    def sort_by(self, title: str) -> None:
        header = self.page.list_card.table.horizontalHeader()
        section = next(i for i, column in enumerate(COLUMNS) if column.title == title)
        x = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
        self.qtbot.mouseClick(header.viewport(), LEFT, pos=QPoint(x, header.height() // 2))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


def test_without_runs_the_page_says_how_there_come_to_be_some(person: Person) -> None:
    page = person.visit()
    assert "no runs yet" in page.list_card.words
    person.click("Train a network")
    assert person.window.pages.currentWidget() is person.window.pages.train


def test_all_runs_are_listed_the_latest_first_and_chosen(person: Person, keep_run: KeepRun) -> None:
    keep_run("First", accuracy=0.91)
    keep_run("Second", accuracy=0.95, architecture="textbook-256-128")
    page = person.visit()
    assert person.names() == ["Second", "First"]
    assert [run.name for run in page.chosen_runs] == ["Second"]
    card = page.run_card
    assert card.name.text() == "Second"
    assert "95.00\u00a0% of 500 test pictures" in card.words
    assert "With 95\u00a0% certainty from 94.00\u00a0% to 96.00\u00a0%" in card.words
    assert "Network: Textbook 256-128" in card.words


def test_a_click_on_a_heading_sorts(person: Person, keep_run: KeepRun) -> None:
    for name, accuracy in (("b", 0.91), ("c", 0.99), ("a", 0.95)):
        keep_run(name, accuracy=accuracy)
    person.visit()
    person.sort_by("Name")
    assert person.names() == ["a", "b", "c"]
    person.sort_by("Test")
    rising = person.names()
    person.sort_by("Test")
    assert [rising, person.names()] == [["b", "a", "c"], ["c", "a", "b"]]


def test_the_curves_of_several_runs_lie_one_upon_the_other(
    person: Person, keep_run: KeepRun
) -> None:
    keep_run("One", epochs=3)
    keep_run("Two", epochs=5, learning_rate=0.01)
    keep_run("Three")
    page = person.visit()
    person.choose("One")
    assert page.comparison.curves.lines == 2  # training and validation
    person.choose("Two", CTRL)
    assert page.comparison.curves.lines == 4
    assert "Learning rate: 0.01, 0.001" in page.run_card.words
    assert "Epochs: 5, 3" in page.run_card.words
    person.click("Loss")
    assert page.comparison.curves.lines == 4
    person.choose("One", CTRL)
    assert [run.name for run in page.chosen_runs] == ["Two"]


def test_a_run_is_renamed_and_noted(person: Person, keep_run: KeepRun) -> None:
    run = keep_run("First")
    page = person.visit()
    card = page.run_card
    person.qtbot.mouseClick(card.name, LEFT)
    person.qtbot.keyClick(card.name, Qt.Key.Key_A, CTRL)
    person.qtbot.keyClicks(card.name, "The best")
    person.qtbot.keyClick(card.name, Qt.Key.Key_Return)
    assert person.names() == ["The best"]

    person.qtbot.mouseClick(card.note.viewport(), LEFT)
    person.qtbot.keyClicks(card.note, "with dropout")
    person.window.pages.open("draw")
    with RunStore() as store:
        kept = store.get(run.id)
    assert (kept.name, kept.note) == ("The best", "with dropout")


def name_boxes(page: RunsPage) -> list[QLineEdit]:
    boxes = page.list_card.table.viewport().findChildren(QLineEdit)
    return [box for box in boxes if box.isVisible()]


def name_box(page: RunsPage) -> QLineEdit:
    """Give what a name is written into, in the table."""
    (box,) = name_boxes(page)
    return box


@pytest.mark.parametrize("way", ["key", "double click"])
def test_a_run_is_renamed_in_the_table(person: Person, keep_run: KeepRun, way: str) -> None:
    keep_run("First")
    page = person.visit()
    table = page.list_card.table
    if way == "key":
        # F2 begins in whatever column was clicked.
        person.qtbot.mouseClick(
            table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, TEST)).center()
        )
        person.qtbot.keyClick(table, Qt.Key.Key_F2)
    else:
        person.choose("First")
        place = table.visualRect(table.model().index(0, 0)).center()
        person.qtbot.mouseDClick(table.viewport(), LEFT, pos=place)
    box = name_box(page)
    assert (box.text(), box.selectedText()) == ("First", "First")
    person.qtbot.keyClicks(box, "The best")
    person.qtbot.keyClick(box, Qt.Key.Key_Return)
    person.wait_for(lambda: person.names() == ["The best"])
    assert page.run_card.name.text() == "The best"
    with RunStore() as store:
        assert [run.name for run in store.runs()] == ["The best"]


def test_a_name_in_the_table_is_given_up_with_escape_and_never_empty(
    person: Person, keep_run: KeepRun
) -> None:
    keep_run("First")
    page = person.visit()
    person.choose("First")
    for keys in ((Qt.Key.Key_X, Qt.Key.Key_Escape), (Qt.Key.Key_Delete, Qt.Key.Key_Return)):
        person.qtbot.keyClick(page.list_card.table, Qt.Key.Key_F2)
        box = name_box(page)
        for key in keys:
            person.qtbot.keyClick(box, key)
        person.wait_for(lambda: name_boxes(page) == [])
        assert person.names() == ["First"]


def test_a_name_that_is_being_written_outlasts_a_run_that_comes(
    person: Person, keep_run: KeepRun
) -> None:
    keep_run("First")
    page = person.visit()
    person.choose("First")
    person.qtbot.keyClick(page.list_card.table, Qt.Key.Key_F2)
    box = name_box(page)
    person.qtbot.keyClicks(box, "Mine")
    keep_run("Second")
    person.wait_for(lambda: len(page.shelf.runs) == 2)
    assert box.text() == "Mine"
    person.qtbot.keyClick(box, Qt.Key.Key_Return)
    person.wait_for(lambda: person.names() == ["Second", "Mine"])
    assert [run.name for run in page.chosen_runs] == ["Mine"]


def test_several_chosen_runs_are_not_renamed_at_once(person: Person, keep_run: KeepRun) -> None:
    keep_run("First")
    keep_run("Second")
    page = person.visit()
    person.choose("First", CTRL)
    person.qtbot.keyClick(page.list_card.table, Qt.Key.Key_F2)
    assert name_boxes(page) == []


def test_an_empty_name_is_not_taken(person: Person, keep_run: KeepRun) -> None:
    keep_run("First")
    card = person.visit().run_card
    person.qtbot.mouseClick(card.name, LEFT)
    person.qtbot.keyClick(card.name, Qt.Key.Key_A, CTRL)
    person.qtbot.keyClick(card.name, Qt.Key.Key_Delete)
    person.qtbot.keyClick(card.name, Qt.Key.Key_Return)
    assert card.name.text() == "First"
    assert person.names() == ["First"]


def test_a_network_reads_at_once_and_after_a_restart_and_the_shipped_one_is_a_click_away(
    person: Person, keep_run: KeepRun, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    run = keep_run("Mine")
    shipped = person.window.host.model_name
    person.visit()
    assert not person.sees("Back to the shipped one")
    with qtbot.waitSignal(person.window.host.changed):
        person.click("Use this network")
    assert person.window.host.model_name == "Mine"
    assert person.names() == ["Mine – in use"]
    assert not person.page.run_card.use.isEnabled()
    person.window.close()

    again = Person(make_window(), qtbot)
    assert again.window.host.model_name == "Mine"
    again.window.pages.open("runs")
    again.choose("Mine")
    again.qtbot.keyClick(again.page.list_card.table, Qt.Key.Key_Delete)
    assert again.names() == []
    assert again.window.host.model_name == "Mine"
    again.click("Back to the shipped one")
    assert again.window.host.model_name == shipped
    assert not again.sees("Back to the shipped one")
    again.window.close()
    assert not run.folder.exists()
    assert make_window().host.model_name == shipped


def test_training_again_opens_the_train_page_with_the_settings(
    person: Person, keep_run: KeepRun
) -> None:
    run = keep_run("Mine", learning_rate=0.0123, optimizer="nesterov", seed=7, epochs=3)
    person.visit()
    person.click("Train again…")
    page = person.window.pages.train
    assert page is not None
    assert person.window.pages.currentWidget() is page
    assert page.setup.form.config() == run.settings()


def test_a_deletion_is_undone_or_final(person: Person, keep_run: KeepRun) -> None:
    runs = [keep_run(name) for name in ("One", "Two", "Three")]
    page = person.visit()
    person.choose("One")
    person.choose("Two", CTRL)
    person.click("Delete")
    assert person.names() == ["Three"]
    assert runs[0].folder.exists()
    person.click("Undo")
    assert person.names() == ["Three", "Two", "One"]
    assert {run.name for run in page.chosen_runs} == {"One", "Two"}

    person.choose("Three")
    person.qtbot.keyClick(page.list_card.table, Qt.Key.Key_Delete)
    person.window.pages.open("draw")
    assert not runs[2].folder.exists()
    with RunStore() as store:
        assert [run.name for run in store.runs()] == ["Two", "One"]


def test_runs_are_exported_as_folders(
    person: Person, keep_run: KeepRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keep_run("Mine")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    page = person.visit()
    with person.qtbot.waitSignal(page.export.done, timeout=20_000):
        person.click("Export…")
    assert str(tmp_path / "out" / "mine") in page.banner.words.replace("\u200b", "")
    model = load_model(tmp_path / "out" / "mine" / "model.safetensors")
    kept = load_model(run.folder / "model.safetensors")
    assert all(np.array_equal(a, kept.network.state()[n]) for n, a in model.network.state().items())
    assert (tmp_path / "out" / "mine" / "curves.png").is_file()


def test_an_export_that_cannot_be_written_says_why(
    person: Person, keep_run: KeepRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_run("Mine")
    (tmp_path / "file").touch()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "file"))
    page = person.visit()
    with person.qtbot.waitSignal(page.export.failed, timeout=20_000):
        person.click("Export…")
    assert "could not be exported" in page.banner.words


def test_two_networks_read_one_drawing_side_by_side(
    person: Person, keep_run: KeepRun, draw_seven: Callable[[], None]
) -> None:
    keep_run("One", seed=1)
    keep_run("Two", seed=2)
    draw_seven()
    page = person.visit()
    person.choose("Two")
    person.choose("One", CTRL)
    person.click("Duel")
    duel = page.comparison.duel
    assert duel.names == ("Two", "One")
    person.wait_for(lambda: all(duel.answers) and "–" not in duel.answers)
    with RunStore() as store:
        one, two = store.model(1), store.model(2)
    image = person.window.draw_page.reading
    assert image is not None
    expected = [str(int(model.network.logits(image.image[None]).argmax())) for model in (two, one)]
    assert list(duel.answers) == expected

    person.click("Clear")
    person.wait_for(lambda: duel.answers == ("–", "–"))
    for stroke in BARRED_SEVEN:
        draw_stroke(duel.pad, list(glide(stroke)))
    person.wait_for(lambda: "–" not in duel.answers)
    assert len(duel.pad.strokes()) == len(BARRED_SEVEN)


def test_one_run_fights_the_network_that_ships(
    person: Person, keep_run: KeepRun, draw_seven: Callable[[], None]
) -> None:
    keep_run("Mine")
    draw_seven()
    page = person.visit()
    person.click("Duel")
    duel = page.comparison.duel
    assert duel.names == ("Mine", "Shipped: Inkling")
    person.wait_for(lambda: duel.answers[1] == "7")
    sure = duel.sides[1].sentence.text()
    assert sure.endswith("sure")
    assert "100" not in sure


@pytest.mark.parametrize("size", [(1180, 760), (900, 620)])
def test_the_words_on_the_paper_of_a_duel_are_not_cut_off(
    person: Person, keep_run: KeepRun, size: tuple[int, int]
) -> None:
    keep_run("Mine")
    person.window.resize(*size)
    page = person.visit()
    person.click("Duel")
    paper = page.comparison.duel.pad.grab().toImage()
    middle = range(paper.height() // 4, 3 * paper.height() // 4)
    for column in (5, paper.width() - 6):
        colors = {paper.pixelColor(column, row).name() for row in middle}
        assert len(colors) == 1, f"something is written in column {column}"


def test_a_run_without_its_folder_is_told_in_words(person: Person, keep_run: KeepRun) -> None:
    shutil.rmtree(keep_run("Gone").folder)
    whole = keep_run("Whole")
    page = person.visit()
    person.choose("Gone")
    assert person.names()[1].startswith("Gone – its folder is gone")
    assert "Its folder is gone" in page.run_card.words
    assert not page.run_card.use.isEnabled()
    assert not page.run_card.export.isEnabled()
    assert page.comparison.curves.lines == 2

    (whole.folder / "model.safetensors").unlink()
    person.choose("Whole")
    person.click("Use this network")
    assert "cannot be loaded" in page.banner.words


def test_a_network_that_reads_no_digits_is_not_put_to_use(
    person: Person, keep_run: KeepRun
) -> None:
    run = keep_run("Clothes")
    page = person.visit()
    path = run.folder / "model.safetensors"
    path.write_bytes(path.read_bytes().replace(b'\\"0\\", \\"1\\"', b'\\"a\\", \\"b\\"'))
    before = person.window.host.model_name
    person.click("Use this network")
    assert "other things apart than digits" in page.banner.words
    assert person.window.host.model_name == before


WRITE = """
from nn_core.runs import RunStore
with RunStore() as store:
    run = store.runs()[0]
    store.set_note(run.id, "from outside")
    store.rename(run.id, "Renamed")
"""


def test_what_another_program_does_is_seen_while_the_page_is_open(
    person: Person, keep_run: KeepRun
) -> None:
    keep_run("First")
    page = person.visit()
    keep_run("Second")
    person.wait_for(lambda: person.names() == ["Second", "First"])
    assert [run.name for run in page.chosen_runs] == ["First"]
    person.choose("Second")
    subprocess.run([sys.executable, "-c", WRITE], check=True)
    person.wait_for(lambda: person.names() == ["Renamed", "First"])
    assert page.run_card.name.text() == "Renamed"
    assert page.run_card.note.toPlainText() == "from outside"


def test_what_is_being_written_is_not_overwritten(person: Person, keep_run: KeepRun) -> None:
    run = keep_run("First")
    card = person.visit().run_card
    person.qtbot.waitActive(person.window)
    person.qtbot.mouseClick(card.note.viewport(), LEFT)
    person.qtbot.keyClicks(card.note, "half a no")
    with RunStore() as store:
        store.rename(run.id, "Renamed")
    person.wait_for(lambda: person.names() == ["Renamed"])
    assert card.note.toPlainText() == "half a no"


def test_a_list_of_a_newer_version_is_refused_in_words(person: Person, own_folder: Path) -> None:
    with RunStore() as store:
        path = store.path
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    person.window.host.use_bundled("textbook-256-128")
    page = person.visit()
    assert "newer Inkling" in page.list_card.words
    person.click("Back to the shipped one")
    assert "reads on the Draw page" in page.banner.words


def test_a_training_of_the_window_is_on_the_page(
    person: Person, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nn_core.data.loading.SYNTHETIC_SAMPLES", {"train": 200, "test": 50})
    person.visit()
    person.click("Train a network")
    page = person.window.pages.train
    assert page is not None
    with person.qtbot.waitSignal(page.finished.judged, timeout=60_000):
        page.settings_desk.show(
            page.setup.form.config().from_dict(
                {"architecture": "small-30", "dataset": "synthetic", "epochs": 2}
            )
        )
        page.start()
    runs_page = person.visit()
    person.wait_for(lambda: person.names() == ["Small 30"])
    assert "of 50 test pictures" in runs_page.run_card.words


def test_every_control_is_reached_by_key_and_says_what_it_is(
    person: Person, keep_run: KeepRun
) -> None:
    keep_run("One")
    page = person.visit()
    person.click("Duel")
    controls = [
        control
        for control in page.findChildren(QWidget)
        if control.isVisible()
        and control.isEnabled()
        and control.focusPolicy() & Qt.FocusPolicy.ClickFocus
    ]
    nameless = [
        control
        for control in controls
        if not (control.accessibleName() or getattr(control, "text", str)())
        and control.focusProxy() is None
        and not control.parent().accessibleName()
    ]
    assert len(controls) >= 5
    assert not nameless, nameless
    buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_nothing_of_the_page_loads_before_it_is_visited(tmp_path: Path) -> None:
    script = (
        "import sys; import desktop_app.main_window; "
        "print([m for m in sys.modules if m in ('sqlite3', 'pyqtgraph') "
        "or m.startswith(('desktop_app.runs', 'nn_core.runs'))])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]"
