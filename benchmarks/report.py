"""The results as a table on the screen and as a picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["draw", "table"]

Row = tuple[str, str, str, str]


def table(results: dict[str, Any]) -> str:
    """Draw up what was measured, what it should be, and whether it is."""
    rows: list[Row] = [("what", "measured", "goal", "")]
    rows += [row for name, section in results.items() for row in _rows(name, section)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _rows(name: str, section: Any) -> Iterator[Row]:
    if name == "training_speed":
        for race in section.values():
            yield from _speed_rows(race)
    elif name == "one_image":
        for race in section.values():
            for contender, microseconds in race["microseconds"].items():
                goal = race["goal_microseconds"] if contender == "inkling" else None
                what = f"one picture, {race['title']}: {contender}"
                yield _at_most(what, microseconds, goal, "µs")
    elif name == "time_to_accuracy":
        for mark, runs in section.items():
            for contender, seconds in runs["seconds"].items():
                goal = runs["goal_seconds"] if contender == "inkling" else None
                accuracy = runs["test_accuracy"][contender]
                what = f"MNIST to {mark}: {contender} ({accuracy:.2%})"
                yield _at_most(what, seconds, goal, "s")
    elif name == "memory":
        for race in section.values():
            what = f"memory by data and buffers, {race['title']}"
            yield _at_most(what, race["ratio"], race["goal_ratio"], "×")


def _speed_rows(race: dict[str, Any]) -> Iterator[Row]:
    for contender, rate in race["samples_per_second"].items():
        yield f"{race['title']}: {contender}", f"{rate:,} samples/s", "", ""
    for peer, ratio in race["ratios"].items():
        goal = race["goals"].get(peer)
        name = "share of NumPy's matrix products" if peer == "products" else f"Inkling by {peer}"
        verdict = "" if goal is None else "reached" if ratio >= goal else "missed"
        wanted = "" if goal is None else f"at least {goal:g}"
        yield f"  {name}", f"{ratio:.2f}", wanted, verdict
    if "cost_of_varying_pictures" in race:
        cost, most = race["cost_of_varying_pictures"], race["most_cost_of_varying_pictures"]
        yield _at_most("  cost of varying the pictures", round(100 * cost, 1), 100 * most, "%")


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
        place.bar(list(rates), list(rates.values()), color=colours)
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
    for place in axes.flat:
        place.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)
