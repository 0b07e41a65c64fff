"""What a run was and how well its network reads, in words for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QLocale

from desktop_app.train.setup.explanations import TITLES
from desktop_app.wording import dataset_title, duration, network_title, percent
from nn_core.runs import MadeBy, Run, RunStatus
from nn_core.training import TrainingConfig

__all__ = [
    "accuracy_words",
    "breakable",
    "data_words",
    "day",
    "differing_settings",
    "key_settings",
    "network_words",
    "problem_words",
    "reliability_words",
    "score_words",
    "setting_rows",
    "shortened",
    "status_words",
    "when",
]

ENDS: Mapping[RunStatus, str] = {
    RunStatus.FINISHED: "Finished",
    RunStatus.STOPPED: "Stopped by hand",
    RunStatus.DIVERGED: "The loss ran away",
}
MAKERS: Mapping[MadeBy, str] = {
    MadeBy.WINDOW: "in the window",
    MadeBy.COMMAND_LINE: "on the command line",
}
ALWAYS_SHOWN = (
    "dataset",
    "architecture",
    "epochs",
    "batch_size",
    "optimizer",
    "learning_rate",
    "seed",
)
SETTING_TITLES = {
    "dataset": "Data",
    "architecture": "Network",
    "beta1": "Beta 1",
    "beta2": "Beta 2",
    "l1": "L1 penalty",
    "l2": "L2 penalty",
    "clip_norm": "Clipping",
    "ema_decay": "Averaging",
    "validation_fraction": "Held back",
}
NARROW_SPACE_PERCENT = "\u00a0%"


def when(created: str) -> str:
    """Tell when a run ended, by the clock on the wall: "20 Nov 2026, 15:04"."""
    local = _local(created)
    return created if local is None else f"{local.day} {_month(local)} {local:%Y, %H:%M}"


def day(created: str, *, now: datetime | None = None) -> str:
    """Tell roughly when a run ended: the hour today, the day this year, the month before."""
    local, today = _local(created), now or datetime.now()
    if local is None:
        return created
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local.day} {_month(local)}"
    return f"{_month(local)} {local.year}"


def _month(local: datetime) -> str:
    # The system's own names of the months would stand among English words.
    return QLocale.c().monthName(local.month, QLocale.FormatType.ShortFormat)


def _local(created: str) -> datetime | None:
    try:
        return datetime.fromisoformat(created).astimezone()
    except ValueError:
        return None


def data_words(run: Run) -> str:
    """Name what a run learnt from."""
    return dataset_title(run.dataset)


def network_words(run: Run) -> str:
    """Name a run's network."""
    return network_title(run.config.get("architecture"))


def problem_words(run: Run) -> str:
    """Say what is wrong with a run's folder, without its long path; empty where nothing is."""
    sentence, _, path = run.problem.partition(" (")
    return f"{sentence}." if path else sentence


def breakable(words: str) -> str:
    """Let a path be broken into lines where it has a slash, which labels do not do."""
    return words.replace("/", "/\u200b").replace("\\", "\\\u200b")


def shortened(words: str, most: int = 26) -> str:
    """Cut words that would push others out of their line."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def key_settings(run: Run) -> str:
    """Name the settings that matter most: "10 epochs · Adam 0.001"."""
    optimizer = str(run.config.get("optimizer", ""))
    rate = run.config.get("learning_rate")
    words = TITLES.get(optimizer, optimizer)
    words += f" {rate:g}" if isinstance(rate, int | float) else ""
    return f"{_epochs(run)} · {words}"


def _epochs(run: Run) -> str:
    return "1 epoch" if run.epochs == 1 else f"{run.epochs:,} epochs"


def accuracy_words(run: Run) -> str:
    """Give the accuracy in the test; in brackets that in validation, where there was no test."""
    if run.accuracy is None:
        return "–"
    words = percent(run.accuracy, places=2).replace(" %", NARROW_SPACE_PERCENT)
    return words if "test_accuracy" in run.scores else f"({words})"


def status_words(run: Run) -> str:
    """Say in a line how, when and where a training ended."""
    best = f", the best was epoch {run.best_epoch}" if run.best_epoch else ""
    return (
        f"{ENDS[run.status]} after {_epochs(run)} in {duration(run.seconds)}{best}. "
        f"{when(run.created)}, {MAKERS[run.made_by]}."
    )


def score_words(run: Run) -> str:
    """Say how well its network reads."""
    scores = run.scores
    if "test_accuracy" in scores:
        samples = scores.get("test_samples")
        pictures = "the test pictures" if samples is None else f"{samples:,.0f} test pictures"
        words = f"{percent(scores['test_accuracy'], 2)} of {pictures}"
    elif "validation_accuracy" in scores:
        held_back = percent(scores["validation_accuracy"], 2)
        words = f"{held_back} of the pictures held back; not tested"
    else:
        words = "Not measured"
    return words.replace(" %", NARROW_SPACE_PERCENT)


def reliability_words(run: Run) -> str:
    """Say how far the accuracy and the confidence can be trusted; empty where it is not known."""
    scores, parts = run.scores, []
    ends = [scores.get("test_accuracy_low"), scores.get("test_accuracy_high")]
    low, high = (None if end is None else percent(end, 2) for end in ends)
    if low is not None and high is not None:
        parts.append(f"With 95 % certainty from {low} to {high}.")
    if "calibration_error" in scores:
        off = 100 * scores["calibration_error"]
        parts.append(f"Its confidence is off by {off:.1f} points.")
    return " ".join(parts).replace(" %", NARROW_SPACE_PERCENT)


def setting_rows(config: Mapping[str, object]) -> list[tuple[str, str]]:
    """List the settings that matter or are not the usual ones, each with its value in words."""
    usual = TrainingConfig().to_dict()
    shown = [name for name in ALWAYS_SHOWN if name in config]
    shown += [
        name
        for name, value in config.items()
        if name not in ALWAYS_SHOWN and value != usual.get(name)
    ]
    return [(_title(name), _value(name, config[name])) for name in shown]


def differing_settings(configs: Sequence[Mapping[str, object]]) -> list[tuple[str, list[str]]]:
    """List the settings in which runs differ, each with its value in every one of them."""
    names = list(dict.fromkeys(name for config in configs for name in config))
    rows = []
    for name in names:
        values = [config.get(name) for config in configs]
        if any(value != values[0] for value in values[1:]):
            rows.append((_title(name), [_value(name, value) for value in values]))
    return rows


def _title(name: str) -> str:
    return SETTING_TITLES.get(name, name.replace("_", " ").capitalize())


def _value(name: str, value: object) -> str:
    if name == "dataset":
        return dataset_title(str(value))
    if name == "architecture":
        return _layers(value) if isinstance(value, list | tuple) else network_title(value)
    if isinstance(value, str):
        return TITLES.get(value, value)
    if name == "validation_fraction" and isinstance(value, int | float):
        return f"{100 * value:g}{NARROW_SPACE_PERCENT}"
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value('', item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value("", item) for item in value)
    return str(value)


def _layers(layers: Sequence[object]) -> str:
    """Name the layers of one's own in their order, with their sizes."""
    words = []
    for layer in layers:
        if isinstance(layer, Mapping):
            size = layer.get("units", layer.get("filters"))
            kind = str(layer.get("kind", "?")).replace("_", " ")
            words.append(kind if size is None else f"{kind} {size}")
    return ", ".join(words)
