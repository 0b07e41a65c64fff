"""The settings that are seldom touched, folded away, each with a sentence about what it does."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.theme import Theme
from desktop_app.train.flush_link import FlushLink
from desktop_app.train.setup.augmentation_sample import AugmentationSample
from desktop_app.train.setup.explanations import CHOICES, EXPLANATIONS
from desktop_app.train.setup.setting_fields import ChoiceSetting, NumberSetting
from desktop_app.widgets import Text, TextRole
from nn_core.initializers import INITIALIZERS
from nn_core.optimizers import OPTIMIZERS
from nn_core.training.config import BALANCED

__all__ = ["MoreSettings"]

GAP_PX = 14


class MoreSettings(QWidget):
    """A link that unfolds the rarer settings.

    Attributes
    ----------
    fields
        The settings, by name.
    link
        The link that unfolds them, to be put above.
    sample
        A few pictures, varied as is set.

    Signals
    -------
    changed
        One of them has another value.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = {field.name: field for field in _make_fields(theme)}
        self.sample = AugmentationSample(theme)
        self.link = FlushLink("More settings")
        self.link.setCheckable(True)
        self.link.toggled.connect(self._fold)
        self._explanations: dict[str, Text] = {}
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        for field in self.fields.values():
            field.changed.connect(self._tell)
            column.addWidget(field)
            if field.name == "augmentation":
                column.addWidget(self.sample)
            explanation = Text(EXPLANATIONS[field.name], TextRole.CAPTION, wrap=True)
            explanation.setContentsMargins(0, 0, 0, GAP_PX)
            self._explanations[field.name] = explanation
            column.addWidget(explanation)
        self._body.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._body)

    def show_what_counts(self, optimizer: str, schedule: str) -> None:
        """Leave out what is about other optimizers and other schedules."""
        own = OPTIMIZERS[optimizer].own_settings
        counts = {name: name in own for kind in OPTIMIZERS.values() for name in kind.own_settings}
        counts["schedule_decay"] = schedule not in ("constant", "one-cycle")
        counts["schedule_step_epochs"] = schedule == "step"
        for name, does_count in counts.items():
            self.fields[name].setVisible(does_count)
            self._explanations[name].setVisible(does_count)

    @Slot(bool)
    def _fold(self, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self.link.setText("Fewer settings" if is_open else "More settings")

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


def _make_fields(theme: Theme) -> tuple[NumberSetting | ChoiceSetting, ...]:
    return (
        NumberSetting("validation_fraction", "Held back to check with", 0, 0.9, decimals=3),
        NumberSetting("warmup_epochs", "Warm-up, in epochs", 0, 100, decimals=2),
        NumberSetting(
            "schedule_decay", "Decay of the schedule", -0.01, 1, decimals=4, none="Usual"
        ),
        NumberSetting(
            "schedule_step_epochs", "Epochs between steps", 0, 1000, decimals=2, none="Usual"
        ),
        ChoiceSetting(
            theme, "augmentation", "Variation of the pictures", (None, *CHOICES["augmentation"])
        ),
        ChoiceSetting(
            theme, "initializer", "First weights", (None, *INITIALIZERS), none="As suits each layer"
        ),
        ChoiceSetting(theme, "loss", "Loss", CHOICES["loss"]),
        ChoiceSetting(theme, "class_weights", "Classes", (None, BALANCED), none="All count alike"),
        NumberSetting("label_smoothing", "Label smoothing", 0, 0.9, decimals=3),
        NumberSetting("momentum", "Momentum", 0, 0.9999, decimals=4),
        NumberSetting("beta1", "Memory of the direction", -0.01, 0.9999, decimals=4, none="Usual"),
        NumberSetting("beta2", "Memory of the size", -0.01, 0.99999, decimals=5, none="Usual"),
        NumberSetting("rho", "Memory of the size", -0.01, 0.99999, decimals=5, none="Usual"),
        NumberSetting("epsilon", "Smallest divisor", 0, 1, decimals=12, none="Usual"),
        NumberSetting("weight_decay", "Weight decay", -0.01, 10, decimals=6, none="Usual"),
        NumberSetting("l1", "L1 penalty", 0, 10, decimals=7),
        NumberSetting("l2", "L2 penalty", 0, 10, decimals=7),
        NumberSetting("clip_norm", "Longest gradient", 0, 1000, decimals=3, none="Any"),
        NumberSetting("ema_decay", "Average of the weights", 0, 0.99999, decimals=5, none="Off"),
        NumberSetting("patience", "Patience, in epochs", 0, 1000, none="Endless"),
        NumberSetting("tolerance", "Smallest progress", 0, 10, decimals=6, none="Any"),
        NumberSetting("threads", "Threads", 1, 64),
    )
