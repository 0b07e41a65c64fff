"""From nothing to an open window: the application, its log file, its typeface and its theme."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop_app.fonts import load_fonts
from desktop_app.lasting import Lasting
from desktop_app.main_window import MainWindow
from desktop_app.settings import Settings, open_store
from desktop_app.theme import Theme
from desktop_app.unexpected import UnexpectedErrors
from nn_core.user_folders import user_folder

if TYPE_CHECKING:
    from desktop_app.reception import Reception

__all__ = ["Application", "keep_log", "make_application", "run_window"]

_LOG_BYTES: Final = 500_000
_LOG_FILES: Final = 3


def make_application() -> Application:
    """Make the application that every window needs, in Inkling's typeface."""
    # One thread is enough for a digit; several only stall each other on a busy machine. It must
    # be said before NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Every place that a fast pen passes is drawn; what they add up to is still read once.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    # The style is named here, since `setStyle` would have Python learn 600 names of Qt's styles.
    app = Application(["inkling", "-style", "fusion"])
    app.setApplicationName("Inkling")
    app.setApplicationDisplayName("Inkling")
    app.setDesktopFileName("inkling")
    load_fonts()
    return app


class _LogFile(logging.Handler):
    """The file that the log is kept in; opened at the first record, which most starts have none of.

    Parameters
    ----------
    path
        Where it lies; its folder is made with it.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or where no file can be kept say so once on the error stream."""
        if self._file is None:
            self._file = self._open()
        self._file.handle(record)

    def _open(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        file: logging.Handler
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = RotatingFileHandler(
                self._path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
            )
        except OSError as error:
            if sys.stderr is not None:  # a windowed program on Windows has none
                print(f"No log file can be kept: {error}", file=sys.stderr)
            file = logging.StreamHandler()
        file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        return file


def keep_log() -> None:
    """Write warnings and unexpected errors to a file in the person's folder, and not too many."""
    root = logging.getLogger()
    root.addHandler(_LogFile(user_folder() / "logs" / "inkling.log"))
    root.setLevel(logging.INFO)
    qInstallMessageHandler(_log_qt_message)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), message)


class Application(QApplication):
    """Qt's application, which on macOS is told of files that are to be opened.

    Signals
    -------
    file_opened
        A file was opened with the program, or dropped on its icon; carries its path as text.
    """

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Take the files that macOS hands over."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(event.file())
            return True
        return super().event(event)


class _Rest(QObject):
    """What waits until the window has been seen, and ends after it.

    Attributes
    ----------
    reception
        What hears of later starts; None until the window was seen.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.reception: Reception | None = None
        window.painted.connect(self._begin)

    @Slot()
    def _begin(self) -> None:
        from desktop_app.reception import Reception  # the first paint does without it

        self.reception = Reception(self)
        self.reception.asked.connect(self._window.come_forward)
        self.reception.open()

    def end(self) -> None:
        """Hear no more of later starts."""
        if self.reception is not None:
            self.reception.close()


def run_window(files: Sequence[Path] = ()) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    files
        Pictures or networks to open in it.
    """
    app = make_application()
    keep_log()
    settings = Settings(open_store())
    theme = Theme(settings.appearance)
    window = MainWindow(theme, settings)
    Lasting(window)
    rest = _Rest(window)
    app.file_opened.connect(window.open_named)
    UnexpectedErrors(window).watch()
    # Ctrl+C in the terminal ends the program, as everywhere; Qt's loop would never hear of it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    window.open_files(list(files))
    code = app.exec()
    rest.end()
    window.shut_down()
    return code
