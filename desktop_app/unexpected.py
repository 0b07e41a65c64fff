"""What happens when something goes wrong that nobody foresaw: a log entry, and one plain dialog."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

__all__ = ["UnexpectedErrors"]

_KEPT: Final = 3

_log = logging.getLogger(__name__)


class UnexpectedErrors(QObject):
    """Keeps the window open after an unforeseen error, and offers the details to pass on.

    Attributes
    ----------
    dialog
        The dialog that is open; None when there is none.

    Signals
    -------
    happened
        An error came up, in whatever thread; carries its traceback as text.
    """

    happened = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._details: list[str] = []
        self._copy: QPushButton | None = None
        self.dialog: QMessageBox | None = None
        # Told by signal, so that an error in a worker's thread opens its dialog in this one.
        self.happened.connect(self._show)

    def watch(self) -> None:
        """Take over from Python, which would only print the error."""
        sys.excepthook = self.report
        threading.excepthook = self._report_from_thread

    def report(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log an error and show it."""
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("Unexpected error\n%s", details)
        # A windowed program on Windows has no standard error.
        if sys.stderr is not None:
            sys.stderr.write(details)
        self.happened.emit(details)

    def _report_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        self.report(failure.exc_type, failure.exc_value, failure.exc_traceback)

    @Slot(str)
    def _show(self, details: str) -> None:
        self._details = [*self._details, details][-_KEPT:]
        if self.dialog is not None:
            return
        from PySide6.QtWidgets import QMessageBox  # loaded when there is something to say

        dialog = QMessageBox(self._window)
        dialog.setIcon(QMessageBox.Icon.NoIcon)
        dialog.setWindowTitle("Something went wrong")
        dialog.setText("Something went wrong that Inkling did not foresee.")
        dialog.setInformativeText(
            "You can go on; what you saved is safe. With the details, its makers can mend it."
        )
        self._copy = dialog.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
        dialog.addButton("Go on", QMessageBox.ButtonRole.AcceptRole)
        # Copying leaves the dialog open.
        self._copy.clicked.disconnect()
        self._copy.clicked.connect(self._copy_details)
        dialog.finished.connect(self._close)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._details))
        if self._copy is not None:
            self._copy.setText("Copied")

    @Slot()
    def _close(self) -> None:
        self._details = []
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = self._copy = None
