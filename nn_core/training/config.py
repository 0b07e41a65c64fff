"""What a training run is made of, as one value that a file can hold."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from nn_core.architectures import PRESETS, LayerConfigs
from nn_core.data.augmentation import make_augmentation
from nn_core.data.shares import parse_shares
from nn_core.errors import ConfigError
from nn_core.initializers import INITIALIZERS
from nn_core.layers import layer_from_config
from nn_core.losses import Loss, make_loss
from nn_core.optimizers import Optimizer, make_optimizer
from nn_core.schedules import Schedule, make_schedule
from nn_core.training.setting_check import checked

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
    beta1, beta2
        How long adam and adamw remember the gradient and its square; None takes 0.9 and 0.999.
    rho
        How long rmsprop remembers the square of the gradient; None takes 0.99.
    epsilon
        What adam, adamw, rmsprop and adagrad add to what they divide by; None takes 1e-8, and
        1e-10 in adagrad.
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
        How many threads or processes share each batch on the fast path. It belongs to the recipe:
        sums are rounded differently with another number.
    """

    architecture: str | LayerConfigs = "textbook-256-128"
    dataset: str = "mnist"
    epochs: int = 10
    batch_size: int = 128
    optimizer: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.9
    weight_decay: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    rho: float | None = None
    epsilon: float | None = None
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
        for field in fields(self):
            # Frozen from here on.
            object.__setattr__(self, field.name, checked(field.name, getattr(self, field.name)))
        if isinstance(self.architecture, str) and self.architecture not in PRESETS:
            raise ConfigError(
                f"Unknown network {self.architecture!r}; there are {', '.join(PRESETS)}."
            )
        if not isinstance(self.architecture, str):
            _check_layers(self.architecture)
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
            weight_decay=self.weight_decay,
            momentum=self.momentum,
            beta1=self.beta1,
            beta2=self.beta2,
            rho=self.rho,
            epsilon=self.epsilon,
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
        if not isinstance(values, Mapping):
            raise ConfigError(f"The settings of a training are a table of them, not {values!r}.")
        known = [field.name for field in fields(cls)]
        if unknown := [str(name) for name in values if name not in known]:
            raise ConfigError(
                f"Unknown settings of training: {', '.join(unknown)}; there are {', '.join(known)}."
            )
        return cls(**values)


def _check_layers(layers: LayerConfigs) -> None:
    """Refuse layers that cannot be made, by the number that their weights' names begin with."""
    if not layers:
        raise ConfigError("A network needs at least one layer.")
    for number, layer in enumerate(layers):
        try:
            layer_from_config(layer)
        except ConfigError as error:
            raise ConfigError(f"Layer {number}: {error}") from error


def _balanced(counts: Sequence[int]) -> list[float]:
    """Weigh each class so that all together count alike, and a sample counts 1 on average."""
    present = sum(1 for count in counts if count)
    return [sum(counts) / (present * count) if count else 1.0 for count in counts]
