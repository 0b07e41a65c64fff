"""A study of Optuna: opened by one process or by several, and gone on with later.

Needs the package `optuna` (the optional extra `tune`).
"""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, GridSampler, RandomSampler, TPESampler
from optuna.trial import FrozenTrial, TrialState

from nn_core.errors import ConfigError

__all__ = [
    "CUT_SHORT",
    "SeededSampler",
    "WholeGridSampler",
    "make_sampler",
    "open_study",
    "require_same_settings",
]

PAUSES_SECONDS = (0.2, 0.5, 1.0)
"""How long to wait before an SQLite file is opened again."""

SETTINGS = "settings"
"""Under which name a study keeps the settings that all its trials share."""

CUT_SHORT = "cut short"
"""Under which name a trial keeps that Ctrl-C ended it."""


class SeededSampler(BaseSampler):
    """Draws what each trial tries from the seed and the trial's number alone.

    A study that goes on, and processes that share one, so never try the same once more.

    Parameters
    ----------
    make
        Makes the sampler of one trial from a seed.
    seed
        The study's.
    """

    def __init__(self, make: Callable[[int], BaseSampler], seed: int) -> None:
        self._make = make
        self._seed = seed
        self._sampler = make(_derived(seed, 0))

    def before_trial(self, study: optuna.Study, trial: FrozenTrial) -> None:
        """Begin a trial with a sampler of its own."""
        self._sampler = self._make(_derived(self._seed, trial.number))
        self._sampler.before_trial(study, trial)

    def infer_relative_search_space(
        self, study: optuna.Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Ask the trial's sampler."""
        return self._sampler.infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: optuna.Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Ask the trial's sampler."""
        return self._sampler.sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Ask the trial's sampler."""
        return self._sampler.sample_independent(study, trial, param_name, param_distribution)

    def after_trial(
        self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Any
    ) -> None:
        """Let the trial's sampler end it."""
        self._sampler.after_trial(study, trial, state, values)


class WholeGridSampler(GridSampler):
    """Goes through a grid, and once more through what was cut short.

    Optuna counts a trial that Ctrl-C ended among those that were made.
    """

    def after_trial(
        self, study: optuna.Study, trial: FrozenTrial, state: TrialState, values: Any
    ) -> None:
        """Tell whether this was the last trial, and have one cut short count for none."""
        if trial.user_attrs.get(CUT_SHORT):
            # A trial counts in the grid that it names. No public way leads to that name.
            study._storage.set_trial_system_attr(trial._trial_id, "search_space", {})
        super().after_trial(study, trial, state, values)


def make_sampler(
    search: str, *, seed: int, grid: Mapping[str, list[Any]] | None = None
) -> BaseSampler:
    """Make what chooses the settings of the trials.

    Parameters
    ----------
    search
        "tpe", "random" or "grid".
    seed
        Decides what is left to chance.
    grid
        The values of each setting, for "grid".
    """
    if search == "grid":
        # The processes that share a study have to number the combinations alike.
        return WholeGridSampler(grid or {}, seed=_derived(seed, 0))
    if search == "random":
        return SeededSampler(lambda own: RandomSampler(seed=own), seed)
    return SeededSampler(lambda own: TPESampler(seed=own), seed)


def open_study(name: str, storage: str, sampler: BaseSampler) -> optuna.Study:
    """Open a study, or begin one.

    Parameters
    ----------
    name
        The study's name.
    storage
        An SQLite file, or any URL that Optuna takes.
    sampler
        Chooses the settings of the trials.

    Raises
    ------
    ConfigError
        If the storage cannot be opened.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    is_file = "://" not in storage
    if is_file:
        Path(storage).parent.mkdir(parents=True, exist_ok=True)
    pauses = list(PAUSES_SECONDS) if is_file else []
    while True:
        try:
            return optuna.create_study(
                study_name=name,
                storage=f"sqlite:///{storage}" if is_file else storage,
                sampler=sampler,
                pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=1),
                direction="maximize",
                load_if_exists=True,
            )
        # Optuna hands on whatever its storage raises, and there are many kinds of storage.
        except Exception as error:
            if not pauses:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                raise ConfigError(f"The study in {storage} cannot be opened: {reason}") from error
        # Processes that begin a file at the same moment trip over each other's tables.
        time.sleep(pauses.pop(0))


def require_same_settings(study: optuna.Study, settings: Mapping[str, Any]) -> None:
    """Keep the settings that all trials of a study share, or compare them with those kept.

    The trials of a study are compared with each other, so they have to be of one kind.

    Parameters
    ----------
    study
        Whose trials they are.
    settings
        What JSON can hold, by name.

    Raises
    ------
    ConfigError
        If the study's earlier trials had others.
    """
    kept = study.user_attrs.get(SETTINGS)
    if kept is None:
        study.set_user_attr(SETTINGS, dict(settings))
        return
    now = json.loads(json.dumps(dict(settings)))
    for name in now:
        if name in kept and kept[name] != now[name]:
            raise ConfigError(
                f"The trials of the study {study.study_name!r} had {name} {kept[name]}, "
                f"not {now[name]}, and could not be compared; --study NAME begins another."
            )


def _derived(seed: int, number: int) -> int:
    """Make a seed of 32 bits, as Optuna's samplers take it."""
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])
