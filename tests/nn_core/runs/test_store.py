"""Runs are kept, found again, changed and deleted; what is wrong with them is told."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nn_core.cli.toml_file import read_toml
from nn_core.errors import ModelFileError, RunStoreError
from nn_core.runs import RUN_KEY, MadeBy, Outcome, RunStatus, RunStore
from nn_core.training import TrainingConfig

MakeOutcome = Callable[..., Outcome]


def test_a_run_is_found_as_it_was_kept(store: RunStore, make_outcome: MakeOutcome) -> None:
    outcome = make_outcome("Mine", remark="The loss fell slowly.", made_by=MadeBy.COMMAND_LINE)
    kept = store.add(outcome)
    (run,) = store.runs()
    assert run == kept == store.get(kept.id) == store.find("Mine") == store.find(str(kept.id))
    assert (run.name, run.note, run.dataset) == ("Mine", "", "synthetic")
    assert (run.status, run.made_by) == (RunStatus.FINISHED, MadeBy.COMMAND_LINE)
    assert (run.remark, run.problem) == ("The loss fell slowly.", "")
    assert (run.epochs, run.best_epoch, run.seconds) == (2, 2, 1.0)
    assert run.accuracy == 0.97
    assert run.settings() == outcome.config
    figures = [(r.epoch, r.epochs, r.validation_loss) for r in store.history(run.id)]
    assert figures == [(1, 5, 1.2), (2, 5, 0.6)]


def test_its_network_and_settings_lie_in_a_folder_of_its_own(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    outcome = make_outcome()
    run = store.add(outcome)
    model = store.model(run.id)
    for name, array in outcome.model.network.state().items():
        np.testing.assert_array_equal(model.network.state()[name], array)
    assert model.provenance[RUN_KEY] == run.folder.name
    assert TrainingConfig.from_dict(read_toml(run.folder / "run.toml")) == outcome.config
    assert (run.folder / "history.csv").read_text().startswith("epoch,training_loss")


def test_the_latest_run_comes_first_and_names_differ(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    for _ in range(3):
        store.add(make_outcome("Small"))
    assert [run.name for run in store.runs()] == ["Small 3", "Small 2", "Small"]


def test_a_run_that_was_gone_on_with_is_the_latest(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    def ended(at: str, outcome: Outcome) -> Outcome:
        return replace(outcome, model=replace(outcome.model, created=at))

    whole = make_outcome("Long", epochs=4)
    part = replace(whole, history=whole.history[:2], status=RunStatus.STOPPED)
    store.add(ended("2026-01-01T10:00:00Z", part))
    store.add(ended("2026-01-01T11:00:00Z", make_outcome("Short", seed=2)))
    store.add(ended("2026-01-01T12:00:00Z", whole))
    assert [run.name for run in store.runs()] == ["Long", "Short"]


def test_name_and_note_are_changed(store: RunStore, make_outcome: MakeOutcome) -> None:
    run = store.add(make_outcome())
    store.rename(run.id, "  The  best ")
    store.set_note(run.id, "with dropout\n")
    again = store.get(run.id)
    assert (again.name, again.note) == ("The best", "with dropout")
    assert store.model(run.id).name == "The best"
    with pytest.raises(RunStoreError, match="needs a name"):
        store.rename(run.id, "   ")


def test_a_deleted_run_leaves_nothing(
    store: RunStore, folder: Path, make_outcome: MakeOutcome
) -> None:
    run = store.add(make_outcome())
    other = store.add(make_outcome())
    store.delete(run.id)
    assert [left.id for left in store.runs()] == [other.id]
    assert not run.folder.exists()
    assert other.folder.exists()
    for action in (store.get, store.history, store.delete, store.hide):
        with pytest.raises(RunStoreError, match=f"no run {run.id}"):
            action(run.id)


def test_no_number_is_given_twice(store: RunStore, make_outcome: MakeOutcome) -> None:
    first = store.add(make_outcome())
    store.delete(first.id)
    assert store.add(make_outcome()).id > first.id


def test_a_deletion_can_be_undone_until_it_is_made_an_end_of(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    run = store.add(make_outcome())
    store.hide(run.id)
    assert store.runs() == []
    assert store.bring_back(run.id) == run
    store.hide(run.id)
    store.forget_hidden()
    assert run.folder.exists(), "a moment ago is not long ago"
    store.forget_hidden(older_than_s=0)
    assert not run.folder.exists()
    with pytest.raises(RunStoreError, match="no run"):
        store.bring_back(run.id)


def test_a_run_whose_folder_is_gone_or_damaged_is_listed_and_says_so(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    gone, empty, cut, noise = (store.add(make_outcome(name)) for name in ("a", "b", "c", "d"))
    shutil.rmtree(gone.folder)
    (empty.folder / "model.safetensors").unlink()
    whole = (cut.folder / "model.safetensors").read_bytes()
    (cut.folder / "model.safetensors").write_bytes(whole[:-7])
    (noise.folder / "model.safetensors").write_bytes(b"noise" * 40)

    problems = {run.name: run.problem for run in store.runs()}
    assert "folder is gone" in problems["a"]
    assert "network is gone" in problems["b"]
    assert "network is damaged" in problems["c"]
    assert "network is damaged" in problems["d"]
    for run in (gone, empty):
        with pytest.raises(RunStoreError, match="cannot be loaded"):
            store.model(run.id)
    for run in (cut, noise):
        with pytest.raises(ModelFileError):
            store.model(run.id)
    store.delete(gone.id)
    assert len(store.runs()) == 3


def test_scores_come_later_and_calibrate_the_network(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    run = store.add(make_outcome(scores={"validation_accuracy": 0.9}))
    assert run.accuracy == 0.9
    judged = store.judge(run.id, {"test_accuracy": 0.8, "test_samples": 50}, {"temperature": 1.5})
    assert judged.accuracy == 0.8
    assert judged.scores["validation_accuracy"] == 0.9
    assert judged.problem == ""
    model = store.model(run.id)
    assert model.calibration == {"temperature": 1.5}
    assert "test_samples" not in model.scores


def test_a_training_that_went_on_takes_the_stopped_run_s_place(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    whole = make_outcome(epochs=4)
    stopped = store.add(
        replace(whole, history=whole.history[:2], status=RunStatus.STOPPED, best_epoch=2)
    )
    store.rename(stopped.id, "Long one")
    store.set_note(stopped.id, "to be gone on with")

    run = store.add(whole)
    assert store.runs() == [run]
    assert (run.id, run.name, run.note) == (stopped.id, "Long one", "to be gone on with")
    assert (run.status, run.epochs) == (RunStatus.FINISHED, 4)
    assert not stopped.folder.exists()
    assert store.model(run.id).name == "Long one"


def test_the_same_training_begun_anew_is_a_run_of_its_own(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    first = make_outcome(epochs=2, status=RunStatus.STOPPED)
    store.add(first)
    anew = tuple(replace(report, seconds=0.25) for report in first.history)
    store.add(replace(first, history=anew, status=RunStatus.FINISHED))
    assert len(store.runs()) == 2


def test_a_loss_that_ran_away_can_be_kept(store: RunStore, make_outcome: MakeOutcome) -> None:
    outcome = make_outcome()
    last = replace(outcome.history[-1], training_loss=float("nan"), gradient_norm=float("inf"))
    run = store.add(replace(outcome, history=(outcome.history[0], last), status=RunStatus.DIVERGED))
    reports = store.history(run.id)
    assert np.isnan(reports[1].training_loss)
    assert reports[0].training_loss == 1.0


def test_what_cannot_be_kept_leaves_nothing(
    store: RunStore, folder: Path, make_outcome: MakeOutcome
) -> None:
    model = replace(make_outcome().model, class_names=("0", "1", "2"))
    with pytest.raises(RunStoreError, match="class names"):
        store.add(make_outcome(model=model))
    assert store.runs() == []
    assert [path for path in folder.iterdir() if path.is_dir()] == []


def test_two_runs_of_one_name_are_told_apart_by_their_numbers(
    store: RunStore, make_outcome: MakeOutcome
) -> None:
    first, other = store.add(make_outcome("One")), store.add(make_outcome("Other"))
    store.rename(other.id, "One")
    with pytest.raises(RunStoreError, match=f"name one of {first.id}, {other.id}"):
        store.find("One")
    with pytest.raises(RunStoreError, match="no run 'None'"):
        store.find("None")


def test_another_program_s_writing_is_noticed_and_one_s_own_is_not(
    store: RunStore, folder: Path, make_outcome: MakeOutcome
) -> None:
    before = store.version()
    store.add(make_outcome())
    assert store.version() == before
    with RunStore(folder) as other:
        other.add(make_outcome())
    assert store.version() != before


def test_a_list_that_was_moved_away_is_begun_anew(
    store: RunStore, folder: Path, make_outcome: MakeOutcome
) -> None:
    store.add(make_outcome())
    before = store.version()
    (folder / "runs.sqlite").rename(folder / "old.sqlite")
    assert store.version() != before
    assert store.runs() == []
    store.add(make_outcome())
    assert len(store.runs()) == 1
