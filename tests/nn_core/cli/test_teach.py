"""A lesson from the command line: what it gains, what it costs, and whether it is kept."""

import numpy as np
import pytest

from nn_core.cli import main
from nn_core.data.synthetic import write_digit
from nn_core.model_file import load_model
from nn_core.network_in_use import choose_bundled, chosen_name, load_chosen
from nn_core.teaching import Collection, lesson, new_digit, old_data, outcome
from nn_core.teaching.learning import TeachingSettings
from nn_core.teaching.origin import is_taught

TEXTBOOK = "textbook-256-128"


@pytest.fixture(autouse=True)
def _short_lessons(monkeypatch):
    """Make few old digits and learn a few steps, so that a lesson takes a moment.

    Of so few one more misread is half a point, so it counts as harm only where a test says so.
    """
    monkeypatch.setattr(outcome, "LARGEST_LOSS_POINTS", 100.0)
    monkeypatch.setattr(old_data, "MOST_MADE", 300)
    monkeypatch.setattr(old_data, "TEST_SYNTHETIC", 200)
    monkeypatch.setattr(
        lesson, "TeachingSettings", lambda: TeachingSettings(steps=20, variations=60)
    )


@pytest.fixture
def twelve():
    """Keep twelve digits in the collection."""
    rng = np.random.default_rng(4)
    digits = [
        new_digit(number % 10, strokes=write_digit(number % 10, rng=rng)) for number in range(12)
    ]
    Collection().add(digits)
    return digits


@pytest.fixture
def harmful(monkeypatch):
    """Have every lesson count as one that costs too much."""
    monkeypatch.setattr(outcome, "LARGEST_LOSS_POINTS", -200.0)


@pytest.mark.usefixtures("twelve")
def test_before_and_after_are_told_and_nothing_is_kept_unasked(inkling):
    shown = inkling("teach", "--model", TEXTBOOK)
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0].startswith("Textbook 256-128 learnt 12 digits in ")
    assert lines[2].split() == ["before", "after"]
    own, old = lines[3].split(), lines[4].split()
    assert (own[:2], own[-2:]) == (["your", "digits"], ["of", "12"])
    assert (old[:2], old[-2:]) == (["made-up", "digits"], ["of", "200"])
    assert all(share.endswith("%") for share in (*own[2:4], *old[2:4]))
    assert "digits from a generator stand in" in shown.out
    assert "--use" in lines[-1]
    assert chosen_name() == "inkling"


@pytest.mark.usefixtures("twelve")
def test_the_network_in_use_is_taught_and_used_and_each_lesson_begins_before_the_first(inkling):
    choose_bundled(TEXTBOOK)
    first = inkling("teach", "--use", "--json").json
    assert (first["model"], first["digits"], first["own"]["samples"]) == (
        "Textbook 256-128",
        12,
        12,
    )
    assert first["in_use"]
    assert is_taught(load_chosen().model)
    weights = load_chosen().model.network.parameter_vector.copy()
    second = inkling("teach", "--use", "--json").json
    assert second["model"] == "Textbook 256-128"
    np.testing.assert_array_equal(load_chosen().model.network.parameter_vector, weights)


def test_digits_of_a_folder_are_taught_and_the_network_is_saved(inkling, twelve, tmp_path):
    from PIL import Image

    for number, digit in enumerate(twelve):
        folder = tmp_path / "photos" / str(digit.label)
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(digit.image).save(folder / f"{number}.png")
    words = ("--data", tmp_path / "photos", "--model", TEXTBOOK, "--output", "mine.safetensors")
    told = inkling("teach", *words)
    assert told.code == 0
    assert "mine.safetensors: Textbook 256-128, taught." in told.out
    assert is_taught(load_model("mine.safetensors"))
    assert chosen_name() == "inkling"
    assert "--replace" in inkling("teach", *words).sentence


@pytest.mark.usefixtures("twelve", "harmful")
def test_what_costs_too_much_is_refused_unless_it_is_wanted_all_the_same(inkling, tmp_path):
    words = ("--model", TEXTBOOK, "--output", "mine.safetensors", "--use")
    refused = inkling("teach", *words)
    assert refused.code == 1
    assert "points less of made-up digits than before" in refused.err
    assert "--keep-anyway" in refused.err
    assert "before" in refused.out
    assert not (tmp_path / "work" / "mine.safetensors").exists()
    assert chosen_name() == "inkling"
    kept = inkling("teach", *words, "--keep-anyway", "--json").json
    assert (kept["harms"], kept["in_use"], kept["path"]) == (True, True, "mine.safetensors")
    assert load_chosen().model.name == "Textbook 256-128, taught"


def test_what_cannot_be_taught_is_refused_in_words(inkling, bars):
    assert "collection that is still empty" in inkling("teach").sentence
    assert "no model" in inkling("teach", "--data", bars, "--model", "telepathy").sentence
    inkling("train", "--data", bars, "--network", "small-30", "--epochs", 1)
    assert "cannot be taught" in inkling("teach", "--data", bars, "--model", "run:1").sentence


@pytest.mark.usefixtures("twelve")
def test_a_lesson_tells_how_far_it_is(inkling, monkeypatch, capsys):
    monkeypatch.setattr("nn_core.cli.progress.LINE_SECONDS", 0.0)
    assert main(["teach", "--model", TEXTBOOK]) == 0
    assert "Learning your hand…" in capsys.readouterr().err
