"""The settings of a training, as a form that gives a configuration."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.setup.dataset_setting import DatasetSetting
from desktop_app.train.setup.explanations import CHOICES, LEARNING_RATES
from desktop_app.train.setup.layer_rows import LayerRows
from desktop_app.train.setup.more_settings import MoreSettings
from desktop_app.train.setup.network_setting import NetworkSetting
from desktop_app.train.setup.setting_fields import ChoiceSetting, NumberSetting, SettingField
from nn_core.data import dataset_names
from nn_core.training import TrainingConfig

__all__ = ["SettingsForm"]

SPACING_PX = 14


class SettingsForm(QWidget):
    """Every setting of a training, the usual ones in sight.

    Attributes
    ----------
    dataset
        The choice of what to learn from.

    Signals
    -------
    changed
        A setting has another value.
    dataset_changed
        It is what to learn from.
    rate_changed(float)
        It is the learning rate.
    """

    changed = Signal()
    dataset_changed = Signal()
    rate_changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset = DatasetSetting(theme, dataset_names())
        self._network = NetworkSetting(theme)
        self._rows = LayerRows()
        self._epochs = NumberSetting("epochs", "Epochs", 1, 1000)
        self._batch_size = NumberSetting("batch_size", "Batch size", 1, 8192)
        self._optimizer = ChoiceSetting(theme, "optimizer", "Optimizer", CHOICES["optimizer"])
        self._rate = NumberSetting("learning_rate", "Learning rate", 1e-6, 10, decimals=6)
        self._schedule = ChoiceSetting(theme, "schedule", "Schedule", CHOICES["schedule"])
        self._seed = NumberSetting("seed", "Seed", 0, 999_999)
        self._more = MoreSettings(theme)
        usual = (
            self.dataset,
            self._network,
            self._epochs,
            self._batch_size,
            self._optimizer,
            self._rate,
            self._schedule,
            self._seed,
        )
        self._fields: dict[str, SettingField] = {field.name: field for field in usual}
        self._fields |= self._more.fields
        self._base: dict[str, Any] = {}
        self._rate_before = "adam"
        self._lay_out()
        for field in usual:
            field.changed.connect(self._tell)
        self._more.changed.connect(self._tell)
        self.dataset.changed.connect(self.dataset_changed)
        self._rate.changed.connect(self._tell_rate)
        self._network.changed.connect(self._show_layers)
        self._optimizer.changed.connect(self._suggest_rate)
        self.show_config(TrainingConfig())

    def config(self) -> TrainingConfig:
        """Read the form.

        Raises
        ------
        ConfigError
            If two settings do not go together.
        """
        values = {name: field.value() for name, field in self._fields.items()}
        return TrainingConfig.from_dict(self._base | values)

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the form in, without telling anyone."""
        self._base = config.to_dict()
        for name, field in self._fields.items():
            field.show_value(self._base[name])
        self._rate_before = config.optimizer
        self._show_layers()

    def show_sample_counts(self, samples: int | None) -> None:
        """Say how many pictures are learnt from and held back.

        Parameters
        ----------
        samples
            How many the dataset has; None where that is not known yet.
        """
        if samples is None:
            self.dataset.detail.setText("")
            return
        held_back = round(samples * float(self._more.fields["validation_fraction"].value()))
        self.dataset.detail.setText(
            f"{samples - held_back:,} + {held_back:,}" if held_back else f"{samples:,}"
        )
        self.dataset.detail.setToolTip(
            f"{samples - held_back:,} pictures to learn from, {held_back:,} held back to check with"
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addWidget(self.dataset)
        column.addWidget(self._network)
        column.addWidget(self._rows)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(SPACING_PX)
        pairs = (
            (self._epochs, self._batch_size),
            (self._optimizer, self._rate),
            (self._schedule, self._seed),
        )
        for row, (left, right) in enumerate(pairs):
            for place, field in enumerate((left, right)):
                field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                grid.addWidget(field, row, place)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(self._more)
        column.addStretch(1)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    @Slot()
    def _tell_rate(self) -> None:
        self.rate_changed.emit(float(self._rate.value() or 0.0))

    @Slot()
    def _show_layers(self) -> None:
        outline = self._network.outline()
        self._network.detail.setText(f"{outline.parameters:,} weights")
        self._rows.show_outline(outline)

    @Slot()
    def _suggest_rate(self) -> None:
        """Follow the optimizer with the learning rate, unless the person chose one."""
        before, now = self._rate_before, str(self._optimizer.value())
        self._rate_before = now
        if self._rate.value() == LEARNING_RATES.get(before) and now in LEARNING_RATES:
            self._rate.show_value(LEARNING_RATES[now])
