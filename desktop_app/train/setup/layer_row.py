"""One line of the editor of layers: the kind, its settings, and what the layer gives and costs."""

import contextlib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.layer_kinds import LAYER_KINDS, LayerSetting, new_layer
from desktop_app.train.setup.outline import LayerFacts, shape_words
from desktop_app.widgets import ComboBox, DecimalBox, IconButton, NumberBox, Text, TextRole
from nn_core.errors import InklingError
from nn_core.layers import layer_from_config

__all__ = ["LayerRow", "RowPart"]

KIND_PX = 146
NUMBER_PX = 18
BOX_PX = 54
BUTTON_PX = 25
SHAPE_PX = 82
COUNT_PX = 62
WORD_BOX_PX = 64
GAP_PX = 6


class RowPart(Enum):
    """What in a row can have the focus."""

    KIND = "kind"
    UP = "up"
    DOWN = "down"
    REMOVAL = "removal"


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
        self._facts = LayerFacts(None)
        self._is_narrow = False
        number = Text(str(place + 1), TextRole.CAPTION)
        number.setFixedWidth(NUMBER_PX)
        self._shape = Text("", TextRole.CAPTION)
        self._shape.setFixedWidth(SHAPE_PX)
        self._count = Text("", TextRole.FIGURE)
        self._count.setFixedWidth(COUNT_PX)
        for text in (self._shape, self._count):
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._below = Text("", TextRole.CAPTION, wrap=True)
        self._captions: dict[str, Text] = {}
        self._settings: dict[str, LayerSetting] = {}
        self._numbers: dict[str, float] = {}
        self._parts: dict[RowPart, QWidget] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 4, 6, 4)
        whole.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        self._further = QHBoxLayout()
        self._further.setSpacing(GAP_PX)
        whole.addLayout(row)
        whole.addLayout(self._further)
        whole.addWidget(self._below)
        row.addWidget(number)
        row.addWidget(self._make_kind())
        self._add_settings(row)
        self._further.addStretch(1)
        row.addStretch(1)
        row.addWidget(self._shape)
        row.addWidget(self._count)
        for part, icon, name, slot in (
            (RowPart.UP, "up", "Move up", self._ask_up),
            (RowPart.DOWN, "down", "Move down", self._ask_down),
            (RowPart.REMOVAL, "close", "Remove", self._ask_removal),
        ):
            button = IconButton(theme, icon, f"{name}: layer {place + 1}")
            button.setFixedSize(BUTTON_PX, 30)
            button.clicked.connect(slot)
            row.addWidget(button)
            self._parts[part] = button

    def focus(self, part: RowPart) -> None:
        """Give a part of the row the focus, or the kind where that part cannot have it now."""
        widget = self._parts[part]
        (widget if widget.isEnabled() else self._kind).setFocus(Qt.FocusReason.TabFocusReason)

    def tab_chain(self) -> list[QWidget]:
        """Give what the Tab key goes through, in order."""
        moves = (RowPart.UP, RowPart.DOWN, RowPart.REMOVAL)
        return [self._kind, *self._boxes.values(), *(self._parts[part] for part in moves)]

    def show_ends(self, *, is_first: bool, is_last: bool) -> None:
        """Offer to move only where there is somewhere to move to."""
        self._parts[RowPart.UP].setEnabled(not is_first)
        self._parts[RowPart.DOWN].setEnabled(not is_last)

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
        self._parts[RowPart.KIND] = self._kind
        return self._kind

    def _add_settings(self, row: QHBoxLayout) -> None:
        known = LAYER_KINDS.get(str(self._config.get("kind")))
        configured = _filled_in(self._config)
        for setting in known.settings if known is not None else ():
            line = self._further if setting.is_further else row
            box = self._make_box(setting, configured.get(setting.name, setting.usual))
            self._settings[setting.name], self._boxes[setting.name] = setting, box
            self._numbers[setting.name] = box.value()
            line.addWidget(box)
            caption = self._captions[setting.name] = Text(setting.title, TextRole.CAPTION)
            line.addWidget(caption)

    def _make_box(self, setting: LayerSetting, value: object) -> NumberBox | DecimalBox:
        name = f"{setting.title.capitalize()} of layer {self._place + 1}"
        box: NumberBox | DecimalBox
        if setting.decimals:
            box = DecimalBox(name, setting.smallest, setting.largest, decimals=setting.decimals)
            box.setValue(setting.shown(value))
        else:
            box = NumberBox(name, int(setting.smallest), int(setting.largest))
            box.setSpecialValueText(setting.word)
            box.setValue(int(setting.shown(value)))
        box.setToolTip(setting.explanation or setting.title)
        box.setFixedWidth(WORD_BOX_PX if setting.word else BOX_PX)
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._change_settings)
        return box

    def set_narrow(self, is_narrow: bool) -> None:
        """Put what the layer gives and costs beneath its settings, or beside them."""
        self._is_narrow = is_narrow
        beside = [self._captions[name] for name in self._names(further=False)]
        for text in (self._shape, self._count, *beside):
            text.setVisible(not is_narrow)
        indent = NUMBER_PX + GAP_PX + (0 if is_narrow else KIND_PX + GAP_PX)
        self._further.setContentsMargins(indent if self._names(further=True) else 0, 0, 0, 0)
        self._show_below()

    def show_facts(self, facts: LayerFacts) -> None:
        """Show what the layer gives and costs where it stands, or why it does not fit there."""
        self._facts = facts
        self._shape.setText(shape_words(facts.shape) if facts.shape is not None else "")
        self._count.setText(f"{facts.parameters:,}" if facts.parameters else "")
        tone = "warning" if facts.problem else ""
        for widget in (self, self._below):
            widget.setProperty("tone", tone)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._kind.setAccessibleDescription(facts.problem or self._words(self._boxes))
        self._show_below()

    def _show_below(self) -> None:
        # What stands in the second line has its captions there.
        self._below.setText(self._facts.problem or self._words(self._names(further=False)))
        self._below.setVisible(bool(self._facts.problem) or self._is_narrow)

    def _names(self, *, further: bool) -> list[str]:
        """Name the settings of the first line, or those of the second."""
        return [each.name for each in self._settings.values() if each.is_further is further]

    def _words(self, names: Iterable[str]) -> str:
        facts = self._facts
        words = [self._settings[name].words(self._boxes[name].text()) for name in names]
        if facts.shape is not None:
            words.append(f"gives {shape_words(facts.shape)}")
        if facts.parameters:
            words.append(f"learns {facts.parameters:,}")
        return " · ".join(words)

    @Slot()
    def _change_kind(self) -> None:
        self.edited.emit(self._place, new_layer(str(self._kind.currentData())))

    @Slot()
    def _change_settings(self) -> None:
        before = dict(self._numbers)
        for name, setting in self._settings.items():
            box, followed = self._boxes[name], self._boxes.get(setting.follows)
            if followed is not None and box.value() == before[name] == before[setting.follows]:
                with QSignalBlocker(box):
                    box.setValue(int(followed.value()))
            # What was not changed stays, a pair of two numbers for instance.
            if box.value() != before[name]:
                self._numbers[name] = box.value()
                self._config[name] = setting.configured(box.value())
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


def _filled_in(config: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a layer's configuration what it leaves to the engine."""
    said = {name: value for name, value in config.items() if value is not None}
    with contextlib.suppress(InklingError):
        return {**layer_from_config(config).config(), **said}
    return said
