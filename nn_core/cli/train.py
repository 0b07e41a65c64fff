"""`inkling train`: a configuration and a dataset in, a folder with a model out."""

import argparse
import contextlib
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.architectures import PRESETS, build_network
from nn_core.cli.command import Command, Stopped
from nn_core.cli.measuring import fit_calibration, measure
from nn_core.cli.models import find_model
from nn_core.cli.output import counted, percentage, print_json
from nn_core.cli.progress import ProgressBar, duration
from nn_core.cli.recording import keep_run
from nn_core.cli.toml_file import read_toml
from nn_core.data import Dataset, load_dataset
from nn_core.errors import ConfigError
from nn_core.evaluation import list_classes, position_note
from nn_core.initializers import INITIALIZERS
from nn_core.model_file import Model, now
from nn_core.runs.folder import CHECKPOINT_NAME, fingerprint, new_run_folder, write_run
from nn_core.training import (
    BatchReport,
    Checkpoint,
    EpochReport,
    Trainer,
    TrainingConfig,
    TrainingResult,
    load_checkpoint,
    save_checkpoint,
)
from nn_core.training.recipes import RECIPES
from nn_core.versions import versions

__all__ = ["COMMAND", "add_settings", "config_from", "number_or_text"]

_MEASURED = re.compile(r"Epoch \d+|loss of \S+|\d+\.\d+%?")
"""What differs from epoch to epoch in a warning that says the same again; layers are told apart."""

SETTINGS: Mapping[str, tuple[str, str]] = {
    "architecture": (
        "NETWORK",
        f"the network's layers: {', '.join(PRESETS)} (other layers: in a --config file)",
    ),
    "epochs": ("N", "how often to go through all the pictures"),
    "batch_size": ("N", "how many pictures make one step"),
    "optimizer": ("NAME", "sgd, momentum, nesterov, adam, adamw, rmsprop or adagrad"),
    "learning_rate": ("RATE", "how far one step goes"),
    "momentum": ("SHARE", "the share of the velocity that lasts, for momentum and nesterov"),
    "weight_decay": ("SHARE", "by how much weights shrink in a step, times the learning rate"),
    "beta1": ("SHARE", "how long the gradient is remembered, for adam and adamw"),
    "beta2": ("SHARE", "how long its square is remembered, for adam and adamw"),
    "rho": ("SHARE", "how long the square of the gradient is remembered, for rmsprop"),
    "epsilon": ("X", "what is added to what adam, adamw, rmsprop and adagrad divide by"),
    "initializer": ("NAME", f"how weights begin: {', '.join(INITIALIZERS)}"),
    "l1": ("X", "the penalty on the weights' sizes"),
    "l2": ("X", "the penalty on their squares"),
    "loss": ("NAME", "cross-entropy, binary-cross-entropy or mean-squared-error"),
    "label_smoothing": ("SHARE", "the share of each label that is spread over all classes"),
    "class_weights": ("NAME", "balanced: rare classes count as much as common ones"),
    "schedule": ("NAME", "constant, step, exponential, linear, cosine or one-cycle"),
    "warmup_epochs": ("N", "how long the learning rate rises first"),
    "schedule_decay": (
        "X",
        "the factor by which the learning rate falls, for step and exponential; the one that it "
        "ends at, for linear and cosine",
    ),
    "schedule_step_epochs": ("N", "how often it falls, for step"),
    "clip_norm": ("X", "the greatest length of the gradient"),
    "ema_decay": ("SHARE", "average the weights over steps; this share of it lasts, say 0.999"),
    "augmentation": ("NAME", "draw each picture a little differently: light, standard, strong"),
    "validation_fraction": ("SHARE", "the share that is held back to choose the best weights by"),
    "patience": ("N", "stop after so many epochs without a better validation"),
    "tolerance": ("X", "stop when the loss falls by less than this over an epoch"),
    "seed": ("N", "decides everything that is left to chance"),
    "threads": ("N", "how many threads share the work"),
}
"""The settings that have a flag, each with what stands for its value and what it means."""


UNSET: Mapping[str, str] = {
    "weight_decay": "0.01 in adamw, 0 elsewhere",
    "beta1": "0.9",
    "beta2": "0.999",
    "rho": "0.99",
    "epsilon": "1e-10 in adagrad, 1e-8 elsewhere",
    "initializer": "what suits the activation after each layer",
    "schedule_decay": "0.1 for step, 0.95 for exponential, 0 for linear and cosine",
    "schedule_step_epochs": "a third of all epochs",
}
"""What a setting means that is none, where something else than nothing is done."""


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Let a command take the settings of training, from a recipe, a file and flags."""
    parser.add_argument(
        "--recipe",
        choices=tuple(RECIPES),
        metavar="NAME",
        help=f"settings that belong together: {', '.join(RECIPES)}; files and flags come after it",
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a TOML file of settings; flags come after it"
    )
    parser.add_argument(
        "--data",
        "--dataset",
        metavar="NAME-OR-PATH",
        dest="dataset",
        help="what to learn from: a name of `inkling data list`, a file or folder, or a mixture "
        "such as 'mnist 60%%, synthetic 40%%'",
    )
    group = parser.add_argument_group("settings")
    defaults = TrainingConfig().to_dict()
    for name, (metavar, meaning) in SETTINGS.items():
        flags = [f"--{name.replace('_', '-')}"]
        if name == "architecture":
            flags.insert(0, "--network")
        default = UNSET.get(name, "none") if defaults[name] is None else f"{defaults[name]}"
        group.add_argument(
            *flags, dest=name, metavar=metavar, help=f"{meaning} (default: {default})"
        )


def config_from(arguments: argparse.Namespace) -> TrainingConfig:
    """Put the configuration together: defaults, then the recipe, the file and the flags.

    Raises
    ------
    ConfigError
        If a setting is unknown or out of range.
    """
    recipe = None if arguments.recipe is None else RECIPES[arguments.recipe]
    values: dict[str, Any] = {} if recipe is None else recipe.config.to_dict()
    if arguments.config is not None:
        values |= read_toml(arguments.config)
    for field in fields(TrainingConfig):
        text = getattr(arguments, field.name, None)
        if text is not None:
            # A dataset's name is taken as it is: a folder may be called "2024".
            values[field.name] = text if field.name == "dataset" else number_or_text(text)
    return TrainingConfig.from_dict(values)


def number_or_text(text: str) -> Any:
    """Read the value of a setting from the command line: a number, a text, or "none"."""
    if text.lower() == "none":
        return None
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_settings(parser)
    parser.add_argument(
        "--from",
        dest="start",
        metavar="MODEL",
        help="go on from this model's weights instead of fresh ones",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="where the model and its record go (default: a new folder under runs/)",
    )
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FOLDER",
        help="go on with a run that was stopped, from the last epoch that it finished",
    )
    parser.add_argument("--name", help="what the model is called (default: the network's name)")
    parser.add_argument(
        "--replace", action="store_true", help="replace a model that is there already"
    )
    parser.add_argument(
        "--no-record",
        action="store_true",
        help="leave the run off the list of `inkling runs`, which the window shows too",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Train a network and leave its folder behind."""
    checkpoint = None if arguments.resume is None else _checkpoint(arguments)
    config = config_from(arguments) if checkpoint is None else checkpoint.config
    folder = arguments.resume or new_run_folder(
        arguments.output, config=config, replace=arguments.replace
    )
    try:
        train = load_dataset(config.dataset, split="train")
        notes: list[str] = []
        if checkpoint is not None:
            trainer = Trainer.resume(checkpoint, train)
        elif arguments.start is not None:
            trainer, notes = _trainer_from(arguments, config, train)
        else:
            trainer = Trainer(config, train)
        if (note := train.note_on_labels()) is not None:
            notes.append(note)
        return _train_and_keep(arguments, folder, train, trainer, notes)
    finally:
        with contextlib.suppress(OSError):
            folder.rmdir()  # an empty folder says nothing; one that holds anything stays


def _train_and_keep(
    arguments: argparse.Namespace,
    folder: Path,
    train: Dataset,
    trainer: Trainer,
    notes: Sequence[str],
) -> int:
    config = trainer.config
    with ProgressBar("training") as bar:
        bar.say(f"{counted(len(train), 'picture')}: {train.provenance}; seed {config.seed}")
        for note in notes:
            bar.say(f"note: {note}")
        result = _train(trainer, folder, bar)
        history = trainer.history
        if not history:
            if result is not None and result.stopped_early:
                raise ConfigError(result.stopped_early)
            raise Stopped("Stopped before the first epoch was over; nothing was saved.")
        network = trainer.best_network()
        model = Model(
            network=network,
            name=arguments.name or _name(config),
            class_names=train.class_names,
            calibration=fit_calibration(trainer, network),
            training=config.to_dict(),
            created=now(),
        )
        measured = measure(trainer, model, bar)
    scores = {name: share for name, share in measured.items() if name.endswith("accuracy")}
    seconds = sum(report.seconds for report in history)
    record: dict[str, Any] = {
        "versions": versions(),
        "dataset": {"name": config.dataset, "what": train.provenance, "sha256": fingerprint(train)},
        "scores": measured,
        "seconds": seconds,
        "stopped_early": "stopped by hand" if result is None else result.stopped_early,
    }
    if arguments.start is not None:
        record["from"] = arguments.start
    provenance: dict[str, Any] = {
        key: record[key] for key in ("dataset", "versions", "from") if key in record
    }
    model = replace(model, scores=scores, provenance=provenance)
    path = write_run(folder, model, config, list(history), record)
    # No epoch is the best where validation gave no number after any.
    best_epoch = max((report.epoch for report in history if report.is_best), default=0)
    kept = None
    if not arguments.no_record:
        kept = keep_run(model, trainer, result, measured, start=arguments.start)
    if arguments.json:
        outcome: dict[str, Any] = {
            "model": str(path),
            "epochs": len(history),
            "best_epoch": best_epoch,
        }
        outcome |= {**record, **scores, "run": None if kept is None else kept.id, "notes": notes}
        print_json(outcome)
    else:
        print(_outcome(path, best_epoch, scores, seconds))
        if kept is not None:
            note = f"run {kept.id}, {kept.name}, on the list of `inkling runs`"
            print(note, file=sys.stderr)
    if result is None:
        raise Stopped(f"Stopped; the best network so far was saved, and --resume {folder} goes on.")
    (folder / CHECKPOINT_NAME).unlink(missing_ok=True)
    if result.diverged:
        raise ConfigError(f"{result.stopped_early} The best network before that was saved.")
    return 0


def _checkpoint(arguments: argparse.Namespace) -> Checkpoint:
    """Load what `--resume` names, which nothing else on the command line may contradict."""
    if arguments.output is not None or arguments.start is not None:
        raise ConfigError("--resume goes on in its own folder, with its own weights.")
    for name in ("recipe", "config", "dataset", *SETTINGS):
        if getattr(arguments, name) is not None:
            flag = "data" if name == "dataset" else name.replace("_", "-")
            raise ConfigError(f"--resume goes on with its own settings, without --{flag}.")
    return load_checkpoint(arguments.resume / CHECKPOINT_NAME)


def _trainer_from(
    arguments: argparse.Namespace, config: TrainingConfig, train: Dataset
) -> tuple[Trainer, list[str]]:
    """Make a trainer that goes on from a model, whose layers the settings then name.

    Returns
    -------
    tuple[Trainer, list[str]]
        The trainer, and what is to be noted about the classes.
    """
    model, where = find_model(arguments.start)
    network = model.network
    if len(model.class_names) != len(train.class_names):
        raise ConfigError(
            f"{where} tells {len(model.class_names)} classes apart, "
            f"but the data have {len(train.class_names)}."
        )
    note = position_note(train.class_names, model.class_names)
    if note is None and model.class_names != train.class_names:
        raise ConfigError(
            f"{where} tells {list_classes(model.class_names)} apart, in this order, "
            f"but the data have {list_classes(train.class_names)}."
        )
    named = build_network(
        config.architecture,
        input_shape=network.input_shape,
        classes=len(train.class_names),
        rng=np.random.default_rng(config.seed),
    )
    if named.config() != network.config():
        if arguments.architecture is not None:
            raise ConfigError(f"{where} has other layers than {config.architecture}.")
        config = replace(config, architecture=tuple(network.config()))
    return Trainer(config, train, network=network), [] if note is None else [note]


def _train(trainer: Trainer, folder: Path, bar: ProgressBar) -> TrainingResult | None:
    """Run the trainer to its end, with a checkpoint after each epoch; None if Ctrl-C ended it."""
    try:
        for report in trainer.run():
            if isinstance(report, BatchReport):
                bar.show(
                    report.fraction,
                    f"epoch {report.epoch}/{report.epochs}  loss {report.loss:.4f}  "
                    f"{report.samples_per_second:,.0f} pictures/s  "
                    f"{duration(report.seconds_left)} left",
                )
            elif isinstance(report, EpochReport):
                known = trainer.history[-2].warnings if report.epoch > 1 else ()
                bar.say(_epoch_line(report, known))
                if report.epoch < report.epochs:
                    save_checkpoint(folder / CHECKPOINT_NAME, trainer.checkpoint())
            else:
                if report.stopped_early and not report.diverged:
                    bar.say(report.stopped_early)
                return report
    except KeyboardInterrupt:
        pass
    return None


def _epoch_line(report: EpochReport, known: Sequence[str]) -> str:
    """Tell how an epoch went, without warnings that say the same as those of the one before."""
    line = (
        f"epoch {report.epoch:>{len(str(report.epochs))}}/{report.epochs}  "
        f"training loss {report.training_loss:.4f}, {percentage(report.training_accuracy)} right"
    )
    if report.validation_accuracy is not None:
        line += (
            f"  validation loss {report.validation_loss:.4f}, "
            f"{percentage(report.validation_accuracy)} right"
        )
    if report.is_best and report.validation_accuracy is not None:
        line += "  best so far"
    said = {_MEASURED.sub("", warning) for warning in known}
    new = [warning for warning in report.warnings if _MEASURED.sub("", warning) not in said]
    return "\n".join([line, *(f"  note: {warning}" for warning in new)])


def _name(config: TrainingConfig) -> str:
    if not isinstance(config.architecture, str):
        return "network"
    return PRESETS[config.architecture].title


def _outcome(path: Path, best_epoch: int, scores: Mapping[str, float], seconds: float) -> str:
    words = {"validation_accuracy": "validation pictures", "test_accuracy": "test pictures"}
    parts = [f"{percentage(share)} of the {words[name]}" for name, share in scores.items()]
    reads = f"reads {' and '.join(parts)}" if parts else "was not measured"
    return f"{path}: {reads} (epoch {best_epoch} was the best; {duration(seconds)} of training)"


COMMAND = Command(
    name="train",
    summary="train a network on a dataset",
    description=(
        "Train a network and keep it in a folder of its own: model.safetensors, run.toml (the\n"
        "settings: the same file gives the same weights, bit for bit, on one machine),\n"
        "history.csv (the epochs) and run.json (seed, versions, scores).\n"
        "Ctrl-C stops and keeps the best weights so far; --resume goes on from there, to the same\n"
        "weights as if it had never been stopped."
    ),
    examples=(
        ("inkling train", "the textbooks' network on MNIST with the usual settings"),
        ("inkling train --data synthetic --epochs 3", "works offline, with no dataset at all"),
        (
            "inkling train --data 'mnist 60%, synthetic 20%, my-digits 20%'",
            "several datasets, each with its share of what is learnt from",
        ),
        (
            "inkling train --network wide-800-800 --optimizer adamw --schedule cosine --epochs 20",
            "a wider network, and a learning rate that falls along a cosine",
        ),
        (
            "inkling train --recipe inkling --threads 4",
            "a network like the one that ships, which takes an hour or more",
        ),
        ("inkling train --config run.toml --seed 2", "an earlier run again, with another seed"),
        (
            "inkling train --from runs/first/model.safetensors --epochs 2",
            "two more epochs for a network that was trained before",
        ),
    ),
    configure=configure,
    run=run,
)
