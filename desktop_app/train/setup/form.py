"""The settings of a training, as a form that gives a configuration."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.setup.dataset_setting import DatasetSetting
from desktop_app.train.setup.explanations import CHOICES, LEARNING_RATES
from desktop_app.train.setup.layer_rows import LayerRows
from desktop_app.train.setup.more_settings import MoreSettings
from desktop_app.train.setup.network_setting import NetworkSetting
from desktop_app.train.setup.schedule_curve import ScheduleCurve
from desktop_app.train.setup.setting_fields import ChoiceSetting, NumberSetting, SettingField
from desktop_app.widgets import IconButton
from nn_core.data import dataset_names
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

__all__ = ["SettingsForm"]

SPACING_PX = 14


class SettingsForm(QWidget):
    """Every setting of a training, the usual ones in sight.

    Attributes
    ----------
    dataset, network
        The choices of what to learn from and of what learns.

    Signals
    -------
    changed
        A setting has another value.
    dataset_changed
        It is what to learn from.
    rate_changed(float)
        It is the learning rate.
    layers_asked
        The person wants to put the layers together by hand.
    open_asked, save_asked
        The person wants to read the settings from a file, or to write them to one.
    """

    changed = Signal()
    dataset_changed = Signal()
    rate_changed = Signal(float)
    layers_asked = Signal()
    open_asked = Signal()
    save_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset = DatasetSetting(theme, dataset_names())
        self.network = NetworkSetting(theme)
        self._rows = LayerRows()
        self._edit = FlushLink("Edit the layers")
        self._edit.clicked.connect(self._ask_edit)
        self._epochs = NumberSetting("epochs", "Epochs", 1, 1000)
        self._batch_size = NumberSetting("batch_size", "Batch size", 1, 8192)
        self._optimizer = ChoiceSetting(theme, "optimizer", "Optimizer", CHOICES["optimizer"])
        self._rate = NumberSetting("learning_rate", "Learning rate", 1e-6, 10, decimals=6)
        self._schedule = ChoiceSetting(theme, "schedule", "Schedule", CHOICES["schedule"])
        self._seed = NumberSetting("seed", "Seed", 0, 999_999)
        self._more = MoreSettings(theme)
        self._curve = ScheduleCurve(theme)
        self._schedule.put_beside_caption(self._curve)
        usual = (
            self.dataset,
            self.network,
            self._epochs,
            self._batch_size,
            self._optimizer,
            self._rate,
            self._schedule,
            self._seed,
        )
        self._fields: dict[str, SettingField] = {field.name: field for field in usual}
        self._fields |= self._more.fields
        self._open = IconButton(theme, "open", "Open settings from a file")
        self._save = IconButton(theme, "save", "Save these settings as a file")
        self._open.clicked.connect(self._ask_open)
        self._save.clicked.connect(self._ask_save)
        self._base: dict[str, Any] = {}
        self._rate_before = "adam"
        self._lay_out()
        for field in usual:
            field.changed.connect(self._tell)
        self._more.changed.connect(self._tell)
        self.dataset.changed.connect(self.dataset_changed)
        self._rate.changed.connect(self._tell_rate)
        self.network.changed.connect(self._show_layers)
        self._optimizer.changed.connect(self._suggest_rate)
        self.show_config(TrainingConfig())

    def config(self) -> TrainingConfig:
        """Read the form.

        Raises
        ------
        ConfigError
            If two settings do not go together, or the layers do not.
        """
        values = {name: field.value() for name, field in self._fields.items()}
        config = TrainingConfig.from_dict(self._base | values)
        problem = self.network.outline().problem
        if problem:
            raise ConfigError(problem)
        return config

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the form in, without telling anyone."""
        self._base = config.to_dict()
        for name, field in self._fields.items():
            field.show_value(self._base[name])
        self._rate_before = config.optimizer
        self._show_layers()
        self._show_schedule()

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
        column.addWidget(self.network)
        column.addWidget(self._rows)
        column.addWidget(self._edit)
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
        foot = QHBoxLayout()
        foot.setSpacing(2)
        foot.addWidget(self._more.link)
        foot.addStretch(1)
        for button in (self._open, self._save):
            button.setFixedSize(32, 30)
            foot.addWidget(button)
        column.addLayout(foot)
        column.addWidget(self._more)
        column.addStretch(1)

    @Slot()
    def _tell(self) -> None:
        self._show_schedule()
        self.changed.emit()

    def _show_schedule(self) -> None:
        try:
            config = self.config()
        except ConfigError:
            self._curve.show_schedule(None, 1)
        else:
            self._curve.show_schedule(config.make_schedule(), config.epochs)

    @Slot()
    def _ask_edit(self) -> None:
        self.layers_asked.emit()

    @Slot()
    def _ask_open(self) -> None:
        self.open_asked.emit()

    @Slot()
    def _ask_save(self) -> None:
        self.save_asked.emit()

    @Slot()
    def _tell_rate(self) -> None:
        self.rate_changed.emit(float(self._rate.value() or 0.0))

    @Slot()
    def _show_layers(self) -> None:
        outline = self.network.outline()
        self.network.detail.setText(f"{outline.parameters:,} weights")
        self._rows.show_outline(outline)

    @Slot()
    def _suggest_rate(self) -> None:
        """Follow the optimizer with the learning rate, unless the person chose one."""
        before, now = self._rate_before, str(self._optimizer.value())
        self._rate_before = now
        if self._rate.value() == LEARNING_RATES.get(before) and now in LEARNING_RATES:
            self._rate.show_value(LEARNING_RATES[now])
