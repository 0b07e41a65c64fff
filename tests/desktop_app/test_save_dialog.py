from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.save_dialog import ask_where_to_save, with_ending


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mine", "mine.csv"),
        ("mine.csv", "mine.csv"),
        ("mine.CSV", "mine.CSV"),
        ("mine.txt", "mine.txt"),
        ("v1.2", "v1.2.csv"),
        ("It was a no. 7", "It was a no. 7.csv"),
        ("mine.", "mine.csv"),
        (".hidden", ".hidden.csv"),
    ],
)
def test_the_ending_is_added_where_none_was_typed(typed: str, name: str) -> None:
    assert with_ending(Path("folder.d", typed), ".csv") == Path("folder.d", name)


@pytest.fixture
def asker(qtbot: QtBot) -> QWidget:
    asker = QWidget()
    qtbot.addWidget(asker)
    return asker


def answer(monkeypatch: pytest.MonkeyPatch, button: str) -> list[str]:
    """Answer the next question with a button, and give what is asked."""
    asked: list[str] = []

    def click(box: QMessageBox) -> int:
        asked.append(box.text())
        next(shown for shown in box.buttons() if shown.text() == button).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", click)
    return asked


@pytest.mark.parametrize("button", ["Replace", "Keep it"])
def test_a_file_that_the_dialog_did_not_ask_about_is_asked_about(
    asker: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    (tmp_path / "mine.csv").touch()
    typed = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (typed, ""))
    asked = answer(monkeypatch, button)
    path = ask_where_to_save(asker, "Export", tmp_path / "my-digits.csv", "Table")
    assert asked == ["There is a file mine.csv already. Replace it?"]
    assert path == (tmp_path / "mine.csv" if button == "Replace" else None)


def test_a_file_that_the_dialog_asked_about_is_not_asked_about_again(
    asker: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.csv").touch()
    typed = str(tmp_path / "mine.csv")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (typed, ""))
    asked = answer(monkeypatch, "Keep it")
    assert ask_where_to_save(asker, "Export", tmp_path / "my-digits.csv", "Table") == Path(typed)
    assert asked == []


def test_nothing_is_saved_where_the_person_thought_better_of_it(
    asker: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert ask_where_to_save(asker, "Export", tmp_path / "my-digits.csv", "Table") is None
