"""Putting a network together, layer by layer, with what each gives and costs beside it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.layer_kinds import new_layer
from desktop_app.train.setup.layer_row import LayerRow, RowPart
from desktop_app.train.setup.outline import PICTURE, examine_layers, outline, shape_words
from desktop_app.widgets import Card, PrimaryButton, SecondaryButton, Text, TextRole
from nn_core.layers import Shape

__all__ = ["LayerEditor"]

NARROW_BELOW_PX = 700


class LayerEditor(Card):
    """A list of layers that can be added, removed, moved and set.

    Signals
    -------
    layers_changed(list)
        The network is another one now; carries the layers' configurations.
    closed()
        The person is done.
    """

    layers_changed = Signal(list)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._layers: list[dict[str, Any]] = []
        self._rows: list[LayerRow] = []
        self._shape: Shape = PICTURE
        self._classes: int | None = None
        self._found_problem = ""
        self._is_narrow = False
        self._task = Text("", TextRole.MUTED, wrap=True)
        self._problem = Text("", TextRole.CAPTION, wrap=True)
        self._problem.setProperty("tone", "warning")
        self._total = Text("", TextRole.MUTED)
        self._add = SecondaryButton("Add a layer")
        self._add.setToolTip("It joins before the last one")
        self._add.clicked.connect(self._append)
        self._done = done = PrimaryButton("Done")
        done.clicked.connect(self._close)
        head = QHBoxLayout()
        head.addWidget(Text("Put a network together", TextRole.TITLE), 1)
        head.addWidget(self._total)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._list)
        column.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._add)
        foot.addWidget(self._problem, 1)
        foot.addWidget(done)
        for button in (self._add, done):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.body.addLayout(head)
        self.body.addWidget(self._task)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(foot)

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The layers' configurations."""
        return [dict(layer) for layer in self._layers]

    @property
    def problem(self) -> str:
        """What does not fit, as a sentence; empty where everything does."""
        return self._found_problem

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two lines for a layer where one does not hold it."""
        super().resizeEvent(event)
        self._is_narrow = self.width() < NARROW_BELOW_PX
        for row in self._rows:
            row.set_narrow(self._is_narrow)

    def edit(
        self,
        layers: Sequence[Mapping[str, Any]],
        *,
        shape: Shape = PICTURE,
        classes: int | None = None,
    ) -> None:
        """Begin with these layers.

        Parameters
        ----------
        layers
            Their configurations.
        shape, classes
            The shape of the pictures that go in, and how many classes there are, if that is known.
        """
        self._layers = [dict(layer) for layer in layers]
        self._shape, self._classes = shape, classes
        come_out = "one number for each class comes" if classes is None else f"{classes} come"
        self._task.setText(
            f"A picture goes in at the top, {shape_words(shape)} numbers; {come_out} out at the "
            f"bottom{'' if classes is None else ', one for each class'}."
        )
        self._rebuild()

    def _rebuild(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for place, config in enumerate(self._layers):
            row = LayerRow(self._theme, place, config)
            row.edited.connect(self._edit_layer)
            row.up_asked.connect(self._move_up)
            row.down_asked.connect(self._move_down)
            row.removal_asked.connect(self._remove)
            row.set_narrow(self._is_narrow)
            row.show_ends(is_first=place == 0, is_last=place == len(self._layers) - 1)
            self._rows.append(row)
            self._list.addWidget(row)
        chain = [widget for row in self._rows for widget in row.tab_chain()]
        for first, second in pairwise([*chain, self._add, self._done]):
            QWidget.setTabOrder(first, second)
        self._show_facts()

    def _show_facts(self) -> None:
        facts = examine_layers(self._layers, input_shape=self._shape)
        for row, fact in zip(self._rows, facts, strict=True):
            row.show_facts(fact)
        found = outline(self._layers, classes=self._classes, input_shape=self._shape)
        self._found_problem = found.problem
        self._total.setText(f"{found.parameters:,} weights")
        # What is wrong with a layer stands at that layer.
        self._problem.setText("" if any(fact.problem for fact in facts) else found.problem)

    def _tell(self, focus: tuple[int, RowPart] | None = None) -> None:
        """Show the layers anew and tell of them; the row that is named has the focus then."""
        if focus is None:
            self._show_facts()
        else:
            self._rebuild()
            if self._rows:
                place, part = focus
                self._rows[min(place, len(self._rows) - 1)].focus(part)
                # Once the rows have their places.
                QTimer.singleShot(0, self, self._scroll_to_focus)
        self.layers_changed.emit(self.layers)

    @Slot()
    def _scroll_to_focus(self) -> None:
        for row in self._rows:
            if row.isAncestorOf(self.focusWidget() or self):
                self._scroll.ensureWidgetVisible(row)

    @Slot(int, dict)
    def _edit_layer(self, place: int, config: dict[str, Any]) -> None:
        other_kind = config["kind"] != self._layers[place].get("kind")
        self._layers[place] = config
        self._tell((place, RowPart.KIND) if other_kind else None)

    @Slot(int)
    def _move_up(self, place: int) -> None:
        if place > 0:
            self._swap(place - 1, place)
            self._tell((place - 1, RowPart.UP))

    @Slot(int)
    def _move_down(self, place: int) -> None:
        if place + 1 < len(self._layers):
            self._swap(place, place + 1)
            self._tell((place + 1, RowPart.DOWN))

    def _swap(self, first: int, second: int) -> None:
        layers = self._layers
        layers[first], layers[second] = layers[second], layers[first]

    @Slot(int)
    def _remove(self, place: int) -> None:
        del self._layers[place]
        self._tell((place, RowPart.REMOVAL))

    @Slot()
    def _append(self) -> None:
        place = max(len(self._layers) - 1, 0)
        self._layers.insert(place, new_layer("relu"))
        self._tell((place, RowPart.KIND))

    @Slot()
    def _close(self) -> None:
        self.closed.emit()
