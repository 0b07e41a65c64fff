"""How what is dragged here from elsewhere is taken."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

__all__ = ["accept_copy"]


def accept_copy(event: QDropEvent) -> None:
    """Take it as a copy, whatever was proposed: of what was moved, its source deletes the file."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
