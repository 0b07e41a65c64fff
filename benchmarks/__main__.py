"""Measure Inkling against its peers, all in one run.

    python -m benchmarks              everything, some ten minutes on an idle machine
    python -m benchmarks --quick      shorter rounds, for a first impression
    python -m benchmarks one_image    one section
    python -m benchmarks --report     nothing: write the page anew from the figures that are kept

Writes benchmarks/results.json, docs/benchmarks.md and its picture. Peers that are not installed are
left out, and so is what needs MNIST where it is missing.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import memory, one_image, report, scaling, time_to_accuracy, training_speed

RESULTS = Path(__file__).resolve().parent / "results.json"
DOCUMENT = RESULTS.parent.parent / "docs" / "benchmarks.md"
PICTURE = RESULTS.parent.parent / "docs" / "pictures" / "benchmarks.png"

Section = Callable[[bool], dict[str, Any] | None]
"""Takes whether to be quick, and gives results; None if something is missing."""

SECTIONS: dict[str, Section] = {
    "training_speed": lambda quick: training_speed.measure(
        rounds=3 if quick else 9, seconds=1.0 if quick else 3.0
    ),
    "one_image": lambda quick: one_image.measure(rounds=3 if quick else 15),
    "time_to_accuracy": lambda quick: time_to_accuracy.measure(rounds=1 if quick else 3),
    "memory": lambda quick: memory.measure(),
    "scaling": lambda quick: scaling.measure(),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sections that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="shorter rounds")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.sections if name not in SECTIONS]:
        parser.error(f"there is no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")

    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in () if chosen.report else chosen.sections or SECTIONS:
        print(f"measuring: {name.replace('_', ' ')}", file=sys.stderr, flush=True)
        outcome = SECTIONS[name](chosen.quick)
        if outcome is None:
            print(f"left out: {name} needs MNIST (inkling data download mnist)", file=sys.stderr)
            continue
        results[name] = outcome
    if not chosen.report:
        results["machine"] = _machine()
        text = json.dumps(results, indent=2, ensure_ascii=False)
        RESULTS.write_text(f"{text}\n", encoding="utf-8")
    DOCUMENT.write_text(report.document(results), encoding="utf-8")
    print(report.table(results))
    if find_spec("matplotlib") is not None:
        report.draw(results, PICTURE)
    return 0


def _machine() -> dict[str, Any]:
    versions: dict[str, str | None] = {}
    for package in ("numpy", "torch", "scikit-learn", "onnxruntime"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = None
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": versions,
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
