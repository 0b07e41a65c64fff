"""The settings of a training, as a form that gives a configuration."""

from typing import Any

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.setup.dataset_setting import DatasetSetting
from desktop_app.train.setup.explanations import CHOICES, LEARNING_RATES
from desktop_app.train.setup.layer_rows import LayerRows
from desktop_app.train.setup.more_settings import MoreSettings
from desktop_app.train.setup.network_setting import NetworkSetting
from desktop_app.train.setup.outline import PICTURE
from desktop_app.train.setup.schedule_curve import ScheduleCurve
from desktop_app.train.setup.setting_fields import ChoiceSetting, NumberSetting
from desktop_app.widgets import IconButton
from nn_core.data import Dataset, dataset_names
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig
from nn_core.training.recipes import RECIPES, Recipe

__all__ = ["SettingsForm"]

SPACING_PX = 12

Setting = DatasetSetting | NetworkSetting | NumberSetting | ChoiceSetting


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
        self._recipe = FlushLink("Use its recipe")
        self._recipe.clicked.connect(self._take_recipe)
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
        self._fields: dict[str, Setting] = {field.name: field for field in usual}
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
        self._show_what_counts()
        self._show_schedule()
        self._offer_recipe()
        self._show_variation()

    def show_running(self, is_running: bool) -> None:
        """Say that the learning rate is also that of the training under way, or not."""
        self._rate.detail.setText("live" if is_running else "")
        self._rate.detail.setToolTip(
            "Another rate takes effect at once in the training under way" if is_running else ""
        )

    def show_data(self, data: Dataset | None) -> None:
        """Say how many pictures are learnt from and held back, and fit the network to them.

        Parameters
        ----------
        data
            What there is to learn from; None where it is not at hand.
        """
        self._show_counts(data)
        self._more.sample.show_data(data)
        known = (
            (PICTURE, None)
            if data is None
            else ((1, *data.images.shape[1:]), len(data.class_names))
        )
        if known != (self.network.shape, self.network.classes):
            self.network.show_task(*known)
            self._show_layers()

    def _show_counts(self, data: Dataset | None) -> None:
        if data is None:
            self.dataset.detail.setText("")
            self.dataset.detail.setToolTip("")
            return
        share = float(self._more.fields["validation_fraction"].value() or 0.0)
        held_back = round(len(data) * share)
        learnt = len(data) - held_back
        self.dataset.detail.setText(f"{learnt:,} + {held_back:,}" if held_back else f"{learnt:,}")
        self.dataset.detail.setToolTip(
            f"{learnt:,} pictures to learn from, {held_back:,} held back to check with"
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addWidget(self.dataset)
        column.addWidget(self.network)
        column.addWidget(self._rows)
        links = QHBoxLayout()
        links.addWidget(self._edit)
        links.addStretch(1)
        links.addWidget(self._recipe)
        column.addLayout(links)
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

    def event(self, event: QEvent) -> bool:
        """Be as high as the sentences need at this width, which a scroll area does not ask."""
        handled = super().event(event)
        layout = self.layout()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and layout is not None:
            needed = layout.totalHeightForWidth(self.width())
            needed = max(needed, layout.totalMinimumSize().height())
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)
        return handled

    @Slot()
    def _tell(self) -> None:
        self._show_what_counts()
        self._show_schedule()
        self._offer_recipe()
        self._show_variation()
        self.changed.emit()

    def _show_what_counts(self) -> None:
        self._more.show_what_counts(str(self._optimizer.value()), str(self._schedule.value()))

    def _show_variation(self) -> None:
        setting: Any = self._fields["augmentation"].value()
        self._more.sample.show_augmentation(setting)

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
    def _take_recipe(self) -> None:
        """Set everything as the recipe of the chosen network has it, its datasets too."""
        recipe = self._known_recipe()
        if recipe is not None:
            self.show_config(recipe.config)
            self.dataset_changed.emit()

    def _known_recipe(self) -> Recipe | None:
        name = self.network.value()
        return RECIPES.get(name) if isinstance(name, str) else None

    def _offer_recipe(self) -> None:
        recipe = self._known_recipe()
        values = {name: field.value() for name, field in self._fields.items()}
        self._recipe.setVisible(
            recipe is not None
            and any(value != getattr(recipe.config, name) for name, value in values.items())
        )
        self._recipe.setToolTip("" if recipe is None else recipe.description)

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
