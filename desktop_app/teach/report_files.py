"""The handwriting report as a file: a PDF whose letters stay letters, or a PNG."""

from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QRectF, QSaveFile, QSize, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from desktop_app.draw.saving import write_png
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
    if path.suffix.lower() == ".png":
        _save_png(sheet, path)
    else:
        _save_pdf(sheet, path)


def _save_pdf(sheet: ReportSheet, path: Path) -> None:
    file = QSaveFile(str(path))
    written = file.open(QIODevice.OpenModeFlag.WriteOnly) and _paint_pdf(sheet, file)
    if not (written and file.commit()):
        raise ImageError(f"{path} cannot be written: {file.errorString()}.")


def _paint_pdf(sheet: ReportSheet, file: QIODevice) -> bool:
    writer = QPdfWriter(file)
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


def _save_png(sheet: ReportSheet, path: Path) -> None:
    size = QSize(round(SHEET_SIZE.width()), round(SHEET_SIZE.height())) * PNG_TIMES
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    sheet.paint(painter, QRectF(image.rect()))
    painter.end()
    write_png(image, path)
