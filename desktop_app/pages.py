"""The window's pages, each made when it is first visited, and what one of them asks of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.draw.page import DrawPage
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.theme import Theme

if TYPE_CHECKING:
    from desktop_app.draw.drawing import Drawing
    from desktop_app.runs.page import RunsPage
    from desktop_app.teach.page import MyDigitsPage
    from desktop_app.teach.teach_desk import TeachDesk
    from desktop_app.train.page import TrainPage
    from nn_core.training import TrainingConfig

__all__ = ["PAGES", "PageEntry", "Pages"]


@dataclass(frozen=True, slots=True)
class PageEntry:
    """What leads to a page: its name in the settings, its title, and the icon above that."""

    name: str
    title: str
    icon: str


PAGES: Final = (
    PageEntry("draw", "Draw", "draw"),
    PageEntry("train", "Train", "train"),
    PageEntry("runs", "Runs", "runs"),
    PageEntry("my-digits", "My digits", "digits"),
)
"""The pages in the order in which they stand in the rail."""


class Pages(QStackedWidget):
    """Shows one page at a time.

    Parameters
    ----------
    theme
        The colours.
    settings
        What the window remembers; pages keep their own in the same store.
    host
        The network in use.

    Attributes
    ----------
    draw
        The page to draw on; there from the start.
    train, runs, my_digits
        The page to train on, that of all trainings, and that with the person's own digits; None
        until they were first visited.
    teaching
        What gives lessons to the network in use; None before the first.

    Signals
    -------
    opened(PageEntry)
        Another page is shown.
    network_chosen(Model)
        The person wants to read with this network from now on.
    """

    opened = Signal(PageEntry)
    network_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        host: RecognizerHost,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._settings = settings
        self._host = host
        self.draw = DrawPage(theme, settings, host)
        self.train: TrainPage | None = None
        self.runs: RunsPage | None = None
        self.my_digits: MyDigitsPage | None = None
        self.teaching: TeachDesk | None = None
        self.draw.teaching_asked.connect(self.teach)
        self.addWidget(self.draw)

    def open(self, name: str) -> None:
        """Open a page, and make it if this is the first visit; an unknown name opens the first."""
        entry = next((entry for entry in PAGES if entry.name == name), PAGES[0])
        makers = {"train": self._train_page, "runs": self._runs_page, "my-digits": self._my_digits}
        page = makers[entry.name]() if entry.name in makers else self.draw
        if self.indexOf(page) < 0:
            self.addWidget(page)
        # Otherwise the focus would jump to whatever comes after the page that is hidden.
        around = self.parentWidget()
        if around is not None:
            around.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentWidget(page)
        if page is self.draw:
            self.draw.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit(entry)

    def stop_and_wait(self) -> None:
        """End what runs behind the window's back, on every page."""
        for busy in (self.draw, self.train, self.runs, self.my_digits, self.teaching):
            if busy is not None:
                busy.stop_and_wait()

    # ---- the pages that wait for their first visit

    def _train_page(self) -> TrainPage:
        if self.train is None:
            # Loaded here: it brings the curves' library and the training code with it.
            from desktop_app.train.page import TrainPage

            drawn = self.draw.pad.strokes
            self.train = TrainPage(self._theme, self._settings, self._host, drawn, self)
            self.train.network_chosen.connect(self.network_chosen)
        return self.train

    def _runs_page(self) -> RunsPage:
        if self.runs is None:
            # Loaded here: it brings a database and the curves' library with it.
            from desktop_app.runs.page import RunsPage

            drawing = self._current_drawing
            self.runs = RunsPage(self._theme, self._settings, self._host, drawing, self)
            self.runs.network_chosen.connect(self.network_chosen)
            self.runs.training_asked.connect(self._open_train)
            self.runs.repeat_asked.connect(self._train_again)
        return self.runs

    def _my_digits(self) -> MyDigitsPage:
        if self.my_digits is None:
            # Loaded here: it brings arrays and the training code with it.
            from desktop_app.teach.page import MyDigitsPage

            self.my_digits = MyDigitsPage(self._theme, self._settings, self._host, self)
            self.my_digits.teaching_asked.connect(self.teach)
            self.my_digits.collection_changed.connect(self.draw.keeping.refresh)
        return self.my_digits

    # ---- what one page asks of another

    @Slot()
    def teach(self) -> None:
        """Let the network in use learn all digits that were kept, on the page to draw on."""
        self.open("draw")
        if self.teaching is None:
            # Loaded here: the first paint does without it.
            from desktop_app.teach.teach_desk import TeachDesk

            self.teaching = TeachDesk(self._theme, self._host, self.draw)
            self.teaching.failed.connect(self.draw.warn)
            self.draw.lay_over(self.teaching.card)
        self.teaching.begin()

    def _current_drawing(self) -> Drawing:
        return self.draw.pad.drawing

    @Slot()
    def _open_train(self) -> None:
        self.open("train")

    @Slot(object)
    def _train_again(self, config: TrainingConfig) -> None:
        self.open("train")
        self._train_page().settings_desk.show(config)
