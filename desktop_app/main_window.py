"""The window: the rail on the left, one page at a time, and the status line beneath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.draw.page import DrawPage
from desktop_app.draw.pictures import local_files
from desktop_app.icons import app_icon
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.status_line import StatusLine
from desktop_app.theme import Appearance, Theme
from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.buttons import IconButton
from desktop_app.widgets.rail import Rail
from nn_core.errors import InklingError

if TYPE_CHECKING:
    from desktop_app.draw.drawing import Drawing
    from desktop_app.runs.page import RunsPage
    from desktop_app.teach.page import MyDigitsPage
    from desktop_app.train.page import TrainPage
    from nn_core.model_file import Model
    from nn_core.training import TrainingConfig

__all__ = ["MainWindow"]

_SMALLEST: Final = QSize(900, 620)
_USUAL: Final = QSize(1180, 760)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A page that the rail leads to; it is made when it is first visited."""

    name: str
    title: str
    icon: str
    make: Callable[[], QWidget]


class MainWindow(QMainWindow):
    """Inkling's window.

    Attributes
    ----------
    host
        The recogniser in use.
    draw_page
        The page to draw on; there from the start.
    status_line
        The line at the window's foot.
    more_menu
        The choice between light, dark and what the system has, and the way to "About".

    Signals
    -------
    painted
        The window was seen for the first time; all that it was not to wait for is loaded next.
    """

    painted = Signal()

    def __init__(
        self, theme: Theme, settings: Settings, host: RecognizerHost | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._settings = settings
        self.host = RecognizerHost(self) if host is None else host
        self._painted = False
        self._shut_down = False
        self.setWindowTitle("Inkling")
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)

        self.draw_page = DrawPage(theme, settings, self.host)
        self._train_page: TrainPage | None = None
        self._runs_page: RunsPage | None = None
        self._my_digits_page: MyDigitsPage | None = None
        self._entries = (
            _Entry("draw", "Draw", "draw", self._give_draw_page),
            _Entry("train", "Train", "train", self._make_train_page),
            _Entry("runs", "Runs", "runs", self._make_runs_page),
            _Entry("my-digits", "My digits", "digits", self._make_my_digits_page),
        )
        self._pages: dict[int, QWidget] = {}
        self._rail = Rail(theme)
        self._centre = QWidget()
        self._stack = QStackedWidget()
        self._banner = Banner(theme, self._stack)
        self.status_line = StatusLine(self.host)
        self._status_details: dict[int, str] = {}
        self._lay_out()
        self._fill_rail()

        self.host.failed.connect(self._warn)
        self.draw_page.reader.timed.connect(self._show_draw_detail)
        self.draw_page.pictures.files_dropped.connect(self.open_files)
        self.status_line.opening_asked.connect(self._ask_for_network)

        self.open_page(settings.page)
        if not (settings.geometry and self.restoreGeometry(settings.geometry)):
            self.resize(_USUAL)

    # ---- what it consists of

    def _lay_out(self) -> None:
        # A click beside everything ends what a box was being filled with.
        self._centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status_line)
        row = QHBoxLayout(self._centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(column, 1)
        self.setCentralWidget(self._centre)

    def _fill_rail(self) -> None:
        for index, entry in enumerate(self._entries):
            keys = QKeySequence(f"Ctrl+{index + 1}")
            self._rail.add_page(entry.icon, entry.title, keys)
            shortcut = QShortcut(keys, self)
            shortcut.setProperty("page", index)
            shortcut.activated.connect(self._page_key_pressed)
        self._rail.page_chosen.connect(self._open)
        self._rail.add_at_bottom(self._more_button())

    def _more_button(self) -> IconButton:
        """Make the button with the choice of colours, and what is seldom asked for."""
        more = IconButton(self._theme, "more", "Appearance and about")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        group = QActionGroup(menu)
        group.triggered.connect(self._appearance_chosen)
        for choice, words in (
            (Appearance.SYSTEM, "Light or dark, as the system"),
            (Appearance.LIGHT, "Light"),
            (Appearance.DARK, "Dark"),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setData(choice.value)
            action.setChecked(choice is self._theme.appearance)
            group.addAction(action)
        menu.addSeparator()
        menu.addAction("About Inkling").triggered.connect(self._show_about)
        more.setMenu(menu)
        self.more_menu = menu
        return more

    # ---- pages

    @property
    def train_page(self) -> TrainPage | None:
        """The page to train on; None until it was first visited."""
        return self._train_page

    @property
    def runs_page(self) -> RunsPage | None:
        """The page of all trainings; None until it was first visited."""
        return self._runs_page

    @property
    def my_digits_page(self) -> MyDigitsPage | None:
        """The page with the person's own digits; None until it was first visited."""
        return self._my_digits_page

    @property
    def page(self) -> QWidget | None:
        """The page that is open."""
        return self._stack.currentWidget()

    def open_page(self, name: str) -> None:
        """Open a page, and make it if this is the first visit; an unknown name opens the first."""
        names = [entry.name for entry in self._entries]
        self._open(names.index(name) if name in names else 0)

    @Slot(int)
    def _open(self, index: int) -> None:
        page = self._pages.get(index)
        if page is None:
            page = self._pages[index] = self._entries[index].make()
            self._stack.addWidget(page)
        # Otherwise the focus would jump to whatever comes after the page that is hidden.
        self._centre.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(page)
        if page is self.draw_page:
            self.draw_page.pad.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rail.show_chosen(index)
        if self._settings.page != self._entries[index].name:  # a start writes no file
            self._settings.page = self._entries[index].name
        self.status_line.show_detail(self._status_details.get(index, ""))

    @Slot()
    def _page_key_pressed(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self._open(int(shortcut.property("page")))

    def _give_draw_page(self) -> QWidget:
        return self.draw_page

    def _make_train_page(self) -> QWidget:
        # Loaded at the first visit: it brings the curves' library and the training code with it.
        from desktop_app.train.page import TrainPage

        self._train_page = TrainPage(
            self._theme, self._settings, self.host, self.draw_page.pad.strokes, self
        )
        self._train_page.network_chosen.connect(self._use_network)
        return self._train_page

    def _make_runs_page(self) -> QWidget:
        # Loaded at the first visit: it brings a database and the curves' library with it.
        from desktop_app.runs.page import RunsPage

        self._runs_page = RunsPage(
            self._theme, self._settings, self.host, self._current_drawing, self
        )
        self._runs_page.network_chosen.connect(self._use_network)
        self._runs_page.training_asked.connect(self._open_train_page)
        self._runs_page.repeat_asked.connect(self._train_again)
        return self._runs_page

    def _make_my_digits_page(self) -> QWidget:
        # Loaded at the first visit: it brings arrays and the training code with it.
        from desktop_app.teach.page import MyDigitsPage

        self._my_digits_page = MyDigitsPage(self._theme, self._settings, self.host, self)
        self._my_digits_page.teaching_asked.connect(self._teach)
        self._my_digits_page.collection_changed.connect(self.draw_page.keeping.refresh)
        return self._my_digits_page

    @Slot()
    def _teach(self) -> None:
        self.open_page("draw")
        self.draw_page.teach()

    def _current_drawing(self) -> Drawing:
        return self.draw_page.pad.drawing

    @Slot()
    def _open_train_page(self) -> None:
        self.open_page("train")

    @Slot(object)
    def _train_again(self, config: TrainingConfig) -> None:
        self.open_page("train")
        if self._train_page is not None:
            self._train_page.settings_desk.show(config)

    @Slot(str)
    def _show_draw_detail(self, words: str) -> None:
        self._status_details[0] = words
        if self.page is self.draw_page:
            self.status_line.show_detail(words)

    # ---- the network in use

    @Slot(object)
    def _use_network(self, model: Model) -> None:
        try:
            self.host.use(model)
        except InklingError as error:
            self._warn(str(error))

    @Slot()
    def _ask_for_network(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # the first paint does without it

        name, _ = QFileDialog.getOpenFileName(
            self, "Open a network", self._settings.folder, "Networks (*.safetensors)"
        )
        if name:
            self._settings.folder = str(Path(name).parent)
            self.host.open_file(Path(name))

    @Slot(str)
    def open_named(self, path: str) -> None:
        """Open the file at a path that came as text."""
        self.open_file(Path(path))

    @Slot(list)
    def open_files(self, paths: list[Path]) -> None:
        """Open files, one after the other."""
        for path in paths:
            self.open_file(path)

    @Slot(list)
    def come_forward(self, paths: list[Path]) -> None:
        """Come before all other windows, as on a later start of the program, and open files."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.open_files(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files anywhere on the window."""
        if event.source() is None and local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped beside the paper."""
        event.acceptProposedAction()
        self.open_files(local_files(event.mimeData()))

    def open_file(self, path: Path) -> None:
        """Use the network in a file, or put the picture or the strokes in it on the paper."""
        if path.suffix == ".safetensors":
            self.host.open_file(path)
        else:
            self.open_page("draw")
            self.draw_page.pictures.open(path)

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        banner = self.draw_page.banner if self.page is self.draw_page else self._banner
        banner.say(sentence, Tone.WARNING)

    def _place_banner(self) -> None:
        width = min(620, self._stack.width() - 56)
        self._banner.float_at((self._stack.width() - width) // 2, 16, width)

    # ---- light and dark

    @Slot(QAction)
    def _appearance_chosen(self, action: QAction) -> None:
        appearance = Appearance(action.data())
        self._settings.appearance = appearance
        self._theme.set_appearance(appearance)

    @Slot()
    def _show_about(self) -> None:
        # Loaded when asked for: the first paint does without it.
        from desktop_app.about import AboutDialog

        AboutDialog(self).open()

    # ---- first paint and last words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the window is seen, load what it was not to wait for."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._load_the_rest)

    @Slot()
    def _load_the_rest(self) -> None:
        self.painted.emit()
        if self.host.recognizer is None:
            self.host.load()
        QGuiApplication.setWindowIcon(app_icon())

    def event(self, event: QEvent) -> bool:
        """Draw the icons anew when the window moves to a screen of another density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._theme.draw_anew()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a sentence that is shown in the middle."""
        super().resizeEvent(event)
        self._place_banner()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask if a training would be cut short; then stop what runs, and remember the rest."""
        if self._shut_down:
            event.accept()
            return
        training = self._train_page is not None and self._train_page.is_training()
        if training and not self._may_stop_training():
            event.ignore()
            return
        self.shut_down()
        event.accept()

    def _may_stop_training(self) -> bool:
        """Ask whether the training in progress may be stopped."""
        from PySide6.QtWidgets import QMessageBox  # the first paint does without it

        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.NoIcon)
        question.setWindowTitle("Stop training?")
        question.setText("A network is being trained. Stop it and close Inkling?")
        question.setInformativeText(
            "What it learnt so far is kept, and the Train page offers to go on with it."
        )
        stop = question.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        stay = question.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(stay)
        question.exec()
        return question.clickedButton() is stop

    def shut_down(self) -> None:
        """Stop what runs, then save; safe to call again."""
        if self._shut_down:
            return
        self._shut_down = True
        self.draw_page.stop_and_wait()
        if self._train_page is not None:
            self._train_page.stop_and_wait()
        if self._runs_page is not None:
            self._runs_page.stop_and_wait()
        if self._my_digits_page is not None:
            self._my_digits_page.stop_and_wait()
        self._settings.geometry = self.saveGeometry()
        self._settings.store.sync()
