"""How to come by a dataset that is not on this computer: fetch it, point at it, do without."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.icons import icon_pixmap
from desktop_app.theme import Theme
from desktop_app.train.setup.dataset_jobs import DownloadProgress
from desktop_app.train.watch.progress_card import ProgressLine
from desktop_app.widgets import LinkButton, PrimaryButton, SecondaryButton, Text, TextRole
from desktop_app.wording import dataset_title
from nn_core.data import CATALOGUE

__all__ = ["MissingPanel"]

WIDTH_PX = 400
ICON_PX = 36


class MissingPanel(QWidget):
    """A few words and buttons in the middle of an empty card.

    Signals
    -------
    download_asked(str), folder_asked(str), synthetic_asked(), cancel_asked()
        The person wants to fetch the dataset, to name a folder that holds it, to do without it,
        or to call the download off.
    """

    download_asked = Signal(str)
    folder_asked = Signal(str)
    synthetic_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self._icon = QLabel()
        self._title = Text("", TextRole.TITLE, wrap=True)
        self._sentence = Text("", TextRole.MUTED, wrap=True)
        self._download = PrimaryButton("Download")
        self._folder = SecondaryButton("Choose a folder…")
        self._folder.setToolTip("The files lie on this computer already")
        self._cancel = SecondaryButton("Cancel")
        self._synthetic = LinkButton("Learn from synthetic strokes instead")
        self._synthetic.setToolTip("Digits that nobody wrote, made on the spot")
        self._line = ProgressLine(theme, "Progress of the download")
        self._line_words = Text("", TextRole.CAPTION)
        self._download.clicked.connect(self._ask_download)
        self._folder.clicked.connect(self._ask_folder)
        self._synthetic.clicked.connect(self._ask_synthetic)
        self._cancel.clicked.connect(self._ask_cancel)
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        for text in (self._title, self._sentence, self._line_words):
            text.setAlignment(middle)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._download, self._folder):
            buttons.addWidget(button)
        buttons.addStretch(1)
        block = QWidget()
        block.setFixedWidth(WIDTH_PX)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(block)
        row.addStretch(1)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._icon, alignment=middle)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addWidget(self._line)
        column.addWidget(self._line_words)
        column.addWidget(self._cancel, alignment=middle)
        column.addWidget(self._synthetic, alignment=middle)
        column.addStretch(3)

    @property
    def words(self) -> str:
        """What the panel says, title and sentence."""
        return f"{self._title.text()}. {self._sentence.text()}"

    @property
    def progress_words(self) -> str:
        """How much was fetched by now."""
        return self._line_words.text()

    def show_missing(self, name: str) -> None:
        """Offer the ways to come by a dataset of the catalogue."""
        entry = CATALOGUE[name]
        self._name = name
        self._title.setText(f"{entry.title} is not on this computer yet")
        self._sentence.setText(
            f"It holds {entry.description}. Fetched once, it stays; or a folder that has its "
            "files already will do."
        )
        self._download.setText(f"Download, {entry.download_size / 1e6:.0f} MB")
        self._download.setToolTip(f"{entry.title}: {entry.licence}")
        self._show_parts(offer=True)

    def show_fetching(self, name: str) -> None:
        """Show that a dataset is being fetched."""
        self._name = name
        self._title.setText(f"Fetching {dataset_title(name)}")
        self._sentence.setText("Every file is checked against its published fingerprint.")
        self._line_words.setText("Looking for a mirror that answers…")
        self._show_parts(fetching=True)

    def show_fetch_progress(self, progress: DownloadProgress) -> None:
        """Show how far the download has come."""
        self._line.show_fraction(progress.done / max(progress.total, 1))
        self._line_words.setText(f"{progress.done / 1e6:.1f} of {progress.total / 1e6:.1f} MB")

    def show_problem(self, name: str, sentence: str) -> None:
        """Say why a dataset cannot be had, and offer what can be done about it."""
        self._name = name
        self._title.setText(f"{dataset_title(name)} cannot be used")
        self._sentence.setText(sentence)
        if name in CATALOGUE:
            self._download.setText("Try the download again")
        self._show_parts(offer=name in CATALOGUE)

    def _show_parts(self, *, offer: bool = False, fetching: bool = False) -> None:
        for button in (self._download, self._folder):
            button.setVisible(offer)
        self._synthetic.setVisible(not fetching)
        self._cancel.setVisible(fetching)
        self._line.setVisible(fetching)
        self._line_words.setVisible(fetching)
        self._line.show_fraction(None if fetching else 0.0)

    @Slot()
    def _restyle(self) -> None:
        self._icon.setPixmap(
            icon_pixmap("digits", self._theme.tokens.faint, ICON_PX, self.devicePixelRatioF())
        )

    @Slot()
    def _ask_download(self) -> None:
        self.download_asked.emit(self._name)

    @Slot()
    def _ask_folder(self) -> None:
        self.folder_asked.emit(self._name)

    @Slot()
    def _ask_synthetic(self) -> None:
        self.synthetic_asked.emit()

    @Slot()
    def _ask_cancel(self) -> None:
        self.cancel_asked.emit()
