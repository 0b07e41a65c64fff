"""What Inkling is, what is inside it, and where a person's own things lie."""

from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.icons import app_icon
from desktop_app.widgets.buttons import LinkButton, PrimaryButton
from desktop_app.widgets.text import Text, TextRole
from nn_core.resources import licences_folder
from nn_core.user_folders import user_folder
from nn_core.versions import program_version

__all__ = ["COMPONENTS", "AboutDialog"]

COMPONENTS: Final = (
    ("Inkling", "MIT"),
    ("Python", "PSF 2.0"),
    ("NumPy", "BSD 3-Clause"),
    ("Qt and PySide6", "LGPL 3.0"),
    ("pyqtgraph", "MIT"),
    ("Pillow", "MIT-CMU"),
    ("safetensors", "Apache 2.0"),
    ("pooch, platformdirs, threadpoolctl", "BSD and MIT"),
    ("Inter, the typeface", "SIL Open Font License 1.1"),
)
"""What most of the program consists of, and under which licence."""

_ICON_PX: Final = 56
_WIDTH_PX: Final = 500


class AboutDialog(QDialog):
    """Names the version, the licences of everything inside, and the folder of one's own data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Inkling")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH_PX)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addWidget(
            Text(
                "Reads handwritten digits with a neural network written from scratch on NumPy.",
                wrap=True,
            )
        )
        column.addLayout(self._inside())
        column.addLayout(self._licences())
        column.addWidget(Text("Your settings, networks and digits", TextRole.CAPTION))
        column.addLayout(self._folder())
        close = PrimaryButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()  # after its way into the window, or the first link would have it

    def showEvent(self, event: QShowEvent) -> None:
        """Be as tall as the words ask for."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Qt itself leaves lines that are broken out of its account.
        self.resize(_WIDTH_PX, self._column.totalHeightForWidth(_WIDTH_PX))

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(QSize(_ICON_PX, _ICON_PX), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(Text("Inkling", TextRole.TITLE))
        words.addWidget(Text(f"Version {program_version()}", TextRole.MUTED))
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(icon)
        row.addLayout(words, 1)
        return row

    def _inside(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Text("Inside", TextRole.CAPTION), 1)
        if licences_folder() is not None:
            reading = LinkButton("All parts, with their texts")
            reading.clicked.connect(self._open_licences)
            row.addWidget(reading)
        return row

    def _licences(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(5)
        for row, (component, licence) in enumerate(COMPONENTS):
            grid.addWidget(Text(component), row, 0)
            grid.addWidget(Text(licence, TextRole.MUTED), row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _folder(self) -> QHBoxLayout:
        self._path = path = Text(str(user_folder()), wrap=True)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        opening = LinkButton("Open the folder")
        opening.clicked.connect(self._open_folder)
        row = QHBoxLayout()
        row.addWidget(path, 1)
        row.addWidget(opening)
        return row

    @Slot()
    def _open_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(licences_folder())))

    @Slot()
    def _open_folder(self) -> None:
        try:
            user_folder().mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._path.setText(f"{user_folder()} cannot be made: {error.strerror}.")
            self._fit()
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(user_folder())))
