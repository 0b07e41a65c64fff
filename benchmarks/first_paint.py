"""How soon the packaged program shows its window, against an empty packaged PySide6 window.

    python -m benchmarks.first_paint [--runs N] [--json]

Both programs are started in turn on a virtual screen of their own, whose pixels Xvfb keeps in a
file; the time counts from the start of the process until the first pixel there changes. Memory is
the resident set of the process three seconds later, with the pages that it shares with others.

The folder build is that of `make package`, started for the first time by a person without files.
The peer (benchmarks/empty_window.py) is packaged by PyInstaller as it comes, once. Its window is as
large, and in the style that Inkling's widgets are in, Qt's Fusion; there is nothing in it, so it
loads no font, lays nothing out and reads no digit. Whatever Inkling has above it is Inkling's own.

On a machine that does other things too, the processor's time until then says more than the clock:
it is what the process was given, wherever it had to wait.
"""

import argparse
import json
import mmap
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

CHECKOUT = Path(__file__).resolve().parent.parent
INKLING = CHECKOUT / "dist" / "inkling" / "inkling"
EMPTY = CHECKOUT / "build" / "empty_window" / "dist" / "empty_window" / "empty_window"

LARGEST_RATIO = 1.6
WIDTH, HEIGHT = 1400, 1000
POLL_SECONDS = 0.0005
PATIENCE_SECONDS = 120.0
SETTLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a program.

    Attributes
    ----------
    first_paint_ms
        From the start of the process to its first pixel on the screen.
    cpu_ms
        The processor's time that all its threads had taken by then.
    memory_mib
        The resident set of the process once it had settled.
    """

    first_paint_ms: float
    cpu_ms: float
    memory_mib: float


@contextmanager
def virtual_screen() -> Iterator[tuple[str, mmap.mmap]]:
    """Give a screen's name, and the memory that holds its pixels."""
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-fbdir", folder, "-br", "-nolisten", "tcp"]
        command += ["-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
        server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                name = f":{pipe.readline().strip()}"
            with Path(folder, "Xvfb_screen0").open("rb") as file:
                yield name, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        finally:
            server.terminate()
            server.wait()


def cpu_seconds(pid: int) -> float:
    """Tell how long all threads of a process have run."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def start(program: Path) -> Start:
    """Start a program on a fresh screen, and stop it once it has been measured."""
    with virtual_screen() as (display, pixels), tempfile.TemporaryDirectory() as home:
        environ = {"PATH": os.environ["PATH"], "HOME": home, "DISPLAY": display}
        environ["INKLING_DATA_DIR"] = str(Path(home, "inkling"))
        # A few pixels in row 300, which both windows cover.
        offset = len(pixels) - 4 * WIDTH * (HEIGHT - 300) + 4 * 400
        before = pixels[offset : offset + 64]
        began = perf_counter()
        process = subprocess.Popen(
            [program], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=home
        )
        try:
            while pixels[offset : offset + 64] == before:
                if process.poll() is not None or perf_counter() - began > PATIENCE_SECONDS:
                    process.kill()
                    raise SystemExit(f"{program} shows nothing. {process.stderr.read().decode()}")
                sleep(POLL_SECONDS)
            painted = perf_counter() - began
            processor = cpu_seconds(process.pid)
            sleep(SETTLE_SECONDS)
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            (resident,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
            return Start(1000 * painted, 1000 * processor, int(resident.split()[1]) / 1024)
        finally:
            process.terminate()
            process.wait()


def package_empty_window() -> None:
    """Package the empty window, unless it is there already."""
    if EMPTY.exists():
        return
    work = CHECKOUT / "build" / "empty_window"
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR",
         f"--workpath={work / 'build'}", f"--distpath={work / 'dist'}", f"--specpath={work}",
         CHECKOUT / "benchmarks" / "empty_window.py"],
        check=True,
    )  # fmt: skip


def measure(runs: int) -> dict[str, object]:
    """Start both programs in turn, after one start each that warms the files' cache."""
    programs = {"inkling": INKLING, "empty window": EMPTY}
    for program in programs.values():
        start(program)
    starts: dict[str, list[Start]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            starts[name].append(start(program))
    medians = {
        what: {
            name: round(statistics.median(getattr(one, what) for one in each), 1)
            for name, each in starts.items()
        }
        for what in ("first_paint_ms", "cpu_ms", "memory_mib")
    }
    ratios = {
        f"{what.rpartition('_')[0]}_ratio": round(of["inkling"] / of["empty window"], 2)
        for what, of in medians.items()
    }
    return {"runs": runs, **medians, **ratios, "largest_ratio": LARGEST_RATIO}


def main() -> int:
    """Measure, print, and say by the exit code whether the promise is kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not INKLING.exists():
        raise SystemExit("There is no folder build: run `make package` first.")
    package_empty_window()
    result = measure(options.runs)
    if options.json:
        print(json.dumps(result))
    else:
        for key, value in result.items():
            print(f"{key:18} {value}")
    kept = all(result[key] <= LARGEST_RATIO for key in ("first_paint_ratio", "memory_ratio"))
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
