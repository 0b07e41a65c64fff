"""The line at the window's foot: the network in use, its score, and how long it took."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop_app.recognizer_host import RecognizerHost, bundled_networks, describe_scores, title_of
from desktop_app.widgets.text import Text, TextRole

__all__ = ["StatusLine"]

_HEIGHT_PX: Final = 34
_LEAST_NAME_PX: Final = 80


class StatusLine(QFrame):
    """Names the network in use; a click on the name offers the others.

    Signals
    -------
    opening_asked
        The person wants to use a network from a file.
    """

    opening_asked = Signal()

    def __init__(self, host: RecognizerHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(_HEIGHT_PX)
        self._host = host
        self._words = ""
        self._network = QToolButton()
        # A long name is cut short, and leaves what stands beside it its room.
        self._network.setMinimumWidth(_LEAST_NAME_PX)
        self._network.setProperty("role", "status")
        self._network.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._network.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._network.setCursor(Qt.CursorShape.PointingHandCursor)
        self._network.setToolTip("The network in use: click to choose another")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._offer_networks)
        self._choices = QActionGroup(self._menu)
        self._choices.triggered.connect(self._network_chosen)
        self._network.setMenu(self._menu)
        self._right = Text("", TextRole.CAPTION)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 28, 0)
        row.addWidget(self._network)
        row.addStretch(1)
        row.addWidget(self._right)
        host.changed.connect(self._name_network)
        self._name_network()

    def show_detail(self, words: str) -> None:
        """Show something about the page at the line's right end."""
        self._right.setText(words)

    @property
    def network_words(self) -> str:
        """What the line says about the network in use."""
        return self._words

    @Slot()
    def _name_network(self) -> None:
        model = self._host.model
        if model is None:
            self._network.setAccessibleName("No network in use yet")
            return
        scores = describe_scores(model)
        self._words = f"{model.name} · {scores}" if scores else model.name
        self._network.setText(_literal(self._words))
        self._network.setAccessibleName(f"Network in use: {self._words}")

    @Slot()
    def _offer_networks(self) -> None:
        self._menu.clear()
        current = self._host.bundled_name
        for name in bundled_networks():
            action = self._menu.addAction(_literal(title_of(name)))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name == current)
            self._choices.addAction(action)
        if current is None and self._host.model_name:
            own = self._menu.addAction(_literal(self._host.model_name))
            own.setCheckable(True)
            own.setChecked(True)
            own.setEnabled(False)
        self._menu.addSeparator()
        opening = self._menu.addAction("Open a network…")
        opening.triggered.connect(self._ask_for_file)

    @Slot(QAction)
    def _network_chosen(self, action: QAction) -> None:
        self._host.use_bundled(str(action.data()))

    @Slot()
    def _ask_for_file(self) -> None:
        self.opening_asked.emit()


def _literal(words: str) -> str:
    """Keep Qt from taking "&" for the mark of a key."""
    return words.replace("&", "&&")
