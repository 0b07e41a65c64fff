"""Saving a picture where the person says; what was there stays whole if that fails."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from desktop_app.save_dialog import ask_where_to_save
from desktop_app.settings import Settings
from desktop_app.widgets.banner import Banner, Tone
from nn_core.errors import ImageError

__all__ = ["save_image", "write_png"]


def save_image(
    parent: QWidget, settings: Settings, banner: Banner, *, title: str, name: str, image: QImage
) -> None:
    """Ask for a place, save a picture there as PNG, and say so.

    Parameters
    ----------
    parent
        The page that asks.
    settings
        Where the folder that was used last is remembered.
    banner
        Where it is said.
    title
        What the dialog is called.
    name
        The file's name that is proposed.
    image
        What is saved.
    """
    path = ask_where_to_save(parent, title, Path(settings.folder) / name, "PNG image")
    if path is None:
        return
    settings.folder = str(path.parent)
    try:
        write_png(image, path)
    except ImageError as error:
        banner.say(str(error), Tone.WARNING)
    else:
        banner.say(f"Saved as {path.name}.")


def write_png(image: QImage, path: Path) -> None:
    """Write a picture as PNG.

    Raises
    ------
    ImageError
        If the file cannot be written.
    """
    file = QSaveFile(str(path))
    written = file.open(QIODevice.OpenModeFlag.WriteOnly)
    written = written and QImageWriter(file, QByteArray(b"PNG")).write(image)
    if not (written and file.commit()):
        raise ImageError(f"{path} cannot be written: {file.errorString()}.")
