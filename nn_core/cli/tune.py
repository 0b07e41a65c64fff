"""`inkling tune`: many short trainings in search of good settings, kept in a study on disk."""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nn_core.atomic_write import write_atomically
from nn_core.cli.choices import USUAL_CHOICES, Choice, check_names, grid_of, parse_choice
from nn_core.cli.command import Command, Stopped
from nn_core.cli.extras import missing_extra
from nn_core.cli.output import counted, percentage, print_json
from nn_core.cli.progress import ProgressBar
from nn_core.cli.toml_file import as_toml
from nn_core.cli.train import add_settings, config_from
from nn_core.data import Dataset, load_dataset
from nn_core.data.folds import folds
from nn_core.errors import ConfigError
from nn_core.learning_rate_search import search_learning_rate
from nn_core.losses import CrossEntropy
from nn_core.training import BatchReport, EpochReport, Trainer, TrainingConfig

if TYPE_CHECKING:
    import optuna

__all__ = ["COMMAND"]

USUAL_TRIALS = 20
"""So many settings are tried unless told otherwise."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--trials",
        type=int,
        metavar="N",
        help=f"how many settings to try (default: {USUAL_TRIALS}, or all of a grid)",
    )
    parser.add_argument(
        "--try",
        dest="choices",
        action="append",
        type=parse_choice,
        metavar="NAME=...",
        help="what to try for a setting: VALUE,VALUE or LOW..HIGH or LOW..HIGH:log; may be "
        "repeated (default: learning rate, batch size, optimizer, schedule, label smoothing)",
    )
    parser.add_argument(
        "--search",
        choices=("tpe", "random", "grid", "learning-rate"),
        default="tpe",
        help="learn from the trials so far (tpe), choose at random, try every combination of "
        "values (grid), or only raise the learning rate batch by batch in one short training, "
        "which needs no study (learning-rate) (default: tpe)",
    )
    parser.add_argument(
        "--folds",
        type=int,
        default=1,
        metavar="K",
        help="judge each setting by K trainings, each holding back another K-th of the pictures",
    )
    parser.add_argument(
        "--samples", type=int, metavar="N", help="use only so many pictures, chosen by the seed"
    )
    parser.add_argument(
        "--study",
        default="inkling",
        metavar="NAME",
        help="the study's name; one that exists goes on (default: inkling)",
    )
    parser.add_argument(
        "--storage",
        default="runs/tune.db",
        metavar="FILE-OR-URL",
        help="where the study is kept: an SQLite file, or any URL that Optuna takes, which several "
        "machines may share (default: runs/tune.db)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("runs/best.toml"),
        metavar="FILE",
        help="where the best settings are written (default: runs/best.toml)",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
    add_settings(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run trials until there are enough, and write down the best."""
    base = config_from(arguments)
    if arguments.search == "learning-rate":
        return _find_learning_rate(arguments, base)
    if find_spec("optuna") is None:
        raise missing_extra("Tuning", "tune")
    if (arguments.trials is not None and arguments.trials < 1) or arguments.folds < 1:
        raise ConfigError("Tuning needs at least one trial and one fold.")
    choices = tuple(arguments.choices or _usual_choices(arguments, base))
    check_names(base, choices)
    if arguments.folds == 1 and not base.validation_fraction:
        raise ConfigError("Nothing is held back to judge by: --validation-fraction is 0.")
    dataset = _dataset(arguments, base)
    from nn_core.cli.study import CUT_SHORT  # here, where Optuna is known to be installed

    study = _open_study(arguments, base, choices)
    with ProgressBar("tuning") as bar:
        bar.say(
            f"{counted(len(dataset), 'picture')}: {dataset.provenance}; study "
            f"{arguments.study!r} holds {counted(len(study.trials), 'trial')} so far"
        )

        def objective(trial: "optuna.Trial") -> float:
            try:
                values = {choice.name: _suggested(choice, trial) for choice in choices}
                config = TrainingConfig.from_dict({**base.to_dict(), **values})
                accuracy = _accuracy(config, dataset, arguments.folds, trial, bar)
            except KeyboardInterrupt:
                trial.set_user_attr(CUT_SHORT, True)
                raise
            bar.say(f"trial {trial.number}: {percentage(accuracy)} right with {_in_words(values)}")
            return accuracy

        trials = _count(arguments, choices, study)
        if not trials:
            bar.say("every combination was tried before")
        is_whole = _try_out(study, objective, trials)
    code = _report(arguments, base, study)
    if not is_whole:
        raise Stopped("Stopped; the best so far was written, and the same command goes on.")
    return code


def _try_out(
    study: "optuna.Study", objective: Callable[["optuna.Trial"], float], trials: int
) -> bool:
    """Run trials; tell whether all of them were run, and Ctrl-C did not end it."""
    try:
        if trials:
            study.optimize(objective, n_trials=trials)
    except KeyboardInterrupt:
        return False
    return True


def _usual_choices(arguments: argparse.Namespace, base: TrainingConfig) -> Sequence[Choice]:
    """Leave out of the usual choices what a flag settles, and what the loss does not take."""
    choices = [choice for choice in USUAL_CHOICES if getattr(arguments, choice.name) is None]
    if base.loss != CrossEntropy.kind:
        choices = [choice for choice in choices if choice.name != "label_smoothing"]
    if not choices:
        raise ConfigError("The flags leave nothing to try; --try names something.")
    return choices


def _find_learning_rate(arguments: argparse.Namespace, base: TrainingConfig) -> int:
    """Try rising learning rates in one short training, and name the best."""
    dataset = _dataset(arguments, base)
    with ProgressBar("raising the learning rate") as bar:
        search = search_learning_rate(base, dataset, progress=bar.show)
    if arguments.json:
        print_json(asdict(search))
    else:
        print(
            f"The loss falls fastest at a learning rate of {search.suggestion:.2g} "
            f"(tried from {search.rates[0]:.2g} to {search.rates[-1]:.2g})."
        )
    return 0


def _dataset(arguments: argparse.Namespace, base: TrainingConfig) -> Dataset:
    dataset = load_dataset(base.dataset, split="train")
    dataset.require_two_classes()  # before a study is opened for it
    if arguments.samples is None:
        return dataset
    return _some(dataset, arguments.samples, base.seed)


def _some(dataset: Dataset, samples: int, seed: int) -> Dataset:
    import numpy as np

    if not 0 < samples <= len(dataset):
        raise ConfigError(f"--samples lies from 1 to {len(dataset):,}, not at {samples}.")
    order = np.random.default_rng(seed).permutation(len(dataset))
    return dataset.take(np.sort(order[:samples]))


def _open_study(
    arguments: argparse.Namespace, base: TrainingConfig, choices: Sequence[Choice]
) -> "optuna.Study":
    # Imported here: the search for a learning rate does without Optuna.
    from nn_core.cli.study import make_sampler, open_study, require_same_settings

    grid = grid_of(choices) if arguments.search == "grid" else None
    sampler = make_sampler(arguments.search, seed=base.seed, grid=grid)
    study = open_study(arguments.study, arguments.storage, sampler)
    shared = {**base.to_dict(), "samples": arguments.samples, "folds": arguments.folds}
    del shared["threads"]  # machines that share a study need not be alike
    require_same_settings(study, shared)
    return study


def _count(arguments: argparse.Namespace, choices: Sequence[Choice], study: "optuna.Study") -> int:
    """Tell how many trials are still to be made; none where a grid was gone through before."""
    from optuna.samplers import GridSampler

    if not isinstance(study.sampler, GridSampler):
        return arguments.trials or USUAL_TRIALS
    if study.sampler.is_exhausted(study):
        return 0
    return arguments.trials or math.prod(len(choice.values) for choice in choices)


def _suggested(choice: Choice, trial: "optuna.Trial") -> Any:
    try:
        return choice.suggest(trial)
    except ValueError as error:  # Optuna compares what is tried with the trials before
        raise ConfigError(
            f"The study {trial.study.study_name!r} tried other values of {choice.name} before, "
            "which these do not go with; --study NAME begins another."
        ) from error


def _accuracy(
    config: TrainingConfig,
    dataset: Dataset,
    count: int,
    trial: "optuna.Trial",
    bar: ProgressBar,
) -> float:
    """Train once, or once for each fold, and give the mean of the best validation accuracies."""
    import optuna

    pairs: list[tuple[Dataset, Dataset | None]] = [(dataset, None)]
    if count > 1:
        pairs = list(folds(dataset, count, seed=config.seed))
    best: list[float] = []
    for number, (train, validation) in enumerate(pairs):
        accuracy = 0.0
        for report in Trainer(config, train, validation).run():
            if isinstance(report, EpochReport):
                accuracy = max(accuracy, report.validation_accuracy or 0.0)
                if count == 1:
                    trial.report(accuracy, report.epoch)
                    if report.epoch < report.epochs and trial.should_prune():
                        bar.say(f"trial {trial.number}: given up after epoch {report.epoch}")
                        raise optuna.TrialPruned
            elif isinstance(report, BatchReport):
                bar.show((number + report.fraction) / len(pairs), f"trial {trial.number}")
        best.append(accuracy)
    return sum(best) / len(best)


def _report(arguments: argparse.Namespace, base: TrainingConfig, study: "optuna.Study") -> int:
    import optuna

    finished = [t for t in study.trials if t.state == optuna.trial.TrialState.COMPLETE]
    if not finished:
        raise ConfigError("No trial was finished.")
    known = base.to_dict()
    best = {name: value for name, value in study.best_params.items() if name in known}
    config = TrainingConfig.from_dict({**known, **best})
    comment = (
        f"The best of {counted(len(study.trials), 'trial')} of the study {arguments.study!r}: "
        f"{percentage(study.best_value, 4)} of what was held back.\n"
        f"inkling train --config {arguments.output}"
    )
    write_atomically(arguments.output, as_toml(config.to_dict(), comment=comment).encode())
    if arguments.json:
        print_json(
            {
                "study": arguments.study,
                "storage": arguments.storage,
                "trials": len(study.trials),
                "best_accuracy": study.best_value,
                "best_settings": best,
                "output": str(arguments.output),
            }
        )
    else:
        print(
            f"{arguments.output}: {percentage(study.best_value)} of what was held back with "
            f"{_in_words(best)} (the best of {counted(len(study.trials), 'trial')})"
        )
    return 0


def _in_words(values: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    )


COMMAND = Command(
    name="tune",
    summary="search for good settings of training",
    description=(
        "Train many times with different settings, judge each by the pictures held back, and\n"
        "write the best settings to a file for `inkling train --config`. The study is kept in a\n"
        "file (or a database that several machines share), so a search goes on where it ended.\n"
        "What the flags below settle is the same in all trials. All but the search for a learning\n"
        "rate needs the extra `tune`."
    ),
    examples=(
        (
            "inkling tune --data mnist --samples 10000 --epochs 3 --trials 30",
            "short trainings on some of the pictures, thirty of them",
        ),
        (
            "inkling tune --try learning_rate=0.0001..0.01:log --try batch_size=64,128",
            "say what to try",
        ),
        (
            "inkling tune --search grid --try optimizer=sgd,adam --try l2=0,0.0001 --folds 5",
            "every combination, judged by five-fold cross-validation",
        ),
        (
            "inkling tune --search learning-rate --optimizer momentum",
            "one short training that names a learning rate",
        ),
        (
            "inkling tune --storage postgresql://user@host/db --study digits",
            "share one study among machines",
        ),
    ),
    configure=configure,
    run=run,
)
