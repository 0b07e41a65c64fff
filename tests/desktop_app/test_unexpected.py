import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_app.main_window import MainWindow
from desktop_app.unexpected import UnexpectedErrors


@pytest.fixture
def errors(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnexpectedErrors]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    errors = UnexpectedErrors(window)
    errors.watch()
    yield errors
    if errors.dialog is not None:
        errors.dialog.accept()


def fail(words: str) -> None:
    try:
        raise RuntimeError(words)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_an_error_is_shown_in_words_and_its_details_can_be_copied(
    errors: UnexpectedErrors, qtbot: QtBot
) -> None:
    fail("the ink ran dry")
    dialog = errors.dialog
    assert dialog is not None
    assert "the ink ran dry" not in dialog.text()
    copy = next(button for button in dialog.buttons() if button.text() == "Copy details")
    copy.click()
    assert "RuntimeError: the ink ran dry" in QGuiApplication.clipboard().text()
    assert errors.dialog is dialog


def test_many_errors_open_one_dialog(errors: UnexpectedErrors) -> None:
    for number in range(50):
        fail(f"error {number}")
    first = errors.dialog
    assert first is not None
    first.accept()
    assert errors.dialog is None
    fail("another")
    assert errors.dialog is not None


def test_an_error_in_another_thread_is_shown_too(errors: UnexpectedErrors, qtbot: QtBot) -> None:
    def work() -> None:
        raise RuntimeError("far away")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: errors.dialog is not None)


def test_errors_are_kept_in_the_log(
    errors: UnexpectedErrors, caplog: pytest.LogCaptureFixture
) -> None:
    fail("the ink ran dry")
    assert "the ink ran dry" in caplog.text
