"""One setting as a box with its name above it: a number, or one of a few choices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.explanations import EXPLANATIONS, TITLES
from desktop_app.widgets import ComboBox, DecimalBox, Field, NumberBox

__all__ = ["ChoiceSetting", "NumberSetting", "SettingField"]


class SettingField(Field):
    """What the settings of the training's configuration share: name, explanation, and signal.

    Each kind of setting has `value()`, which gives what `TrainingConfig.from_dict` takes, and
    `show_value()`, which shows a value without telling anyone.

    Attributes
    ----------
    name
        The setting's name in `TrainingConfig`.

    Signals
    -------
    changed
        The person chose another value.
    """

    changed = Signal()

    def __init__(
        self, name: str, caption: str, box: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(caption, box, parent=parent)
        self.name = name
        explanation = EXPLANATIONS.get(name, "")
        self.setToolTip(explanation)
        box.setAccessibleDescription(explanation)

    def put_beside_caption(self, widget: QWidget) -> None:
        """Put something small at the right end of the name's line."""
        column = self.layout()
        first = None if column is None else column.itemAt(0)
        line = None if first is None else first.layout()
        if line is not None:
            line.addWidget(widget)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


class NumberSetting(SettingField):
    """A number.

    A number from a file is shown as it is, also where it has more decimals than the box takes by
    itself, or lies outside its range.

    Parameters
    ----------
    name, caption
        The setting's name in the configuration, and what people call it.
    smallest, largest
        The range.
    decimals
        0 for whole numbers.
    none
        What the box says in place of its smallest value, which then stands for None; empty where
        there is always a number. What lies between a smallest value below 0 and 0 is neither, and
        never stays in the box.
    """

    def __init__(
        self,
        name: str,
        caption: str,
        smallest: float,
        largest: float,
        *,
        decimals: int = 0,
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._number: NumberBox | DecimalBox
        if decimals:
            self._number = DecimalBox(caption, smallest, largest, decimals=decimals)
        else:
            self._number = NumberBox(caption, int(smallest), int(largest))
        super().__init__(name, caption, self._number, parent)
        self._smallest, self._largest, self._decimals = smallest, largest, decimals
        self._has_none = bool(none)
        self._before: float = self._number.value()
        self._number.setSpecialValueText(none)
        self._number.setKeyboardTracking(False)
        self._number.valueChanged.connect(self._take)

    def value(self) -> int | float | None:
        """Give the number, or None."""
        value = self._number.value()
        if self._has_none and value <= self._number.minimum():
            return None
        return self._number.number() if isinstance(self._number, NumberBox) else value

    def show_value(self, value: Any) -> None:
        """Show a number, or None."""
        number = self._smallest if value is None else value
        least = self._smallest if self._has_none else min(self._smallest, number)
        with QSignalBlocker(self._number):
            if isinstance(self._number, NumberBox):
                self._number.setRange(int(least), int(self._largest))
                self._number.show_number(int(number))
            else:
                self._number.setDecimals(max(self._decimals, _decimals_of(number)))
                self._number.setRange(least, max(self._largest, number))
                self._number.setValue(number)
        self._before = self._number.value()

    @Slot()
    def _take(self) -> None:
        number = self._number
        if isinstance(number, DecimalBox) and number.minimum() < number.value() < 0:
            # On the way up from None 0 comes next, and on the way down None comes after it.
            with QSignalBlocker(number):
                number.setValue(number.minimum() if self._before >= 0 else 0.0)
        self._before = number.value()
        self._tell()


def _decimals_of(number: float) -> int:
    """Count the decimals that it takes to write a number out."""
    exponent = Decimal(repr(float(number))).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


class ChoiceSetting(SettingField):
    """One of a few choices.

    Parameters
    ----------
    theme
        The colours.
    name, caption
        The setting's name in the configuration, and what people call it.
    choices
        The values to choose from; None may be one.
    none
        What stands for None in the list.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        caption: str,
        choices: Sequence[str | None],
        *,
        none: str = "None",
        parent: QWidget | None = None,
    ) -> None:
        self._list = ComboBox(theme, caption)
        # The longest choice does not decide how wide the form is.
        self._list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        super().__init__(name, caption, self._list, parent)
        self._values: list[Any] = list(choices)
        for choice in choices:
            self._list.addItem(none if choice is None else TITLES.get(choice, choice))
        self._list.currentIndexChanged.connect(self._tell)

    def value(self) -> Any:
        """Give what is chosen."""
        return self._values[self._list.currentIndex()]

    def show_value(self, value: Any) -> None:
        """Show a choice; one that the list lacks, from a file, joins it."""
        with QSignalBlocker(self._list):
            if value not in self._values:
                self._values.append(value)
                self._list.addItem(
                    TITLES.get(value, value) if isinstance(value, str) else "As in the file"
                )
            self._list.setCurrentIndex(self._values.index(value))
