"""Pictures that come onto the paper and leave it: as files, by the clipboard, by drag and drop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.draw.drawing import Drawing
from desktop_app.draw.pictures import drawing_image, local_files, picture_in
from desktop_app.settings import Settings
from desktop_app.widgets.banner import Banner, Tone
from nn_core.errors import DatasetError, ImageError

if TYPE_CHECKING:  # the first paint waits for nothing that is dropped or pasted
    from PySide6.QtCore import QMimeData

    from desktop_app.draw.pad import Pad
    from desktop_app.draw.preview_card import PreviewCard

__all__ = ["PictureDesk"]

_IMAGE_FILES: Final = "Pictures (*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif *.tiff);;All files (*)"


class PictureDesk(QObject):
    """Opens, pastes, copies and saves, and says in the banner what became of it.

    Parameters
    ----------
    pad
        The paper.
    preview
        What the network sees of it.
    settings
        Where the folder that was used last is remembered.
    banner
        Where sentences are said.
    page
        What dialogs belong to.

    Signals
    -------
    brought(Drawing)
        A picture, or the strokes of a file, are to lie on the paper.
    files_dropped(list)
        Files were dropped on the paper, pictures or others; carries their paths.
    """

    brought = Signal(Drawing)
    files_dropped = Signal(list)

    def __init__(
        self, pad: Pad, preview: PreviewCard, settings: Settings, banner: Banner, page: QWidget
    ) -> None:
        super().__init__(page)
        self._pad = pad
        self._preview = preview
        self._settings = settings
        self._banner = banner
        self._page = page
        pad.dropped.connect(self._take_dropped)
        preview.copying_asked.connect(self.copy_pixels)
        preview.saving_asked.connect(self.ask_to_save_pixels)

    def fill_menu(self, menu: QMenu) -> None:
        """Offer all ways out of the paper."""
        menu.addAction("Save the drawing…\tCtrl+S").triggered.connect(self.ask_to_save_drawing)
        menu.addAction("Save the 28 × 28 image…").triggered.connect(self.ask_to_save_pixels)
        menu.addSeparator()
        menu.addAction("Copy the drawing\tCtrl+C").triggered.connect(self.copy_drawing)
        menu.addAction("Copy the 28 × 28 image\tCtrl+Shift+C").triggered.connect(self.copy_pixels)

    # ---- in

    @Slot()
    def ask_what_to_open(self) -> None:
        """Let the person choose a file, and put its picture on the paper."""
        from PySide6.QtWidgets import QFileDialog  # the first paint does without it

        name, _ = QFileDialog.getOpenFileName(
            self._page, "Open a picture of a digit", self._settings.folder, _IMAGE_FILES
        )
        if name:
            self._settings.folder = str(Path(name).parent)
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Put the picture or the strokes in a file on the paper; a sentence says if that fails."""
        # Loaded here: the first paint needs neither arrays nor Pillow.
        from desktop_app.draw.incoming import drawing_in

        try:
            drawing = drawing_in(path, self._pad.pen_width)
        except (ImageError, DatasetError) as error:
            self._banner.say(str(error), Tone.WARNING)
            return
        self.brought.emit(drawing)

    @Slot()
    def paste(self) -> None:
        """Put the picture on the clipboard on the paper."""
        self._take(QGuiApplication.clipboard().mimeData(), "There is no picture to paste.")

    @Slot(object)
    def _take_dropped(self, mime: QMimeData) -> None:
        files = local_files(mime)
        if files:
            self.files_dropped.emit(files)
            return
        self._take(mime, "That is no picture. Drop an image file of a digit.")

    def _take(self, mime: QMimeData, otherwise: str) -> None:
        try:
            picture = picture_in(mime)
        except ImageError as error:
            self._banner.say(str(error), Tone.WARNING)
            return
        if picture is None:
            self._banner.say(otherwise)
            return
        self.brought.emit(Drawing(picture=picture))

    # ---- out

    @Slot()
    def copy_drawing(self) -> None:
        """Put the drawing on the clipboard as an image."""
        if not self._pad.drawing.is_blank:
            QGuiApplication.clipboard().setImage(drawing_image(self._pad.drawing))
            self._banner.say("The drawing is on the clipboard.")

    @Slot()
    def copy_pixels(self) -> None:
        """Put what the network sees on the clipboard, 28 pixels wide and tall."""
        image = self._preview.pixels.image
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            self._banner.say("The 28 × 28 image is on the clipboard.")

    @Slot()
    def ask_to_save_drawing(self) -> None:
        """Let the person choose where the drawing is saved as a PNG file."""
        if not self._pad.drawing.is_blank:
            self._ask_to_save("Save the drawing", "drawing.png", drawing_image(self._pad.drawing))

    @Slot()
    def ask_to_save_pixels(self) -> None:
        """Let the person choose where what the network sees is saved as a PNG file."""
        image = self._preview.pixels.image
        if image is not None:
            self._ask_to_save("Save the 28 × 28 image", "digit-28x28.png", image)

    def _ask_to_save(self, title: str, name: str, image: QImage) -> None:
        from desktop_app.draw.saving import save_image  # the first paint does without it

        save_image(self._page, self._settings, self._banner, title=title, name=name, image=image)
