"""The handwriting report as a file: a PDF whose letters stay letters, or a PNG."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from desktop_app.teach.report_sheet import SHEET_SIZE, ReportSheet
from nn_core.errors import ImageError

__all__ = ["save_report"]

PDF_DPI = 300
PNG_TIMES = 3


def save_report(sheet: ReportSheet, path: Path) -> None:
    """Write the sheet as a PDF or, by the file's ending, as a PNG.

    Raises
    ------
    ImageError
        If the file cannot be written.
    """
    saved = _save_png(sheet, path) if path.suffix.lower() == ".png" else _save_pdf(sheet, path)
    if not saved:
        raise ImageError(f"{path} cannot be written.")


def _save_pdf(sheet: ReportSheet, path: Path) -> bool:
    if not path.parent.is_dir():
        return False
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(PDF_DPI)
    writer.setTitle("Handwriting report")
    writer.setCreator("Inkling")
    painter = QPainter()
    if not painter.begin(writer):
        return False
    width = float(writer.width())
    sheet.paint(painter, QRectF(0, 0, width, width * SHEET_SIZE.height() / SHEET_SIZE.width()))
    return painter.end()


def _save_png(sheet: ReportSheet, path: Path) -> bool:
    size = QSize(round(SHEET_SIZE.width()), round(SHEET_SIZE.height())) * PNG_TIMES
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    sheet.paint(painter, QRectF(image.rect()))
    painter.end()
    return image.save(str(path))
