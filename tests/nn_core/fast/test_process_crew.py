"""Processes that share batches are missed when they are killed, and outlive nobody."""

import gc
import mmap
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from nn_core.errors import InklingError
from nn_core.fast import ProcessStep
from nn_core.fast.process_crew import can_share_memory
from nn_core.fast.shared_memory import Layout, Mailbox, SharedArrays
from nn_core.losses import CrossEntropy
from nn_core.network import Network
from nn_core.optimizers import SGD
from nn_core.step import Regularization

pytestmark = pytest.mark.skipif(
    not can_share_memory(), reason="only Linux hands memory to another process"
)

TIME_TO_START_S = 30.0

BEGINNING = """
import os, signal, time
import numpy as np
from nn_core.fast import ProcessStep
from nn_core.losses import CrossEntropy
from nn_core.network import Network
from nn_core.optimizers import SGD
from nn_core.step import Regularization

network = Network.dense([4, 8, 3], rng=np.random.default_rng(0))
step = ProcessStep(
    network, CrossEntropy(), SGD(0.01), Regularization(), threads=3, processes_after=0
)
"""

LEARNING = f"""{BEGINNING}
while not step.has_processes:
    step(np.ones((6, 4), np.float32), np.arange(6) % 3)
"""


def begin_step() -> ProcessStep:
    """Make a step that starts two other processes at its first batch."""
    network = Network.dense([4, 8, 3], rng=np.random.default_rng(0))
    return ProcessStep(
        network, CrossEntropy(), SGD(0.01), Regularization(), threads=3, processes_after=0
    )


def make_step() -> ProcessStep:
    """Make a step that three processes have taken over."""
    step = begin_step()
    deadline = time.monotonic() + TIME_TO_START_S
    while not step.has_processes:
        assert time.monotonic() < deadline
        learn(step)
    return step


def learn(step: ProcessStep) -> None:
    step(np.ones((6, 4), np.float32), np.arange(6) % 3)


def children() -> list[int]:
    """List the processes that this one has started and that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.append(int(status.parent.name))
    return found


def descriptors_of_memory() -> set[str]:
    """Name the descriptors of shared memory that this process has open."""
    opened = (path for path in Path("/proc/self/fd").iterdir() if path.is_symlink())
    return {path.name for path in opened if "memfd:inkling" in str(path.readlink())}


def test_the_processes_end_when_the_step_is_closed() -> None:
    before = len(children())
    step = make_step()
    assert len(children()) == before + 2
    step.close()
    assert len(children()) == before


def test_the_processes_end_when_nobody_knows_the_step() -> None:
    before = len(children())
    step = make_step()
    assert len(children()) == before + 2
    del step
    gc.collect()
    assert len(children()) == before


def test_a_process_that_is_killed_is_missed() -> None:
    before = set(children())
    step = make_step()
    os.kill(min(set(children()) - before), signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(InklingError, match="before its time"):
            learn(step)
        assert set(children()) == before
    step.close()


def test_the_processes_end_with_one_that_is_killed() -> None:
    script = (
        f"{LEARNING}\n"
        "print(open('/proc/thread-self/children').read(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, timeout=60
    )
    processes = [int(word) for word in killed.stdout.split()]
    assert killed.returncode == -signal.SIGKILL
    assert len(processes) == 2
    for process in processes:
        try:
            descriptor = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        has_ended, _, _ = select.select([descriptor], [], [], 10)
        os.close(descriptor)
        assert has_ended


def test_the_processes_leave_the_keyboard_to_the_first() -> None:
    script = (
        f"{LEARNING}\n"
        "try:\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt:\n"
        "    step(np.ones((6, 4), np.float32), np.arange(6) % 3)\n"
        "    print('still learning')\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )
    assert finished.stdout == "still learning\n"
    assert finished.returncode == 0


def test_the_keyboard_hinders_no_process_from_starting() -> None:
    script = (
        f"{BEGINNING}\n"
        "def learn():\n"
        "    step(np.ones((6, 4), np.float32), np.arange(6) % 3)\n"
        "learn()\n"
        "try:\n"
        "    os.killpg(0, signal.SIGINT)\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt:\n"
        f"    deadline = time.monotonic() + {TIME_TO_START_S}\n"
        "    while not step.has_processes and time.monotonic() < deadline:\n"
        "        learn()\n"
        "    print(step.has_processes)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=2 * TIME_TO_START_S,
        start_new_session=True,
    )
    assert finished.stdout == "True\n"
    assert not finished.stderr


def test_the_processes_start_from_a_folder_that_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    monkeypatch.setattr("sys.path", ["", *sys.path])
    make_step().close()


def test_the_processes_find_the_program_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(sys.modules["nn_core"].__file__ or "").parents[1]
    path = [entry for entry in sys.path if entry and Path(entry).resolve() != root]
    monkeypatch.setattr("sys.path", [root / "data", *path])
    make_step().close()


def test_nothing_is_left_of_processes_that_could_not_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError("There is no room.")

    monkeypatch.setattr(mmap, "mmap", refuse)
    gc.collect()
    descriptors, threads = descriptors_of_memory(), threading.active_count()
    step = begin_step()
    for _ in range(3):
        learn(step)
    step.close()
    assert descriptors_of_memory() == descriptors
    assert threading.active_count() == threads


def test_no_thread_is_left_where_a_process_ends_while_it_starts() -> None:
    before, threads = set(children()), threading.active_count()
    step = begin_step()
    learn(step)
    learn(step)
    for process in set(children()) - before:
        os.kill(process, signal.SIGKILL)
    while set(children()) - before:
        learn(step)
    for _ in range(3):
        learn(step)
    assert not step.has_processes
    assert threading.active_count() == threads + 2
    step.close()
    assert threading.active_count() == threads


def test_the_packaged_program_starts_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "inkling"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m desktop_app "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr("sys.frozen", True, raising=False)
    step = make_step()
    learn(step)
    step.close()


def test_letters_arrive() -> None:
    first = {"images": np.arange(12, dtype=np.uint8).reshape(4, 3), "labels": np.arange(4)}
    arrays = SharedArrays(Layout.of(Mailbox.places(first)))
    elsewhere = SharedArrays(arrays.layout, os.dup(arrays.descriptor))
    mine, yours = (Mailbox(shared, tuple(first)) for shared in (arrays, elsewhere))
    shorter = {"images": np.full((2, 3), 9, np.uint8), "labels": np.array([5, 6])}
    for letters, expected in (
        (first, first),
        (shorter, shorter),
        ({"labels": first["labels"]}, shorter | {"labels": first["labels"]}),
    ):
        assert mine.takes(letters)
        mine.post(letters)
        received = yours.read()
        assert received.keys() == expected.keys()
        for name, letter in expected.items():
            np.testing.assert_array_equal(received[name], letter)
    arrays.close_descriptor()
    elsewhere.close_descriptor()


@pytest.mark.parametrize(
    "other",
    [
        {"images": np.zeros((5, 3), np.uint8), "labels": np.zeros(5, np.int64)},
        {"images": np.zeros((4, 4), np.uint8), "labels": np.zeros(4, np.int64)},
        {"images": np.zeros((4, 3), np.float32), "labels": np.zeros(4, np.int64)},
        {"pictures": np.zeros((4, 3), np.uint8)},
    ],
    ids=["more", "larger", "of another kind", "of another name"],
)
def test_letters_that_do_not_fit_are_noticed(other: dict[str, np.ndarray]) -> None:
    first = {"images": np.zeros((4, 3), np.uint8), "labels": np.zeros(4, np.int64)}
    arrays = SharedArrays(Layout.of(Mailbox.places(first)))
    assert not Mailbox(arrays, tuple(first)).takes(other)
    arrays.close_descriptor()
