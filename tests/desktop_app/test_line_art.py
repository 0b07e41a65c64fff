from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from desktop_app.line_art import paint_line_art, path_through
from nn_core.resources import asset_path

ICONS = sorted(asset_path("icons").glob("*.svg"))


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).astype(int)


@pytest.mark.parametrize("size", [18, 96])
@pytest.mark.parametrize("file", ICONS, ids=[file.stem for file in ICONS])
def test_every_icon_looks_as_qt_s_own_reader_of_svg_has_it(
    qapp: object, file: Path, size: int
) -> None:
    svg = file.read_text("utf-8").replace("currentColor", "#204080").replace("knockout", "#ffeedd")
    ours, theirs = (QImage(size, size, QImage.Format.Format_ARGB32) for _ in range(2))
    for image in (ours, theirs):
        image.fill(QColor("white"))
    area = QRectF(0, 0, size, size)
    painter = QPainter(ours)
    paint_line_art(painter, svg, area)
    painter.end()
    painter = QPainter(theirs)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, area)
    painter.end()
    assert np.ptp(pixels(ours)) > 100
    assert np.abs(pixels(ours) - pixels(theirs)).max() <= 8


@pytest.mark.parametrize(
    "data",
    ["M1 2Q3 4 5 6", "M1 2L3", "1 2", "M1 2a3 4 0 0 1 5 6"],
    ids=["Q", "few", "none", "oval"],
)
def test_what_no_icon_holds_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="icon"):
        path_through(data)
