"""The results as a table on the screen, as a page of the documents, and as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["document", "draw", "table"]

Row = tuple[str, str, str, str]


NAMES = {
    "inkling": "Inkling",
    "inkling-varied": "Inkling, varying the pictures",
    "pytorch": "PyTorch",
}
"""How contenders are called where people read of them; others as they are."""

HEAD: Row = ("what", "measured", "goal", "")

INTRODUCTION = """\
# How fast it is

`make bench` measures this and writes this page. All contenders run in the same minutes, by turns,
each in a process of its own, on the same network, the same pictures and the same batches. Whoever
stood still runs for a moment before it counts. The figures are medians. "NumPy's matrix products"
are what two threads reach with matrices of 1024 × 1024 and nothing else to do. PyTorch has two
threads and its fused Adam. Goals are Inkling's own; those that are missed say so.

The recipes to 98 and 99% were settled on training pictures that were held back. Early trials of
them did look at the test pictures, so the accuracies reached there are somewhat flattered.

![Samples a second beside others, and what training costs by width, depth, batch and \
samples](pictures/benchmarks.png)
"""


def document(results: dict[str, Any]) -> str:
    """Write the page that shows the figures to readers, in Markdown."""
    machine = results["machine"]
    versions = ", ".join(
        f"{package} {version}" for package, version in machine["versions"].items() if version
    )
    rows = [HEAD, ("---",) * 4, *_all_rows(results)]
    lines = ["| " + " | ".join(cell.strip() for cell in row) + " |" for row in rows]
    return "\n".join(
        [
            INTRODUCTION,
            f"Measured on {machine['measured']}: {machine['processor']}, {machine['cores']} cores, "
            f"Python {machine['python']}, {versions}.",
            "",
            *lines,
            "",
        ]
    )


def table(results: dict[str, Any]) -> str:
    """Draw up what was measured, what it should be, and whether it is."""
    rows = [HEAD, *_all_rows(results)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _all_rows(results: dict[str, Any]) -> Iterator[Row]:
    for name, section in results.items():
        yield from _rows(name, section)


def _rows(name: str, section: Any) -> Iterator[Row]:
    if name == "training_speed":
        for race in section.values():
            yield from _speed_rows(race)
    elif name == "one_image":
        for race in section.values():
            for contender, microseconds in race["microseconds"].items():
                goal = race["goal_microseconds"] if contender == "inkling" else None
                what = f"one picture, {race['title']}: {_name(contender)}"
                yield _at_most(what, microseconds, goal, "µs")
    elif name == "time_to_accuracy":
        for mark, runs in section.items():
            for contender, seconds in runs["seconds"].items():
                goal = runs["goal_seconds"] if contender == "inkling" else None
                accuracy = runs["test_accuracy"][contender]
                what = f"MNIST to {mark}: {_name(contender)} ({accuracy:.2%})"
                yield _at_most(what, seconds, goal, "s")
    elif name == "memory":
        for race in section.values():
            what = f"memory by data and buffers, {race['title']}"
            yield _at_most(what, race["ratio"], race["goal_ratio"], "×")


def _speed_rows(race: dict[str, Any]) -> Iterator[Row]:
    for contender, rate in race["samples_per_second"].items():
        yield f"{race['title']}: {_name(contender)}", f"{rate:,} samples/s", "", ""
    for peer, ratio in race["ratios"].items():
        goal = race["goals"].get(peer)
        other = "NumPy's matrix products" if peer == "products" else _name(peer)
        verdict = "" if goal is None else "reached" if ratio >= goal else "missed"
        wanted = "" if goal is None else f"at least {goal:g}"
        yield f"  as a multiple of {other}", f"{ratio:.2f}", wanted, verdict
    if "cost_of_varying_pictures" in race:
        cost, most = race["cost_of_varying_pictures"], race["most_cost_of_varying_pictures"]
        yield _at_most(
            "  cost of varying the pictures", round(100 * cost, 1), round(100 * most, 1), "%"
        )


def _name(contender: str) -> str:
    return NAMES.get(contender, contender)


def _at_most(what: str, value: float, goal: float | None, unit: str) -> Row:
    if goal is None:
        return what, f"{value:g} {unit}", "", ""
    verdict = "reached" if value <= goal else "missed"
    return what, f"{value:g} {unit}", f"at most {goal:g} {unit}", verdict


def draw(results: dict[str, Any], path: Path) -> None:
    """Draw the speeds as bars and the costs as curves; needs matplotlib."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 3, figsize=(12, 6.5), layout="constrained")
    bars, curves = axes.flat[:2], axes.flat[2:]
    races = results.get("training_speed", {})
    for place, name in zip(bars, ("dense", "convolutional"), strict=True):
        rates = races.get(name, {}).get("samples_per_second", {})
        colours = ["#3D5AFE" if each.startswith("inkling") else "#9AA0AA" for each in rates]
        place.bar(
            [_name(each).replace(", ", ",\n") for each in rates],
            list(rates.values()),
            color=colours,
        )
        place.set_title(races.get(name, {}).get("title", name), fontsize=10)
        place.set_ylabel("samples a second")
        place.tick_params(axis="x", labelsize=8)
    labels = {
        "width": ("neurons of one hidden layer", "ms a step"),
        "depth": ("hidden layers of 128 neurons", "ms a step"),
        "batch": ("samples a batch", "ms a step"),
        "samples": ("samples", "seconds an epoch"),
    }
    for place, (name, (over, cost)) in zip(curves, labels.items(), strict=True):
        curve = results.get("scaling", {}).get(name, {"over": [], "costs": []})
        place.plot(curve["over"], curve["costs"], marker="o", color="#3D5AFE")
        place.set_xlabel(over)
        place.set_ylabel(cost)
        place.set_ylim(bottom=0)
        place.locator_params(axis="x", nbins=6)
    for place in axes.flat:
        place.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)
