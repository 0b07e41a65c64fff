import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.lasting import Lasting
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    """The window before it is seen."""
    window = MainWindow(theme, Settings(open_store()))
    Lasting(window)
    qtbot.addWidget(window, before_close_func=MainWindow.shut_down)
    yield window
    gc.unfreeze()


def is_gone_through(thing: object) -> bool:
    return any(each is thing for each in gc.get_objects())


def test_no_collection_goes_through_what_the_window_and_its_pages_bring_along(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert is_gone_through(window)
    window.show()
    qtbot.waitUntil(lambda: window.host.recognizer is not None, timeout=30_000)
    assert not is_gone_through(window)

    window.pages.open("train")
    assert not is_gone_through(window.pages.train)


def test_what_came_later_is_still_collected_when_a_page_is_opened_again(
    window: MainWindow,
) -> None:
    for page in ("train", "draw"):
        window.pages.open(page)
    later: list[object] = []
    for page in ("train", "draw"):
        window.pages.open(page)
    assert is_gone_through(later)
