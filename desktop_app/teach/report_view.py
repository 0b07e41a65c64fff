"""The handwriting report in the window: the page itself, and what can be done with it."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.teach.report_sheet import SHEET_SIZE, ReportSheet
from desktop_app.theme import Theme
from desktop_app.widgets import LinkButton, PrimaryButton, SecondaryButton, Text, TextRole
from nn_core.teaching.handwriting_report import HandwritingReport

__all__ = ["ReportView"]

_WIDEST_PX = 720


class ReportView(QWidget):
    """Shows a report.

    Attributes
    ----------
    sheet
        The page; None before the first report.

    Signals
    -------
    keeping_asked, undo_asked
        The digits are to go into the collection, or out of it again.
    saving_asked(str)
        The page is to be saved as "pdf" or "png".
    closed
        The person has seen it.
    """

    keeping_asked = Signal()
    undo_asked = Signal()
    saving_asked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet: ReportSheet | None = None
        self._page = _Page(theme)
        self.keep = PrimaryButton("Keep these digits")
        self._kept = Text("", TextRole.MUTED)
        self._undo = LinkButton("Undo")
        self.pdf = SecondaryButton("Save as PDF…")
        self.png = SecondaryButton("Save as PNG…")
        self.done = SecondaryButton("Done")
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.keep, self._kept, self._undo):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.pdf, self.png, self.done):
            head.addWidget(button)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(area, 1)

        self.keep.clicked.connect(self._keep_clicked)
        self._undo.clicked.connect(self._undo_clicked)
        self.pdf.clicked.connect(self._pdf_clicked)
        self.png.clicked.connect(self._png_clicked)
        self.done.clicked.connect(self._done_clicked)

    def show_report(self, report: HandwritingReport, written: datetime) -> None:
        """Show a report on digits that are not kept yet."""
        self.sheet = ReportSheet(report, written)
        self._page.show_sheet(self.sheet)
        count = len(report.digits)
        self.keep.setText("Keep this digit" if count == 1 else f"Keep these {count} digits")
        self.show_kept(False)

    def show_kept(self, kept: bool) -> None:
        """Say whether the digits are in the collection."""
        self.keep.setVisible(not kept)
        self._kept.setText("Kept among your digits")
        self._kept.setVisible(kept)
        self._undo.setVisible(kept)

    @Slot()
    def _keep_clicked(self) -> None:
        self.keeping_asked.emit()

    @Slot()
    def _undo_clicked(self) -> None:
        self.undo_asked.emit()

    @Slot()
    def _pdf_clicked(self) -> None:
        self.saving_asked.emit("pdf")

    @Slot()
    def _png_clicked(self) -> None:
        self.saving_asked.emit("png")

    @Slot()
    def _done_clicked(self) -> None:
        self.closed.emit()


class _Page(QWidget):
    """The sheet on the screen, white as paper in the dark too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sheet: ReportSheet | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        theme.changed.connect(self._repaint)

    def show_sheet(self, sheet: ReportSheet) -> None:
        """Show another sheet."""
        self._sheet = sheet
        self.setAccessibleName(f"Handwriting report. {sheet.report.summary()}")
        self.update()

    @Slot()
    def _repaint(self) -> None:
        self.update()

    @property
    def _sheet_px(self) -> QSize:
        width = min(max(self.width() - 12, 100), _WIDEST_PX)
        return QSize(width, round(width * SHEET_SIZE.height() / SHEET_SIZE.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the sheet has in this width."""
        self.setFixedHeight(self._sheet_px.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet, in the middle."""
        if self._sheet is None:
            return
        size = self._sheet_px
        left = (self.width() - size.width()) // 2
        area = QRectF(left, 1, size.width(), size.height())
        painter = QPainter(self)
        self._sheet.paint(painter, area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.tokens.hairline), 1))
        painter.drawRect(area)
        painter.end()
