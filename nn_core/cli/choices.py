"""What `inkling tune` tries for a setting: some values, or a range of numbers."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from nn_core.cli.train import number_or_text
from nn_core.errors import ConfigError
from nn_core.training import TrainingConfig

if TYPE_CHECKING:
    import optuna

__all__ = ["USUAL_CHOICES", "Choice", "check_names", "grid_of", "parse_choice"]

WHOLE_SETTINGS = frozenset(
    name for name, kind in get_type_hints(TrainingConfig).items() if int in (kind, *get_args(kind))
)
"""The settings that take whole numbers only."""

RANGE = re.compile(r"(?P<low>[^:]+?)\.\.(?P<high>[^:]+?)(?P<log>:log)?")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is tried for one setting: some values, or a range of numbers.

    Attributes
    ----------
    name
        The setting's name in `TrainingConfig`.
    values
        The values to try, or none for a range.
    low, high
        The range's ends.
    log
        Whether the range is gone through by factors rather than by differences.
    """

    name: str
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    def suggest(self, trial: "optuna.Trial") -> Any:
        """Let a trial settle on a value."""
        if self.values:
            return trial.suggest_categorical(self.name, self.values)
        if self.name in WHOLE_SETTINGS:
            return trial.suggest_int(self.name, int(self.low), int(self.high), log=self.log)
        return trial.suggest_float(self.name, self.low, self.high, log=self.log)


USUAL_CHOICES = (
    Choice("learning_rate", low=1e-4, high=3e-2, log=True),
    Choice("batch_size", values=(32, 64, 128, 256)),
    Choice("optimizer", values=("momentum", "adam", "adamw")),
    Choice("schedule", values=("constant", "cosine", "one-cycle")),
    Choice("label_smoothing", low=0.0, high=0.2),
)


def parse_choice(text: str) -> Choice:
    """Read "optimizer=adam,adamw", "learning_rate=0.0001..0.01:log" or "epochs=2..5".

    Raises
    ------
    argparse.ArgumentTypeError
        If the text is none of these.
    """
    name, equals, rest = text.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or not rest.strip() or not name:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no NAME=VALUE,VALUE or NAME=LOW..HIGH, nor NAME=LOW..HIGH:log"
        )
    if match := RANGE.fullmatch(rest.strip()):
        try:
            low, high = float(match["low"]), float(match["high"])
        except ValueError:
            raise argparse.ArgumentTypeError(f"{rest!r} is no range of numbers") from None
        if not low < high < float("inf") or (match["log"] and low <= 0):
            raise argparse.ArgumentTypeError(f"{rest!r} is no range: it runs from low to high")
        if name in WHOLE_SETTINGS and not (low.is_integer() and high.is_integer()):
            raise argparse.ArgumentTypeError(f"{name} takes whole numbers, not {rest!r}")
        return Choice(name, low=low, high=high, log=bool(match["log"]))
    values = tuple(number_or_text(value.strip()) for value in rest.split(","))
    return Choice(name, values=values)


def check_names(base: TrainingConfig, choices: Sequence[Choice]) -> None:
    """Check that choices are for settings of a training, and that not the dataset is tried out.

    Raises
    ------
    ConfigError
        If they are not.
    """
    known = base.to_dict()
    unknown = [choice.name for choice in choices if choice.name not in known]
    if unknown:
        raise ConfigError(f"No setting is called {unknown[0]!r}; there are {', '.join(known)}.")
    if any(choice.name == "dataset" for choice in choices):
        raise ConfigError("All trials learn from one dataset, which --data names.")


def grid_of(choices: Sequence[Choice]) -> dict[str, list[Any]]:
    """List the values of each choice by its name.

    Raises
    ------
    ConfigError
        If one has a range.
    """
    ranges = [choice.name for choice in choices if not choice.values]
    if ranges:
        raise ConfigError(
            f"A grid needs values to try, and {ranges[0]} has a range; name some with "
            f"--try {ranges[0]}=VALUE,VALUE."
        )
    return {choice.name: list(choice.values) for choice in choices}
