"""Saving a picture where the person says."""

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from desktop_app.save_dialog import ask_where_to_save
from desktop_app.settings import Settings
from desktop_app.widgets.banner import Banner, Tone

__all__ = ["save_image"]


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
    if QImageWriter(str(path), QByteArray(b"PNG")).write(image):
        banner.say(f"Saved as {path.name}.")
    else:
        banner.say(f"{path} cannot be written.", Tone.WARNING)
