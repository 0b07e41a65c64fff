"""Putting a network together, layer by layer, with what each gives and costs beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.layer_kinds import LAYER_KINDS, LayerSetting, new_layer
from desktop_app.train.setup.outline import LayerFacts, examine_layers, outline, shape_words
from desktop_app.widgets import (
    Card,
    ComboBox,
    DecimalBox,
    IconButton,
    NumberBox,
    PrimaryButton,
    SecondaryButton,
    Text,
    TextRole,
)

__all__ = ["LayerEditor", "LayerRow"]

KIND_PX = 140
BOX_PX = 58
SHAPE_PX = 82
COUNT_PX = 62
NARROW_BELOW_PX = 700
CLASSES = 10


class LayerRow(QFrame):
    """One layer: its kind, its settings, what it gives and costs, and its place.

    Signals
    -------
    edited(int, dict)
        The layer is another one now; carries its place and its configuration.
    up_asked(int), down_asked(int), removal_asked(int)
        The person wants it elsewhere, or gone; carries its place.
    """

    edited = Signal(int, dict)
    up_asked = Signal(int)
    down_asked = Signal(int)
    removal_asked = Signal(int)

    def __init__(self, theme: Theme, place: int, config: Mapping[str, Any]) -> None:
        super().__init__()
        self.setObjectName("tile")
        self._theme = theme
        self._place = place
        self._config = dict(config)
        self._boxes: dict[str, NumberBox | DecimalBox] = {}
        number = Text(str(place + 1), TextRole.CAPTION)
        number.setFixedWidth(18)
        self._shape = Text("", TextRole.CAPTION)
        self._shape.setFixedWidth(SHAPE_PX)
        self._count = Text("", TextRole.FIGURE)
        self._count.setFixedWidth(COUNT_PX)
        for text in (self._shape, self._count):
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._below = Text("", TextRole.CAPTION)
        self._captions: list[Text] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 4, 6, 4)
        whole.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        whole.addLayout(row)
        whole.addWidget(self._below)
        row.addWidget(number)
        row.addWidget(self._make_kind())
        self._add_settings(row)
        row.addStretch(1)
        row.addWidget(self._shape)
        row.addWidget(self._count)
        for icon, name, slot in (
            ("up", "Move up", self._ask_up),
            ("down", "Move down", self._ask_down),
            ("close", "Remove", self._ask_removal),
        ):
            button = IconButton(theme, icon, f"{name}: layer {place + 1}")
            button.setFixedSize(26, 30)
            button.clicked.connect(slot)
            row.addWidget(button)

    def _make_kind(self) -> ComboBox:
        self._kind = ComboBox(self._theme, f"Kind of layer {self._place + 1}")
        self._kind.setFixedWidth(KIND_PX)
        for known in LAYER_KINDS.values():
            self._kind.addItem(known.title, known.kind)
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(self._kind.findData(self._config.get("kind")))
        known_kind = LAYER_KINDS.get(str(self._config.get("kind")))
        if known_kind is not None:
            self._kind.setToolTip(known_kind.explanation)
        self._kind.currentIndexChanged.connect(self._change_kind)
        return self._kind

    def _add_settings(self, row: QHBoxLayout) -> None:
        known = LAYER_KINDS.get(str(self._config.get("kind")))
        for setting in known.settings if known is not None else ():
            box = self._make_box(setting)
            self._boxes[setting.name] = box
            row.addWidget(box)
            caption = Text(setting.title, TextRole.CAPTION)
            self._captions.append(caption)
            row.addWidget(caption)

    def _make_box(self, setting: LayerSetting) -> NumberBox | DecimalBox:
        name = f"{setting.title.capitalize()} of layer {self._place + 1}"
        value = self._config.get(setting.name, setting.usual)
        if isinstance(value, Sequence) and not isinstance(value, str):
            value = value[0]
        box: NumberBox | DecimalBox
        if setting.decimals:
            box = DecimalBox(name, setting.smallest, setting.largest, decimals=setting.decimals)
            box.setValue(float(value))
        else:
            box = NumberBox(name, int(setting.smallest), int(setting.largest))
            box.setValue(int(value))
        box.setToolTip(setting.title)
        box.setFixedWidth(BOX_PX)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._change_settings)
        return box

    def set_narrow(self, is_narrow: bool) -> None:
        """Put what the layer gives and costs beneath its settings, or beside them."""
        for text in (self._shape, self._count, *self._captions):
            text.setVisible(not is_narrow)
        self._below.setVisible(is_narrow)

    def show_facts(self, facts: LayerFacts) -> None:
        """Show what the layer gives and costs where it stands."""
        self._shape.setText(shape_words(facts.shape) if facts.shape is not None else "")
        self._count.setText(f"{facts.parameters:,}" if facts.parameters else "")
        learns = f" · learns {facts.parameters:,}" if facts.parameters else ""
        gives = "" if facts.shape is None else f"gives {shape_words(facts.shape)}"
        self._below.setText(f"{gives}{learns}")
        self.setToolTip(facts.problem)

    @Slot()
    def _change_kind(self) -> None:
        self.edited.emit(self._place, new_layer(str(self._kind.currentData())))

    @Slot()
    def _change_settings(self) -> None:
        values = {name: box.value() for name, box in self._boxes.items()}
        self._config |= values
        self.edited.emit(self._place, dict(self._config))

    @Slot()
    def _ask_up(self) -> None:
        self.up_asked.emit(self._place)

    @Slot()
    def _ask_down(self) -> None:
        self.down_asked.emit(self._place)

    @Slot()
    def _ask_removal(self) -> None:
        self.removal_asked.emit(self._place)


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
        self._is_narrow = False
        self._problem = Text("", TextRole.CAPTION, wrap=True)
        self._total = Text("", TextRole.MUTED)
        self._add = SecondaryButton("Add a layer")
        self._add.setToolTip("It joins before the last one")
        self._add.clicked.connect(self._append)
        done = PrimaryButton("Done")
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
        scroll = QScrollArea()
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
        self.body.addWidget(
            Text(
                "A picture goes in at the top, 1 × 28 × 28 numbers; ten come out at the bottom, "
                "one for each class.",
                TextRole.MUTED,
                wrap=True,
            )
        )
        self.body.addWidget(scroll, 1)
        self.body.addLayout(foot)

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The layers' configurations."""
        return [dict(layer) for layer in self._layers]

    @property
    def problem(self) -> str:
        """What does not fit, as a sentence; empty where everything does."""
        return self._problem.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use two lines for a layer where one does not hold it."""
        super().resizeEvent(event)
        self._is_narrow = self.width() < NARROW_BELOW_PX
        for row in self._rows:
            row.set_narrow(self._is_narrow)

    def edit(self, layers: Sequence[Mapping[str, Any]]) -> None:
        """Begin with these layers."""
        self._layers = [dict(layer) for layer in layers]
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
            self._rows.append(row)
            self._list.addWidget(row)
        self._show_facts()

    def _show_facts(self) -> None:
        facts = examine_layers(self._layers)
        for row, fact in zip(self._rows, facts, strict=True):
            row.show_facts(fact)
        found = outline(self._layers, classes=CLASSES)
        self._total.setText(f"{found.parameters:,} weights")
        self._problem.setText(found.problem)
        self._problem.setProperty("tone", "warning")
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)

    def _tell(self, *, rebuild: bool) -> None:
        if rebuild:
            self._rebuild()
        else:
            self._show_facts()
        self.layers_changed.emit(self.layers)

    @Slot(int, dict)
    def _edit_layer(self, place: int, config: dict[str, Any]) -> None:
        other_kind = config["kind"] != self._layers[place].get("kind")
        self._layers[place] = config
        self._tell(rebuild=other_kind)

    @Slot(int)
    def _move_up(self, place: int) -> None:
        if place > 0:
            self._swap(place - 1, place)

    @Slot(int)
    def _move_down(self, place: int) -> None:
        if place + 1 < len(self._layers):
            self._swap(place, place + 1)

    def _swap(self, first: int, second: int) -> None:
        layers = self._layers
        layers[first], layers[second] = layers[second], layers[first]
        self._tell(rebuild=True)

    @Slot(int)
    def _remove(self, place: int) -> None:
        del self._layers[place]
        self._tell(rebuild=True)

    @Slot()
    def _append(self) -> None:
        self._layers.insert(max(len(self._layers) - 1, 0), new_layer("relu"))
        self._tell(rebuild=True)

    @Slot()
    def _close(self) -> None:
        self.closed.emit()
