from dataclasses import replace

import numpy as np
import pytest

from nn_core.data import Dataset
from nn_core.data.synthetic import synthetic_dataset, write_digit
from nn_core.errors import ConfigError
from nn_core.evaluation import evaluate_model
from nn_core.model_file import Model, load_model, save_model
from nn_core.network import Network
from nn_core.resources import asset_path
from nn_core.teaching import new_digit, old_data
from nn_core.teaching.collection import dataset_of_digits
from nn_core.teaching.learning import TeachingSettings
from nn_core.teaching.lesson import Lesson, can_be_taught
from nn_core.teaching.old_data import OldData, gather_old_data
from nn_core.teaching.origin import is_taught, keep_origin, origin_of
from nn_core.teaching.outcome import (
    Comparison,
    TeachingProgress,
    TeachingRefused,
    TeachingResult,
)

NAMES = ("inkling", "textbook-256-128")


@pytest.fixture(scope="module")
def old():
    """Few old digits, so that a lesson takes a moment."""
    rng = np.random.default_rng(1)
    replayed, test = synthetic_dataset(400, rng=rng), synthetic_dataset(300, rng=rng)
    return OldData(replayed.images, replayed.labels, test, is_mnist=False)


def bundled(name):
    return load_model(asset_path("models", f"{name}.safetensors"))


def hand(count, *, seed=0, mirrored=False):
    """Write digits; in a mirror they are a hand that no network knows."""
    rng = np.random.default_rng(seed)
    digits = []
    for number in range(count):
        strokes = write_digit(number % 10, rng=rng)
        if mirrored:
            turned = np.array([-1, 1], dtype=np.float32)
            strokes = [replace(stroke, points=stroke.points * turned) for stroke in strokes]
        digits.append(new_digit(number % 10, strokes=strokes))
    return digits


def teach(model, digits, old, *, steps=20, variations=60):
    settings = TeachingSettings(steps=steps, variations=variations)
    lesson = Lesson(model, digits, settings=settings, old=old)
    *progress, result = lesson.run()
    assert all(isinstance(report, TeachingProgress) for report in progress)
    return progress, result


@pytest.mark.parametrize("name", NAMES)
def test_a_hand_that_was_read_badly_is_read_better_and_nothing_else_is_lost(name, old):
    model = bundled(name)
    before = {key: values.copy() for key, values in model.network.state().items()}
    _, result = teach(model, hand(30, mirrored=True), old, steps=80, variations=150)
    assert result.own.samples == 30
    assert result.own.after > result.own.before
    assert result.test.lost_points < 2.0
    assert not np.array_equal(result.model.network.parameter_vector, model.network.parameter_vector)
    for key, values in model.network.state().items():
        np.testing.assert_array_equal(values, before[key])


def test_a_lesson_tells_how_far_it_is(old):
    progress, _ = teach(bundled("inkling"), hand(12), old)
    fractions = [report.fraction for report in progress]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == pytest.approx(1.0)
    assert len({report.words for report in progress}) > 4


def test_the_same_lesson_gives_the_same_network(old):
    model, digits = bundled("textbook-256-128"), hand(12)
    first, second = (teach(model, digits, old)[1].model for _ in range(2))
    np.testing.assert_array_equal(first.network.parameter_vector, second.network.parameter_vector)


def test_a_taught_network_can_be_saved_and_knows_where_it_came_from(old, tmp_path):
    model = bundled("inkling")
    _, result = teach(model, hand(12), old)
    save_model(tmp_path / "taught.safetensors", result.model)
    taught = load_model(tmp_path / "taught.safetensors")
    assert taught.name == "Inkling, taught"
    assert taught.class_names == model.class_names
    assert taught.calibration["refusal_threshold"] == model.calibration["refusal_threshold"]
    assert 0.5 < taught.calibration["temperature"] / model.calibration["temperature"] < 2
    assert is_taught(taught)
    assert not is_taught(model)


def test_each_lesson_begins_with_the_network_of_before(old, user_folder):
    model = bundled("textbook-256-128")
    _, result = teach(model, hand(12), old)
    assert origin_of(model) is model
    assert origin_of(result.model) is None
    keep_origin(model)
    np.testing.assert_array_equal(
        origin_of(result.model).network.parameter_vector, model.network.parameter_vector
    )
    keep_origin(bundled("inkling"))
    assert origin_of(result.model) is None


def test_too_few_digits_are_not_held_back_and_the_result_says_so(old):
    _, result = teach(bundled("textbook-256-128"), hand(3), old)
    assert result.own is None
    assert "3 digits there are too few" in result.own_note
    _, result = teach(bundled("textbook-256-128"), hand(1), old)
    assert "With one digit" in result.own_note


def test_digits_that_came_as_pictures_are_taught_too(old):
    model = bundled("textbook-256-128")
    digits = [new_digit(digit.label, image=digit.image) for digit in hand(12, mirrored=True)]
    _, result = teach(model, digits, old)
    data = dataset_of_digits(digits)
    assert evaluate_model(result.model, data).loss < evaluate_model(model, data).loss


def test_a_network_that_ends_in_a_sigmoid_is_taught(old):
    layers = [
        {"kind": "flatten"},
        {"kind": "dense", "units": 10},
        {"kind": "sigmoid"},
    ]
    network = Network.from_config(layers, input_shape=(1, 28, 28), rng=np.random.default_rng(0))
    model = Model(network, "Sigmoid", tuple("0123456789"))
    _, result = teach(model, hand(12), old)
    assert np.isfinite(result.model.network.parameter_vector).all()


def test_what_is_not_a_reader_of_digits_is_refused(old):
    network = Network.dense([784, 4], rng=np.random.default_rng(0))
    model = Model(network, "Four", ("a", "b", "c", "d"))
    assert not can_be_taught(model)
    with pytest.raises(ConfigError, match="Four cannot be taught"):
        Lesson(model, hand(1), old=old)
    with pytest.raises(ConfigError, match="no digits of yours"):
        Lesson(bundled("textbook-256-128"), [], old=old)


def test_without_mnist_synthetic_strokes_are_replayed_and_measured_by(user_folder, monkeypatch):
    monkeypatch.setattr(old_data, "TEST_SYNTHETIC", 60)
    monkeypatch.setattr(old_data, "SIGNS", 20)
    shares: list[float] = []

    def gather():
        old = yield from gather_old_data(50, signs=True, rng=np.random.default_rng(0))
        found.append(old)

    found: list[OldData] = []
    shares.extend(gather())
    (old,) = found
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert not old.is_mnist
    assert old.test_name == "made-up digits"
    assert len(old.labels) == 50
    assert len(old.images) > 50
    assert isinstance(old.test, Dataset)


def outcome(own, test, refusing=None):
    model = bundled("textbook-256-128")
    return TeachingResult(
        model, model, 30, own, "", test, test if refusing is None else refusing, "MNIST", 1.0
    )


@pytest.mark.parametrize("lost", [0.0021, 0.05])
def test_what_makes_mnist_worse_is_not_kept_unless_it_is_told_to(lost):
    result = outcome(Comparison(30, 0.8, 0.9), Comparison(10_000, 0.99, 0.99 - lost))
    assert result.harms
    with pytest.raises(TeachingRefused, match="points less of MNIST"):
        result.model_to_keep()
    assert result.model_to_keep(anyway=True) is result.model


def test_refusing_more_of_mnist_is_harm_too():
    same, refusing = Comparison(10_000, 0.99, 0.99), Comparison(10_000, 0.98, 0.97)
    assert outcome(None, same, refusing).harms


def test_a_loss_of_a_fifth_of_a_point_is_acceptable():
    result = outcome(Comparison(30, 0.8, 0.9), Comparison(10_000, 0.99, 0.988))
    assert result.model_to_keep() is result.model
    assert result.verdict == "It reads your hand better, and reads 0.20 points less of MNIST."
    spared = outcome(Comparison(30, 0.8, 0.9), Comparison(10_000, 0.99, 0.9899))
    assert spared.verdict == "It reads your hand better, and MNIST hardly suffered."
    unhurt = outcome(Comparison(30, 0.8, 0.9), Comparison(10_000, 0.99, 0.99))
    assert unhurt.verdict == "It reads your hand better, and MNIST did not suffer."
    assert "worse" in outcome(Comparison(30, 0.9, 0.8), Comparison(1, 1.0, 1.0)).verdict
    assert "read all of your digits" in outcome(Comparison(9, 1, 1), Comparison(1, 1, 1)).verdict
