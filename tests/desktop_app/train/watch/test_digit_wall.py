"""The wall of pictures looks the same however its frames come onto the screen."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.theme import Appearance, Theme
from desktop_app.train.reports import WallPictures, WallReading
from desktop_app.train.watch.digit_wall import DigitWall
from desktop_app.widgets.stamps import Stamps

LABELS = np.arange(40, dtype=np.int64) % 10


class DrawnEachTime(Stamps):
    """Draws every shape anew."""

    def paint(
        self,
        painter: QPainter,
        look: Hashable,
        areas: Sequence[QRectF],
        draw: Callable[[QPainter, QRectF], None],
    ) -> None:
        for area in areas:
            draw(painter, area)


def photograph(wall: DigitWall, theme: Theme, ratio: float) -> QImage:
    image = QImage(wall.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.tokens.card))
    wall.render(image, QPoint(), renderFlags=QWidget.RenderFlag(0))
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("appearance", list(Appearance))
def test_the_wall_is_to_the_pixel_what_drawing_each_frame_gives(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, appearance: Appearance, ratio: float
) -> None:
    theme = Theme(appearance)
    copied = DigitWall(theme)
    monkeypatch.setattr("desktop_app.train.watch.digit_wall.Stamps", DrawnEachTime)
    drawn = DigitWall(theme)
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28)).astype(np.uint8)
    taken_for = np.where(LABELS < 4, 9 - LABELS, LABELS)
    for wall in (copied, drawn):
        qtbot.addWidget(wall)
        wall.resize(431, 300)
        wall.show_pictures(WallPictures(images, LABELS, tuple("0123456789")))
    bare = photograph(copied, theme, ratio)
    assert bare == photograph(drawn, theme, ratio)
    for predicted in (taken_for, LABELS):
        for wall in (copied, drawn):
            wall.show_reading(WallReading(predicted, np.ones(40, np.float32)))
        framed = photograph(copied, theme, ratio)
        assert framed == photograph(drawn, theme, ratio)
        assert framed == photograph(copied, theme, ratio)
        assert framed != bare
