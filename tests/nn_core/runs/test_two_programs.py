"""Several programs write to the list at the same time, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from nn_core.runs import RunStore

WRITERS, RUNS_EACH = 3, 8

CONFTEST = str(Path(__file__).with_name("conftest.py"))

BEGIN = """
import importlib.util, sys
from pathlib import Path

specification = importlib.util.spec_from_file_location("runs_conftest", sys.argv[3])
fixtures = importlib.util.module_from_spec(specification)
specification.loader.exec_module(fixtures)
from nn_core.runs import RunStore

"""

WRITE = (
    BEGIN
    + """
print("ready", flush=True)
sys.stdin.readline()
with RunStore(Path(sys.argv[1])) as store:
    for number in range(int(sys.argv[2])):
        run = store.add(fixtures.outcome_of(f"run {number}"))
        store.set_note(run.id, run.folder.name)
        store.rename(run.id, f"{run.name} renamed")
        if number % 4 == 3:
            store.delete(run.id)
"""
)

WRITE_ON = (
    BEGIN
    + """
with RunStore(Path(sys.argv[1])) as store:
    while True:
        print(store.add(fixtures.outcome_of()).id, flush=True)
"""
)


@pytest.mark.parametrize("runs", [1, 4])
def test_a_program_that_is_killed_leaves_whole_runs(tmp_path: Path, runs: int) -> None:
    command = [sys.executable, "-c", WRITE_ON, str(tmp_path), "0", CONFTEST]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(runs):
            writer.stdout.readline()
        writer.kill()
    with RunStore(tmp_path) as store:
        kept = store.runs()
        assert len(kept) >= runs
        for run in kept:
            assert run.problem == ""
            assert store.model(run.id).provenance["run"] == run.folder.name


def test_programs_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITE, str(tmp_path), str(RUNS_EACH), CONFTEST]
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=100)
        assert writer.returncode == 0

    with RunStore(tmp_path) as store:
        runs = store.runs()
        assert len(runs) == WRITERS * RUNS_EACH * 3 // 4
        assert len({run.id for run in runs}) == len(runs)
        for run in runs:
            assert run.problem == ""
            assert run.note == run.folder.name
            assert run.name.endswith("renamed")
            assert len(store.history(run.id)) == 2
        folders = {path for path in tmp_path.iterdir() if path.is_dir()}
        assert folders == {run.folder for run in runs}
