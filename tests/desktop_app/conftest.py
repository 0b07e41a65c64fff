import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.app import make_application
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Appearance, Theme

PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def qapp_cls() -> Callable[[list[str]], object]:
    """The application as the window has it, typeface included."""
    return lambda _arguments: make_application()


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for each test, where a person's settings and networks would lie."""
    folder = tmp_path / "person"
    monkeypatch.setenv("INKLING_DATA_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    running = [
        thread
        for thread in gc.get_objects()
        # Not isinstance: it asks each object for its class, at which some of PyTorch's warn.
        if issubclass(type(thread), QThread) and isValid(thread) and thread.isRunning()
    ]
    # Python lists the main thread and those of Qt that ran Python; the latter leave with Qt's.
    left = [thread for thread in left if not isinstance(thread, threading._DummyThread)]
    assert not left, f"threads left running: {left}"
    assert not running, f"QThreads left running: {running}"


@pytest.fixture
def settings(own_folder: Path) -> Settings:
    return Settings(open_store())


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme(Appearance.LIGHT)


@pytest.fixture
def make_window(qtbot: QtBot, theme: Theme, own_folder: Path) -> Iterator[Callable[[], MainWindow]]:
    """Open the real window, with the bundled network loaded; a second call is a second start."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(theme, Settings(open_store()))
        windows.append(window)
        # A window that still trains would ask before it closes, and nobody would answer.
        qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
        window.show()
        qtbot.waitUntil(lambda: window.host.recognizer is not None, timeout=PATIENCE_MS)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    return make_window()


@pytest.fixture
def draw_seven(window: MainWindow, qtbot: QtBot) -> Callable[[], None]:
    """Draw a seven on the window's paper with the mouse, and wait until it is read."""

    def draw() -> None:
        for stroke in BARRED_SEVEN:
            draw_stroke(window.draw_page.pad, list(glide(stroke)))
        qtbot.waitUntil(lambda: window.draw_page.reader.is_up_to_date, timeout=PATIENCE_MS)

    return draw
