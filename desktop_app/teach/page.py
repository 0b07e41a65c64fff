"""The "My digits" page: the collection, the guided set, and the report that it ends in."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.recognizer_host import RecognizerHost
from desktop_app.save_dialog import ask_where_to_save
from desktop_app.settings import Settings
from desktop_app.teach.collection_desk import CollectionDesk
from desktop_app.teach.collection_view import CollectionView
from desktop_app.teach.exchange import Exchange
from desktop_app.teach.guided_view import GuidedView
from desktop_app.teach.report_files import save_report
from desktop_app.teach.report_view import ReportView
from desktop_app.theme import Theme
from desktop_app.widgets import Banner, Tone
from desktop_app.widgets.dropping import accept_copy
from nn_core.errors import InklingError
from nn_core.teaching import OwnDigit
from nn_core.teaching.exporting import export_csv, export_idx, export_pictures
from nn_core.teaching.handwriting_report import report_on

__all__ = ["MyDigitsPage"]

_MARGIN_PX = 28
_TOP_PX = 24
_BOTTOM_PX = 14
_FILES = (
    "Digits (*.npz *.csv *.gz *.pkl *.idx *.unp *.dat *.txt *-ubyte *.tra *.tes *.Z);;All files (*)"
)
_EXPORTS = {"pictures": export_pictures, "csv": export_csv, "idx": export_idx}


class MyDigitsPage(QWidget):
    """Where a person looks after the digits of the own hand.

    Parameters
    ----------
    theme
        The colours.
    settings
        Where the folder that was used last is remembered.
    host
        The network in use, which reads the guided set.

    Attributes
    ----------
    collection, guided, report
        Its three sides.
    banner
        Where a sentence appears when something went wrong.

    Signals
    -------
    teaching_asked
        The network in use is to learn the collection.
    collection_changed
        The collection is another one than before.
    """

    teaching_asked = Signal()
    collection_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        host: RecognizerHost,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._host = host
        self._written: list[OwnDigit] = []
        self._desk = CollectionDesk(self)
        self.exchange = Exchange(self)
        self.collection = CollectionView(theme, self._desk)
        self.guided = GuidedView(theme)
        self.report = ReportView(theme)
        self.banner = Banner(theme)
        self._sides = QStackedWidget()
        for side in (self.collection, self.guided, self.report):
            self._sides.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _TOP_PX, _MARGIN_PX, _BOTTOM_PX)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(self._sides, 1)
        self.setAcceptDrops(True)

        self._desk.changed.connect(self.collection_changed)
        self._desk.failed.connect(self._warn)
        self.exchange.imported.connect(self._take_imported)
        self.exchange.exported.connect(self._tell_exported)
        self.exchange.failed.connect(self._warn)
        self.collection.guided_set_asked.connect(self._begin_set)
        self.collection.teaching_asked.connect(self.teaching_asked)
        self.collection.import_asked.connect(self._ask_what_to_import)
        self.collection.export_asked.connect(self._ask_where_to_export)
        self.guided.written.connect(self._show_report)
        self.guided.left.connect(self._show_collection)
        self.report.keeping_asked.connect(self._keep_written)
        self.report.undo_asked.connect(self._undo_keeping)
        self.report.saving_asked.connect(self._ask_where_to_save)
        self.report.closed.connect(self._show_collection)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the collection anew: digits may have come from elsewhere."""
        super().showEvent(event)
        self.collection.refresh()

    def stop_and_wait(self) -> None:
        """End what runs behind the window's back."""
        self.exchange.stop_and_wait()

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        self.banner.say(sentence, Tone.WARNING)

    # ---- the guided set and its report

    @Slot()
    def _begin_set(self) -> None:
        self._sides.setCurrentWidget(self.guided)
        self.guided.begin()

    @Slot()
    def _show_collection(self) -> None:
        self._sides.setCurrentWidget(self.collection)
        self.collection.refresh()

    @Slot(list)
    def _show_report(self, digits: list[OwnDigit]) -> None:
        recognizer = self._host.recognizer
        self._written = digits
        if recognizer is None or not digits:
            self._show_collection()
            self.banner.say("No digit was written, so there is no report.")
            return
        self.report.show_report(report_on(digits, recognizer), datetime.now())
        self._sides.setCurrentWidget(self.report)
        self.report.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _keep_written(self) -> None:
        if self._desk.add(self._written, "Kept {} of the set"):
            self.report.show_kept(True)

    @Slot()
    def _undo_keeping(self) -> None:
        self._desk.undo()
        self.collection.bar.say("")
        self.report.show_kept(False)

    @Slot(str)
    def _ask_where_to_save(self, kind: str) -> None:
        proposed = Path(self._settings.folder) / f"handwriting-report.{kind}"
        words = "PDF document" if kind == "pdf" else "PNG image"
        path = ask_where_to_save(self, "Save the report", proposed, words)
        if path is not None:
            self.save_report(path)

    def save_report(self, path: Path) -> None:
        """Save the report that is shown; its file's ending says how."""
        if self.report.sheet is None:
            return
        self._settings.folder = str(path.parent)
        try:
            save_report(self.report.sheet, path)
        except InklingError as error:
            self._warn(str(error))
        else:
            self.banner.say(f"Saved as {path.name}.")

    # ---- files

    @Slot(bool)
    def _ask_what_to_import(self, folder: bool) -> None:
        title, start = "Import digits", self._settings.folder
        if folder:
            chosen = QFileDialog.getExistingDirectory(self, title, start)
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, title, start, _FILES)
        if chosen:
            self._settings.folder = str(Path(chosen).parent)
            self._import(Path(chosen))

    def _import(self, path: Path) -> None:
        self.banner.say(f"Reading {path.name}…")
        self.exchange.import_from(path)

    @Slot(list, str)
    def _take_imported(self, digits: list[OwnDigit], name: str) -> None:
        self.banner.dismiss()
        added = self._desk.add(digits, f"Imported {{}} from {name}")
        if added and self._sides.currentWidget() is not self.collection:
            # A set that is being written is not taken away for it.
            self.banner.say(f"{self.collection.bar.words}.")

    @Slot(str)
    def _ask_where_to_export(self, kind: str) -> None:
        if kind == "csv":
            proposed = Path(self._settings.folder) / "my-digits.csv"
            path = ask_where_to_save(self, "Export", proposed, "Table")
        else:
            chosen = QFileDialog.getExistingDirectory(
                self, "Export into an empty folder", self._settings.folder
            )
            path = Path(chosen) if chosen else None
        if path is not None:
            self._settings.folder = str(path.parent)
            digits = self.collection.digits_to_export()
            self.exchange.export_to(path, digits, _EXPORTS[kind])

    @Slot(str)
    def _tell_exported(self, path: str) -> None:
        self.banner.say(f"Exported to {path}; Inkling reads it back as a dataset.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file or a folder from elsewhere."""
        if event.mimeData().hasUrls():
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            accept_copy(event)
            self._import(paths[0])
