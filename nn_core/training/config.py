"""What a training run is made of, as one value that a file can hold."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from nn_core.architectures import PRESETS, LayerConfigs
from nn_core.data.augmentation import make_augmentation
from nn_core.data.shares import parse_shares
from nn_core.errors import ConfigError
from nn_core.initializers import INITIALIZERS
from nn_core.losses import Loss, make_loss
from nn_core.optimizers import Optimizer, make_optimizer
from nn_core.schedules import Schedule, make_schedule

__all__ = ["BALANCED", "TrainingConfig"]

BALANCED = "balanced"
"""In place of class weights: those that make up for classes with few samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingConfig:
    """Everything that decides how training goes.

    The same configuration and the same data give the same weights, bit for bit, on one machine.

    Attributes
    ----------
    architecture
        A preset's name, or the layers' configurations.
    dataset
        The name or path of what to learn from, or a mixture: "mnist 60%, synthetic 40%".
    epochs
        How often the whole of it is gone through.
    batch_size
        How many samples make one step.
    optimizer
        "sgd", "momentum", "nesterov", "adam", "adamw", "rmsprop" or "adagrad".
    learning_rate
        How far one step goes, before the schedule's factor.
    momentum
        The share of the velocity that lasts, for momentum and nesterov.
    weight_decay
        The share by which weights shrink in each step, times the learning rate; None takes the
        optimizer's own default (0.01 in adamw, 0 elsewhere).
    initializer
        How weights begin, by the name of one of `INITIALIZERS`, in layers that name no way of
        their own; None takes what suits the activation that follows.
    l1, l2
        Penalties on the weights that are added to the gradient: l1 · sign(w) and l2 · w.
    loss
        "cross-entropy", "binary-cross-entropy" or "mean-squared-error".
    label_smoothing
        The share of each target that is spread over all classes.
    class_weights
        How much each class counts; "balanced" makes up for classes with few samples, None counts
        all alike.
    schedule
        "constant", "step", "exponential", "linear", "cosine" or "one-cycle".
    warmup_epochs
        How long the learning rate rises first.
    schedule_decay, schedule_step_epochs
        As `decay` and `step_epochs` in `make_schedule`.
    clip_norm
        The greatest length of the gradient; longer ones are scaled down. None leaves them.
    ema_decay
        The share of the running average of the weights that lasts from step to step; validation
        and the final weights are then the average's. None keeps no average.
    augmentation
        The name of an augmentation ("light", "standard", "strong"), its settings, or None.
    validation_fraction
        The share of the data that is held back where no validation data are given; 0 for none.
    patience
        How many epochs without a better validation training goes on for; None for all.
    tolerance
        Training stops when the training loss falls by less than this over an epoch; None for
        never.
    seed
        Decides everything that is left to chance.
    threads
        How many threads share each batch on the fast path. It belongs to the recipe: sums are
        rounded differently with another number.
    """

    architecture: str | LayerConfigs = "textbook-256-128"
    dataset: str = "mnist"
    epochs: int = 10
    batch_size: int = 128
    optimizer: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.9
    weight_decay: float | None = None
    initializer: str | None = None
    l1: float = 0.0
    l2: float = 0.0
    loss: str = "cross-entropy"
    label_smoothing: float = 0.0
    class_weights: tuple[float, ...] | str | None = None
    schedule: str = "constant"
    warmup_epochs: float = 0.0
    schedule_decay: float | None = None
    schedule_step_epochs: float | None = None
    clip_norm: float | None = None
    ema_decay: float | None = None
    augmentation: str | Mapping[str, float] | None = None
    validation_fraction: float = 0.1
    patience: int | None = None
    tolerance: float | None = None
    seed: int = 0
    threads: int = 2

    def __post_init__(self) -> None:
        _require(self.epochs >= 1, "epochs", "at least 1", self.epochs)
        _require(self.batch_size >= 1, "batch_size", "at least 1", self.batch_size)
        _require(self.seed >= 0, "seed", "at least 0", self.seed)
        _require(self.threads >= 1, "threads", "at least 1", self.threads)
        _require(self.l1 >= 0, "l1", "at least 0", self.l1)
        _require(self.l2 >= 0, "l2", "at least 0", self.l2)
        share = self.validation_fraction
        _require(0 <= share < 1, "validation_fraction", "from 0 to below 1", share)
        if self.clip_norm is not None:
            _require(self.clip_norm > 0, "clip_norm", "above 0", self.clip_norm)
        if self.ema_decay is not None:
            _require(0 <= self.ema_decay < 1, "ema_decay", "from 0 to below 1", self.ema_decay)
        if self.patience is not None:
            _require(self.patience >= 1, "patience", "at least 1", self.patience)
        if self.tolerance is not None:
            _require(self.tolerance >= 0, "tolerance", "at least 0", self.tolerance)
        if isinstance(self.architecture, str) and self.architecture not in PRESETS:
            raise ConfigError(
                f"Unknown network {self.architecture!r}; there are {', '.join(PRESETS)}."
            )
        if self.initializer is not None and self.initializer not in INITIALIZERS:
            raise ConfigError(
                f"Unknown initializer {self.initializer!r}; there are {', '.join(INITIALIZERS)}."
            )
        if isinstance(self.class_weights, str) and self.class_weights != BALANCED:
            raise ConfigError(
                f"class_weights is a list of numbers or {BALANCED!r}, not {self.class_weights!r}."
            )
        parse_shares(self.dataset)
        self.make_optimizer()
        self.make_schedule()
        self.make_loss()
        make_augmentation(self.augmentation)

    def make_optimizer(self) -> Optimizer:
        """Make the optimizer that the configuration names."""
        return make_optimizer(
            self.optimizer,
            self.learning_rate,
            momentum=self.momentum,
            weight_decay=self.weight_decay,
        )

    def make_schedule(self) -> Schedule:
        """Make the schedule that the configuration names."""
        return make_schedule(
            self.schedule,
            epochs=self.epochs,
            warmup_epochs=self.warmup_epochs,
            decay=self.schedule_decay,
            step_epochs=self.schedule_step_epochs,
        )

    def make_loss(self, class_counts: Sequence[int] = ()) -> Loss:
        """Make the loss that the configuration names.

        Parameters
        ----------
        class_counts
            How many samples each class has, for weights that make up for that.
        """
        weights: Sequence[float] | None
        if isinstance(self.class_weights, str):
            weights = _balanced(class_counts) if class_counts else None
        else:
            weights = self.class_weights
        return make_loss(self.loss, label_smoothing=self.label_smoothing, class_weights=weights)

    def to_dict(self) -> dict[str, Any]:
        """Write the configuration as what JSON can hold; TOML leaves out what is None."""
        values = asdict(self)
        if not isinstance(self.architecture, str):
            values["architecture"] = [dict(layer) for layer in self.architecture]
        if isinstance(self.class_weights, tuple):
            values["class_weights"] = list(self.class_weights)
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainingConfig":
        """Read what `to_dict` or a TOML file gave; what is not named takes its default.

        Raises
        ------
        ConfigError
            If a setting is unknown, of the wrong type or out of range.
        """
        known = {field.name: field for field in fields(cls)}
        if unknown := [name for name in values if name not in known]:
            raise ConfigError(
                f"Unknown settings of training: {', '.join(unknown)}; there are {', '.join(known)}."
            )
        return cls(**{name: _read(name, value) for name, value in values.items()})


def _balanced(counts: Sequence[int]) -> list[float]:
    """Weigh each class so that all together count alike, and a sample counts 1 on average."""
    present = sum(1 for count in counts if count)
    return [sum(counts) / (present * count) if count else 1.0 for count in counts]


_WHOLE = {"epochs", "batch_size", "seed", "threads", "patience"}
_TEXT = {"dataset", "optimizer", "initializer", "loss", "schedule"}
_OPTIONAL = {
    "initializer",
    "weight_decay",
    "class_weights",
    "schedule_decay",
    "schedule_step_epochs",
    "clip_norm",
    "ema_decay",
    "augmentation",
    "patience",
    "tolerance",
}


def _read(name: str, value: Any) -> Any:
    """Check the type of one setting that came from a file."""
    if value is None and name in _OPTIONAL:
        return None
    if name == "architecture":
        if isinstance(value, str):
            return value
        if isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value):
            return tuple(dict(item) for item in value)
        raise ConfigError(
            f"architecture is a network's name or a list of layers with their kinds, not {value!r}."
        )
    if name == "augmentation":
        if isinstance(value, str | Mapping):
            return value
        raise ConfigError(f"augmentation is a name or a table of settings, not {value!r}.")
    if name == "class_weights":
        if isinstance(value, str):
            return value
        if isinstance(value, list | tuple) and all(_is_number(item) for item in value):
            return tuple(float(item) for item in value)
        raise ConfigError(f"class_weights is a list of numbers, not {value!r}.")
    if name in _TEXT:
        if isinstance(value, str):
            return value
        raise ConfigError(f"{name} is a text, not {value!r}.")
    if not _is_number(value):
        raise ConfigError(f"{name} is a number, not {value!r}.")
    if name in _WHOLE:
        if int(value) != value:
            raise ConfigError(f"{name} is a whole number, not {value!r}.")
        return int(value)
    return float(value)


def _is_number(value: Any) -> bool:
    finite = isinstance(value, int | float) and not isinstance(value, bool)
    return finite and value - value == 0  # neither NaN nor infinite


def _require(condition: bool, name: str, expected: str, value: float) -> None:
    if not condition:
        raise ConfigError(f"{name} should be {expected}, not {value}.")
