"""`inkling runs`: the trainings that were kept, by the window and by the command line alike."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nn_core.cli.command import Command
from nn_core.cli.output import percentage, print_json
from nn_core.cli.parser import add_commands
from nn_core.cli.progress import duration
from nn_core.data.catalogue import DIGIT_NAMES
from nn_core.errors import ConfigError, InklingError
from nn_core.evaluation import classes_of
from nn_core.network_in_use import SHIPPED, choose, choose_bundled, load_chosen
from nn_core.runs import Run, RunStore
from nn_core.runs.folder import history_rows
from nn_core.training import EpochReport, TrainingConfig

__all__ = ["COMMAND"]

NO_RUNS = "There are no runs yet; `inkling train` and the window's Train page make some."


def _configure_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _list(arguments: argparse.Namespace) -> int:
    with RunStore() as store:
        runs = store.runs()
    if arguments.json:
        for run in runs:
            print_json(_as_json(run))
        return 0
    if not runs:
        print(NO_RUNS)
        return 0
    heads = ("run", "name", "data", "network", "test", "epochs", "time", "ended", "by")
    rows = [_cells(run) for run in runs]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    print(_line(heads, widths))
    for run, cells in zip(runs, rows, strict=True):
        print(_line(cells, widths))
        if run.problem:
            print(_line(("", run.problem), widths))
    return 0


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{w}}" for cell, w in zip(cells, widths, strict=False)).rstrip()


def _cells(run: Run) -> tuple[str, ...]:
    test = run.scores.get("test_accuracy")
    ended = "" if run.status.value == "finished" else f" ({run.status.value})"
    return (
        str(run.id),
        run.name,
        Path(run.dataset).name or run.dataset,
        _network(run),
        "" if test is None else percentage(test),
        f"{run.epochs}{ended}",
        duration(run.seconds),
        _local(run.created),
        run.made_by.value,
    )


def _network(run: Run) -> str:
    architecture = run.config.get("architecture")
    return architecture if isinstance(architecture, str) else "own layers"


def _local(created: str) -> str:
    """Tell a time as the clock on the wall does."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return created


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.name,
        "note": run.note,
        "created": run.created,
        "seconds": run.seconds,
        "status": run.status.value,
        "remark": run.remark,
        "made_by": run.made_by.value,
        "dataset": run.dataset,
        "provenance": run.provenance,
        "config": run.config,
        "epochs": run.epochs,
        "best_epoch": run.best_epoch,
        "scores": run.scores,
        "folder": str(run.folder),
        "problem": run.problem,
    }


def _configure_show(parser: argparse.ArgumentParser) -> None:
    _add_run(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_run(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    if several:
        parser.add_argument("runs", nargs="+", metavar="RUN", help="their numbers or names")
    else:
        parser.add_argument("run", metavar="RUN", help="its number or name")


def _show(arguments: argparse.Namespace) -> int:
    with RunStore() as store:
        run = store.find(arguments.run)
        history = store.history(run.id)
        problem = run.problem or _deeper_problem(store, run)
    if arguments.json:
        print_json({**_as_json(run), "problem": problem, "history": history_rows(history)})
    else:
        print("\n".join(_description(run, history, problem)))
    return 0


def _deeper_problem(store: RunStore, run: Run) -> str:
    """Read the network too, which the list does not."""
    try:
        store.model(run.id)
    except InklingError as error:
        return str(error)
    return ""


def _description(run: Run, history: Sequence[EpochReport], problem: str) -> list[str]:
    epochs = "1 epoch" if run.epochs == 1 else f"{run.epochs} epochs"
    ended = f"{run.status.value} after {epochs}, {duration(run.seconds)}"
    facts = [
        ("ended", f"{_local(run.created)}, by the {run.made_by.value}"),
        ("training", f"{ended}; epoch {run.best_epoch} was the best"),
        ("remark", run.remark),
        ("note", run.note),
        ("folder", str(run.folder)),
        ("problem", problem),
        *_score_facts(run.scores),
    ]
    lines = [f"run {run.id}: {run.name}", ""]
    lines += [f"{name:<20} {value}" for name, value in facts if value]
    lines += ["", "settings (those that are not the usual ones)"]
    usual = TrainingConfig().to_dict()
    lines += [
        f"  {name:<20} {_setting(value)}"
        for name, value in run.config.items()
        if value != usual.get(name) or name in ("architecture", "dataset")
    ]
    lines += ["", "epoch  training loss  accuracy  validation loss  accuracy"]
    lines += [_epoch_line(report) for report in history]
    return lines


def _score_facts(scores: Mapping[str, float]) -> list[tuple[str, str]]:
    """Say how well a network reads, and how far that can be trusted."""
    facts = []
    if "test_accuracy" in scores:
        words = percentage(scores["test_accuracy"])
        if "test_samples" in scores:
            words += f" of {scores['test_samples']:,.0f} pictures"
        if "test_accuracy_low" in scores and "test_accuracy_high" in scores:
            low, high = scores["test_accuracy_low"], scores["test_accuracy_high"]
            words += f"; with 95% certainty from {percentage(low)} to {percentage(high)}"
        facts.append(("test accuracy", words))
    if "calibration_error" in scores:
        facts.append(("calibration error", f"{scores['calibration_error']:.4f}"))
    if "validation_accuracy" in scores:
        facts.append(("validation accuracy", percentage(scores["validation_accuracy"])))
    return facts


def _setting(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return ", ".join(str(item.get("kind", "?")) for item in value)
    return "none" if value is None else str(value)


def _epoch_line(report: EpochReport) -> str:
    right = percentage(report.training_accuracy)
    line = f"{report.epoch:>5}  {report.training_loss:>13.4f}  {right:>8}"
    if report.validation_loss is not None and report.validation_accuracy is not None:
        right = percentage(report.validation_accuracy)
        line += f"  {report.validation_loss:>15.4f}  {right:>8}"
    return f"{line}{'  best so far' if report.is_best else ''}"


def _configure_rename(parser: argparse.ArgumentParser) -> None:
    _add_run(parser)
    parser.add_argument("name", metavar="NAME", help="what it is called from now on")


def _rename(arguments: argparse.Namespace) -> int:
    with RunStore() as store:
        run = store.find(arguments.run)
        print(f"Run {run.id} is now called {store.rename(run.id, arguments.name).name}.")
    return 0


def _configure_note(parser: argparse.ArgumentParser) -> None:
    _add_run(parser)
    parser.add_argument(
        "text", metavar="TEXT", help='what to write in place of what stands there ("" for nothing)'
    )


def _note(arguments: argparse.Namespace) -> int:
    with RunStore() as store:
        run = store.find(arguments.run)
        store.set_note(run.id, arguments.text)
        print(f"The note of run {run.id}, {run.name}, is written.")
    return 0


def _configure_use(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", nargs="?", metavar="RUN", help="its number or name")
    parser.add_argument(
        "--shipped", action="store_true", help="go back to the network that ships with Inkling"
    )


def _use(arguments: argparse.Namespace) -> int:
    if arguments.shipped == (arguments.run is not None):
        raise ConfigError("Name either a run, by its number or its name, or --shipped.")
    if arguments.shipped:
        choose_bundled(SHIPPED)
        name = load_chosen().model.name
    else:
        with RunStore() as store:
            run = store.find(arguments.run)
            model = store.model(run.id)
        if not run.has_learnt:
            raise ConfigError(f"{model.name} has learnt nothing yet, so it cannot read drawings.")
        if classes_of(model) != DIGIT_NAMES:
            raise ConfigError(
                f"{model.name} tells other things apart than digits, so it cannot read drawings."
            )
        choose(model)
        name = model.name
    print(f"{name} reads in the window, from its next start on.")
    return 0


def _configure_delete(parser: argparse.ArgumentParser) -> None:
    _add_run(parser, several=True)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _delete(arguments: argparse.Namespace) -> int:
    with RunStore() as store:
        found = [store.find(named) for named in arguments.runs]
        runs = list({run.id: run for run in found}.values())
        if not arguments.yes and not _may_delete(runs):
            print("Nothing was deleted.")
            return 0
        for run in runs:
            store.delete(run.id)
            print(f"Run {run.id}, {run.name}, is deleted.")
    return 0


def _may_delete(runs: Sequence[Run]) -> bool:
    """Ask, where there is somebody to answer."""
    if not sys.stdin.isatty():
        raise ConfigError("Deleting cannot be undone; --yes says that it is meant.")
    names = ", ".join(f"{run.id} ({run.name})" for run in runs)
    print(f"Delete {'run' if len(runs) == 1 else 'runs'} {names} for good? [y/N] ", end="")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _configure_export(parser: argparse.ArgumentParser) -> None:
    _add_run(parser, several=True)
    parser.add_argument(
        "--to",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where each gets a new folder (default: here)",
    )


def _export(arguments: argparse.Namespace) -> int:
    # Loaded here: the picture of the curves needs Pillow, which the other commands do without.
    from nn_core.runs.export import export_run

    with RunStore() as store:
        for run in [store.find(named) for named in arguments.runs]:
            print(export_run(store, run.id, arguments.to))
    return 0


LIST = Command(
    name="list",
    summary="all runs, the latest first",
    description="List all runs, the latest first; `inkling runs` alone does it too.",
    examples=(),
    configure=_configure_list,
    run=_list,
)

COMMANDS = (
    LIST,
    Command(
        name="show",
        summary="all that is known of one run",
        description="Show a run's scores, its settings and the figures of its epochs.",
        examples=(),
        configure=_configure_show,
        run=_show,
    ),
    Command(
        name="rename",
        summary="call a run something else",
        description="Call a run something else.",
        examples=(),
        configure=_configure_rename,
        run=_rename,
    ),
    Command(
        name="note",
        summary="write something about a run",
        description="Write something about a run, in place of what stands there.",
        examples=(),
        configure=_configure_note,
        run=_note,
    ),
    Command(
        name="use",
        summary="read with a run's network in the window",
        description=(
            "Have a run's network read on the window's Draw page from its next start on, as \"Use\n"
            'this network" does, or go back to the one that ships. A copy of it is kept, so the\n'
            "run may be deleted afterwards."
        ),
        examples=(
            ("inkling runs use 3", "the network of run 3"),
            ("inkling runs use --shipped", "back to the shipped one"),
        ),
        configure=_configure_use,
        run=_use,
    ),
    Command(
        name="delete",
        summary="delete runs for good, their networks with them",
        description="Delete runs for good, their networks with them. It asks first.",
        examples=(),
        configure=_configure_delete,
        run=_delete,
    ),
    Command(
        name="export",
        summary="a folder with network, settings, figures and curves",
        description=(
            "Write runs into folders of their own: model.safetensors, run.toml (the same settings\n"
            "give the same weights), history.csv, curves.png and run.json."
        ),
        examples=(),
        configure=_configure_export,
        run=_export,
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands after `runs`."""
    add_commands(parser, COMMANDS, usual=LIST)


def run(arguments: argparse.Namespace) -> int:
    """Run the command after `runs`."""
    code: int = arguments.run_subcommand(arguments)
    return code


COMMAND = Command(
    name="runs",
    summary="list, show, use, export and delete what was trained",
    description=(
        "The trainings that were kept, by `inkling train` and by the window alike: both share one\n"
        "list, also while the other is at work. A run is named by its number or its name; its\n"
        "network is run:NUMBER wherever a command takes a --model."
    ),
    examples=(
        ("inkling runs", "all runs, the latest first"),
        ("inkling runs show 3", "its scores, settings and epochs"),
        ('inkling runs rename 3 "With dropout"', "another name"),
        ("inkling runs use 3", "its network reads in the window from now on"),
        ("inkling runs export 3 4 --to backup", "a folder for each, with its curves as a picture"),
        ("inkling evaluate --model run:3", "how well its network reads the test pictures"),
    ),
    configure=configure,
    run=run,
)
