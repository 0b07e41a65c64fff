"""A link whose words stand exactly in line with what is above and beneath it."""

from PySide6.QtWidgets import QWidget

from desktop_app.widgets import LinkButton

__all__ = ["FlushLink"]


class FlushLink(LinkButton):
    """A link without the edge that others keep for a focus frame; the focus underlines it."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setStyleSheet(
            "QPushButton { border: none; padding: 2px 0; min-height: 15px; }"
            "QPushButton:focus { text-decoration: underline; border: none; }"
        )
