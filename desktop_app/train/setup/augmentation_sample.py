"""A few pictures as the network will see them: varied anew every second, while one looks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.widgets.ink_sprites import ink_sprites
from nn_core.data import Dataset
from nn_core.data.augmentation import Augmentation, augment, make_augmentation
from nn_core.errors import ConfigError

__all__ = ["AugmentationSample"]

PICTURES = 6
PICTURE_PX = 40
INTERVAL_MS = 1000


class AugmentationSample(QWidget):
    """One picture of each of a few classes, varied by the engine's own augmentation.

    Attributes
    ----------
    images
        What is shown now: uint8 ndarray of shape (pictures, height, width), or None.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._originals: NDArray[np.uint8] | None = None
        self._augmentation: Augmentation | None = None
        self._rng = np.random.default_rng()
        self._sprites: list[QImage] = []
        self.images: NDArray[np.uint8] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Pictures as they will be varied")
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._vary)
        theme.changed.connect(self._paint_sprites)
        self._settle()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(PICTURES * PICTURE_PX, PICTURE_PX + 4)

    def show_data(self, data: Dataset | None) -> None:
        """Vary pictures of this dataset from now on; None for none."""
        self._originals = None if data is None else _one_of_each(data)
        self._settle()

    def show_augmentation(self, setting: str | Mapping[str, Any] | None) -> None:
        """Vary them like this; None leaves them as they are, and nothing is shown."""
        try:
            self._augmentation = make_augmentation(setting)
        except ConfigError:
            self._augmentation = None
        self._settle()

    def _settle(self) -> None:
        self.setVisible(self._originals is not None and self._augmentation is not None)
        self._vary()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on varying."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    @Slot()
    def _vary(self) -> None:
        if self._originals is None or self._augmentation is None:
            self.images = None
        else:
            self.images = augment(self._originals, self._augmentation, rng=self._rng)
        self._paint_sprites()

    @Slot()
    def _paint_sprites(self) -> None:
        ink = self._theme.tokens.ink
        self._sprites = [] if self.images is None else ink_sprites(self.images, ink)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures side by side."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        step = (self.width() - PICTURE_PX) / max(len(self._sprites) - 1, 1)
        for place, sprite in enumerate(self._sprites):
            painter.drawImage(QRectF(round(place * step), 2, PICTURE_PX, PICTURE_PX), sprite)
        painter.end()


def _one_of_each(data: Dataset) -> NDArray[np.uint8] | None:
    """Choose a picture of each of a few classes that lie apart."""
    labels = np.unique(data.labels)
    if not len(labels):
        return None
    chosen = labels[np.linspace(0, len(labels) - 1, min(PICTURES, len(labels))).astype(int)]
    places = [int(np.argmax(data.labels == label)) for label in chosen]
    return data.images[places]
