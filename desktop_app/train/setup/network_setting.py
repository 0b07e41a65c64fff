"""The choice of the network: a preset by name, or layers of one's own."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.outline import PICTURE, Outline, outline, preset_outline
from desktop_app.train.setup.setting_fields import SettingField
from desktop_app.widgets import ComboBox
from desktop_app.wording import network_title
from nn_core.architectures import PRESETS, LayerConfigs
from nn_core.layers import Shape

__all__ = ["NetworkSetting"]

USUAL_CLASSES = 10
"""How many classes a preset is shown for where the dataset is not known yet."""


class NetworkSetting(SettingField):
    """A list of the presets, and of the layers that came from elsewhere.

    Attributes
    ----------
    shape, classes
        The shape of the pictures that the network will get, and how many classes it will tell
        apart, None where that is not known.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._list = ComboBox(theme, "Network")
        super().__init__("architecture", "Network", self._list, parent)
        self._values: list[Any] = []
        self.shape: Shape = PICTURE
        self.classes: int | None = None
        for preset in PRESETS.values():
            self._list.addItem(network_title(preset.name))
            self._values.append(preset.name)
        self._list.currentIndexChanged.connect(self._choose)

    def value(self) -> Any:
        """Give the preset's name, or the layers' configurations."""
        return self._values[self._list.currentIndex()]

    def show_value(self, value: Any) -> None:
        """Show a preset's name, or layers."""
        with QSignalBlocker(self._list):
            if isinstance(value, str):
                self._list.setCurrentIndex(self._values.index(value))
            else:
                self._put_own_layers(value)
        self._explain()

    def show_task(self, shape: Shape, classes: int | None) -> None:
        """Take note of the pictures that the network will get, and of how many classes."""
        self.shape, self.classes = shape, classes

    def layers(self) -> list[dict[str, Any]]:
        """Give the layers of the network that is chosen."""
        value = self.value()
        layers = self._preset_layers(value) if isinstance(value, str) else value
        return [dict(layer) for layer in layers]

    def _preset_layers(self, name: str) -> LayerConfigs:
        return PRESETS[name].layers(self.classes or USUAL_CLASSES)

    def choose_layers(self, layers: list[dict[str, Any]]) -> None:
        """Choose layers put together by hand; those of a preset choose that preset."""
        for preset in PRESETS.values():
            if [dict(layer) for layer in self._preset_layers(preset.name)] == layers:
                self.show_value(preset.name)
                break
        else:
            self.show_value(tuple(layers))
        self.changed.emit()

    def outline(self) -> Outline:
        """Sum up the network that is chosen."""
        value = self.value()
        if isinstance(value, str):
            return preset_outline(value, self.classes or USUAL_CLASSES, self.shape)
        return outline(value, classes=self.classes, input_shape=self.shape)

    def _put_own_layers(self, layers: Any) -> None:
        """Keep one entry for layers that have no preset's name."""
        if isinstance(self._values[-1], str):
            self._list.addItem(network_title(layers))
            self._values.append(layers)
        self._values[-1] = layers
        self._list.setCurrentIndex(len(self._values) - 1)

    @Slot()
    def _choose(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        value = self.value()
        self._list.setToolTip(
            PRESETS[value].description if isinstance(value, str) else "Layers put together by hand"
        )
