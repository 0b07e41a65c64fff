"""The window: the rail on the left, one page at a time, and the status line beneath."""

from __future__ import annotations

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
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.draw.pictures import local_files
from desktop_app.icons import app_icon
from desktop_app.pages import PAGES, PageEntry, Pages
from desktop_app.recognizer_host import RecognizerHost
from desktop_app.settings import Settings
from desktop_app.status_line import StatusLine
from desktop_app.theme import Appearance, Theme
from desktop_app.widgets.banner import Banner, Tone
from desktop_app.widgets.buttons import IconButton
from desktop_app.widgets.dropping import accept_copy
from desktop_app.widgets.rail import Rail
from nn_core.errors import InklingError

if TYPE_CHECKING:
    from nn_core.model_file import Model

__all__ = ["MainWindow"]

_SMALLEST: Final = QSize(900, 620)
_USUAL: Final = QSize(1180, 760)


class MainWindow(QMainWindow):
    """Inkling's window.

    Attributes
    ----------
    host
        The recogniser in use.
    pages
        The pages, of which one is shown.
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

        self.pages = Pages(theme, settings, self.host)
        self.draw_page = self.pages.draw
        self._rail = Rail(theme)
        self._centre = QWidget()
        self._banner = Banner(theme, self.pages)
        self.status_line = StatusLine(self.host)
        self._draw_detail = ""
        self._lay_out()
        self._fill_rail()

        self.host.failed.connect(self._warn)
        self.pages.opened.connect(self._show_page)
        self.pages.network_chosen.connect(self._use_network)
        self.draw_page.reader.timed.connect(self._take_draw_detail)
        self.draw_page.pictures.files_dropped.connect(self.open_files)
        self.status_line.opening_asked.connect(self._ask_for_network)

        self.pages.open(settings.page)
        if not (settings.geometry and self.restoreGeometry(settings.geometry)):
            self.resize(_USUAL)

    # ---- what it consists of

    def _lay_out(self) -> None:
        # A click beside everything ends what a box was being filled with.
        self._centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status_line)
        row = QHBoxLayout(self._centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addLayout(column, 1)
        self.setCentralWidget(self._centre)

    def _fill_rail(self) -> None:
        for index, entry in enumerate(PAGES):
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

    @Slot(int)
    def _open(self, index: int) -> None:
        self.pages.open(PAGES[index].name)

    @Slot()
    def _page_key_pressed(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self._open(int(shortcut.property("page")))

    @Slot(PageEntry)
    def _show_page(self, entry: PageEntry) -> None:
        self._rail.show_chosen(PAGES.index(entry))
        if self._settings.page != entry.name:  # a start writes no file
            self._settings.page = entry.name
        self._show_detail()

    @Slot(str)
    def _take_draw_detail(self, words: str) -> None:
        self._draw_detail = words
        self._show_detail()

    def _show_detail(self) -> None:
        self.status_line.show_detail(self._draw_detail if self._shows_draw_page() else "")

    def _shows_draw_page(self) -> bool:
        return self.pages.currentWidget() is self.draw_page

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
        """Open files: there is room for one network and for one picture, the last of each."""
        networks = [path for path in paths if _is_network(path)]
        pictures = [path for path in paths if not _is_network(path)]
        for path in (*networks[-1:], *pictures[-1:]):
            self.open_file(path)
        if len(pictures) > 1 and not self.draw_page.banner.words:
            self.draw_page.banner.say(f"Of {len(pictures)} files the last one is on the paper.")

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
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped beside the paper."""
        accept_copy(event)
        self.open_files(local_files(event.mimeData()))

    def open_file(self, path: Path) -> None:
        """Use the network in a file, or put the picture or the strokes in it on the paper."""
        if _is_network(path):
            self.host.open_file(path)
        else:
            self.pages.open("draw")
            self.draw_page.pictures.open(path)

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        banner = (
            self.draw_page.banner if self.pages.currentWidget() is self.draw_page else self._banner
        )
        banner.say(sentence, Tone.WARNING)

    def _place_banner(self) -> None:
        width = min(620, self.pages.width() - 56)
        self._banner.float_at((self.pages.width() - width) // 2, 16, width)

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
            QTimer.singleShot(0, self, self._load_the_rest)

    @Slot()
    def _load_the_rest(self) -> None:
        self.painted.emit()
        # First what needs much memory for a moment: what is loaded next has it afterwards.
        QGuiApplication.setWindowIcon(app_icon())
        if self.host.recognizer is None:
            self.host.load()

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
        training = self.pages.train is not None and self.pages.train.is_training()
        if training and not self._may_stop_training():
            event.ignore()
            return
        self.shut_down()
        event.accept()

    def _may_stop_training(self) -> bool:
        """Ask whether the training in progress may be stopped."""
        from desktop_app.question import ask  # the first paint does without it

        return ask(
            self,
            "Stop training?",
            "A network is being trained. Stop it and close Inkling?",
            more="What it learnt so far is kept, and the Train page offers to go on with it.",
            yes="Stop and close",
            no="Keep training",
        )

    def shut_down(self) -> None:
        """Stop what runs, then save; safe to call again."""
        if self._shut_down:
            return
        self._shut_down = True
        self.pages.stop_and_wait()
        self._settings.geometry = self.saveGeometry()
        self._settings.store.sync()


def _is_network(path: Path) -> bool:
    return path.suffix.lower() == ".safetensors"
