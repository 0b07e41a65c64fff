"""A job runs in its own thread, reports to the window's, and ends in exactly one way."""

import os
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.background import BackgroundJob, BackgroundJobs, Cancelled, Job, JobControl
from nn_core.errors import DatasetError


class Record:
    """Everything that a job's signals brought, in order."""

    def __init__(self, job: BackgroundJob) -> None:
        self.events: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        self.job = job
        job.reported.connect(self.on_reported)
        job.succeeded.connect(self.on_succeeded)
        job.cancelled.connect(self.on_cancelled)
        job.failed.connect(self.on_failed)
        job.finished.connect(self.on_finished)

    def on_reported(self, report: object) -> None:
        self.add("reported", report)

    def on_succeeded(self, result: object) -> None:
        self.add("succeeded", result)

    def on_cancelled(self, result: object) -> None:
        self.add("cancelled", result)

    def on_failed(self, error: object) -> None:
        self.add("failed", error)

    def on_finished(self) -> None:
        self.add("finished", None)

    def add(self, name: str, value: object) -> None:
        self.events.append((name, value))
        self.threads.add(threading.get_ident())

    @property
    def outcomes(self) -> list[str]:
        return [name for name, _ in self.events if name != "reported"]


@pytest.fixture
def run_job(qtbot: QtBot) -> Iterator[object]:
    started: list[BackgroundJob] = []

    def run(job: Job) -> Record:
        background = BackgroundJob(job)
        started.append(background)
        record = Record(background)
        background.start()
        return record

    yield run
    for background in started:
        background.stop_and_wait()
        assert not background.is_running()


def wait_until_cancelled(control: JobControl) -> None:
    while not control.is_cancelled():
        control.wait_while_paused()
        control.tell_progress("still going")
    raise Cancelled("what there is so far")


def test_a_job_works_elsewhere_and_reports_here(qtbot, run_job):
    threads = []

    def job(control):
        threads.append(threading.get_ident())
        control.tell("half way")
        return 42

    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert record.events == [("reported", "half way"), ("succeeded", 42), ("finished", None)]
    assert record.threads == {threading.get_ident()}
    assert threading.get_ident() not in threads


def test_a_job_that_is_called_off_hands_over_what_it_has(qtbot, run_job):
    record = run_job(wait_until_cancelled)
    qtbot.waitUntil(lambda: ("reported", "still going") in record.events)

    record.job.cancel()
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert record.outcomes == ["cancelled", "finished"]
    assert ("cancelled", "what there is so far") in record.events


def test_a_job_that_fails_hands_over_the_error(qtbot, run_job):
    error = OSError("The disk is full.")

    def job(control):
        raise error

    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert record.events == [("failed", error), ("finished", None)]


@pytest.mark.parametrize(
    ("error", "traced"), [(DatasetError("MNIST is not here."), False), (KeyError("weight"), True)]
)
def test_only_an_error_that_nobody_foresaw_leaves_a_trace_in_the_log(
    qtbot, run_job, caplog, error, traced
):
    caplog.set_level("INFO")

    def job(control):
        raise error

    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert str(error) in caplog.text
    assert ("Traceback" in caplog.text) is traced


def test_progress_is_thinned_but_what_must_arrive_arrives(qtbot, run_job):
    def job(control):
        for number in range(5000):
            control.tell_progress("progress")
            if number % 1000 == 0:
                control.tell(number)

    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    reports = [value for name, value in record.events if name == "reported"]
    assert [value for value in reports if value != "progress"] == [0, 1000, 2000, 3000, 4000]
    assert 1 <= reports.count("progress") < 500


def test_five_thousand_signals_arrive(qtbot, run_job):
    def job(control):
        for number in range(5000):
            control.tell(number)

    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes, timeout=20_000)

    reports = [value for name, value in record.events if name == "reported"]
    assert reports == list(range(5000))


def test_a_paused_job_stands_still_until_it_is_resumed(qtbot, run_job):
    at_the_gate = threading.Event()
    passed = threading.Event()

    def job(control):
        control.pause()
        at_the_gate.set()
        waited = control.wait_while_paused()
        passed.set()
        return waited > 0

    record = run_job(job)
    qtbot.waitUntil(at_the_gate.is_set)
    assert not passed.is_set()

    record.job.resume()
    qtbot.waitUntil(lambda: "finished" in record.outcomes)
    assert ("succeeded", True) in record.events


def test_a_paused_job_can_be_called_off(qtbot, run_job):
    record = run_job(wait_until_cancelled)
    qtbot.waitUntil(lambda: ("reported", "still going") in record.events)
    record.job.pause()
    record.job.stop_and_wait()

    assert not record.job.is_running()
    qtbot.waitUntil(lambda: "finished" in record.outcomes)
    assert record.outcomes == ["cancelled", "finished"]


def test_a_job_begins_when_the_window_has_painted_what_led_to_it(qtbot, run_job):
    painted_first = []

    class Button(QWidget):
        painted = False

        def paintEvent(self, event):  # noqa: N802  # Qt's name
            self.painted = True

    button = Button()
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    button.painted = False

    button.update()
    record = run_job(lambda control: painted_first.append(button.painted))
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert painted_first == [True]


def test_a_job_that_is_stopped_before_it_began_never_begins(qtbot, run_job):
    record = run_job(wait_until_cancelled)
    assert record.job.is_running()
    record.job.stop_and_wait()
    later = run_job(lambda control: None)
    qtbot.waitUntil(lambda: "finished" in later.outcomes)

    assert not record.job.is_running()
    assert record.events == []


def test_jobs_are_held_until_they_have_ended(qtbot: QtBot) -> None:
    owner = QObject()
    jobs = BackgroundJobs(owner)
    for _ in range(3):
        jobs.start(BackgroundJob(lambda control: None, owner))
    assert jobs.are_busy
    qtbot.waitUntil(lambda: not jobs.are_busy)
    qtbot.waitUntil(lambda: not owner.findChildren(BackgroundJob))


def test_all_jobs_are_called_off_at_once(qtbot: QtBot) -> None:
    owner = QObject()
    jobs = BackgroundJobs(owner)
    begun = threading.Barrier(4)

    def work(control: JobControl) -> None:
        begun.wait()
        wait_until_cancelled(control)

    for _ in range(3):
        jobs.start(BackgroundJob(work, owner))
    qtbot.waitUntil(lambda: begun.n_waiting == 3)
    begun.wait()
    jobs.stop_and_wait()
    assert not any(job.is_running() for job in owner.findChildren(BackgroundJob))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's threads have a nice value each")
def test_the_window_is_served_before_a_job(qtbot, run_job):
    nice = []

    def job(control):
        nice.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    record = run_job(job)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)

    assert nice == [min(before + 5, 19)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's threads have a nice value each")
def test_a_job_is_done_where_its_nice_value_must_not_be_changed(qtbot, run_job, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "setpriority", refuse)
    record = run_job(lambda control: 7)
    qtbot.waitUntil(lambda: "finished" in record.outcomes)
    assert record.events == [("succeeded", 7), ("finished", None)]
