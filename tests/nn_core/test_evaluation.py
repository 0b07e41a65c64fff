from dataclasses import replace

import numpy as np
import pytest

from nn_core.data import Dataset
from nn_core.errors import ConfigError, ModelFileError
from nn_core.evaluation import classes_of, evaluate_model, judge, position_note
from nn_core.layers import Dense, Sigmoid
from nn_core.model_file import Model
from nn_core.network import Network

DIGITS = tuple("0123456789")


def model(class_names, **fields) -> Model:
    network = Network.dense([4, len(class_names)], rng=np.random.default_rng(1))
    return Model(network=network, name="tiny", class_names=tuple(class_names), **fields)


def dataset(class_names, labels) -> Dataset:
    images = np.random.default_rng(2).integers(0, 256, (len(labels), 2, 2), dtype=np.uint8)
    return Dataset(images, np.array(labels, dtype=np.int64), tuple(class_names), "some pictures")


def test_the_figures_of_a_hand_worked_example():
    shares = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    evaluation = judge(model("abc"), shares, np.array([0, 1, 2, 2]))
    assert (evaluation.samples, evaluation.errors, evaluation.accuracy) == (4, 1, 0.75)
    assert evaluation.loss == pytest.approx(-np.log([0.8, 0.7, 0.2, 0.8]).mean())
    np.testing.assert_array_equal(evaluation.confusion, [[1, 0, 0], [0, 1, 0], [1, 0, 1]])
    (mistake,) = evaluation.mistakes
    assert (mistake.index, mistake.label, mistake.predicted) == (2, "c", "a")
    assert mistake.confidence == pytest.approx(0.5)


def test_the_surest_mistakes_come_first():
    shares = np.array([[0.6, 0.4], [0.9, 0.1], [0.7, 0.3]])
    evaluation = judge(model("ab"), shares, np.array([1, 1, 1]))
    assert [mistake.index for mistake in evaluation.mistakes] == [1, 2, 0]


def test_an_eleventh_output_refuses_but_reads_nothing():
    shares = np.zeros((3, 11))
    shares[0, [3, 10]] = 0.9, 0.1
    shares[1, [5, 10]] = 0.3, 0.7
    shares[2, [1, 10]] = 0.9, 0.1
    evaluation = judge(model([*DIGITS, "not a digit"]), shares, np.array([3, 5, 2]))
    assert evaluation.class_names == DIGITS
    assert evaluation.accuracy == pytest.approx(2 / 3)
    assert evaluation.refused == 1
    assert evaluation.accuracy_with_refusals == pytest.approx(1 / 3)


def test_the_models_own_threshold_decides_what_is_refused():
    shares = np.zeros((1, 11))
    shares[0, [3, 10]] = 0.7, 0.3
    strict = model([*DIGITS, "none"], calibration={"refusal_threshold": 0.2})
    assert judge(strict, shares, np.array([3])).refused == 1
    assert judge(model([*DIGITS, "none"]), shares, np.array([3])).refused == 0


def test_labels_go_by_the_names_of_the_classes():
    some = dataset(("7", "3"), [0, 1, 1])
    evaluation = evaluate_model(model(DIGITS), some)
    assert evaluation.confusion.sum(axis=1).tolist() == [0, 0, 0, 2, 0, 0, 0, 1, 0, 0]


def test_classes_without_common_names_go_by_number_where_there_are_as_many():
    evaluation = evaluate_model(model("ab"), dataset(("0", "1"), [1, 1]))
    assert evaluation.confusion.sum(axis=1).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("of_dataset", "of_model", "pair"),
    [(("0", "1"), ("a", "b"), "'0' counts as 'a'"), (("a", "b"), ("0", "1"), "'a' counts as '0'")],
)
def test_classes_that_go_by_number_are_noted_with_an_example(of_dataset, of_model, pair):
    assert pair in position_note(of_dataset, of_model)


@pytest.mark.parametrize(
    ("of_dataset", "of_model"),
    [("01", "01"), ("10", "01"), ("1", "01"), ("ab", "ba"), ("ab", "cd"), ("012", "ab")],
)
def test_nothing_is_noted_where_names_decide(of_dataset, of_model):
    assert position_note(tuple(of_dataset), tuple(of_model)) is None


def test_classes_that_the_model_does_not_know_are_refused():
    with pytest.raises(ConfigError, match="some pictures has the classes cat, dog, eel"):
        evaluate_model(model("ab"), dataset(("cat", "dog", "eel"), [0]))


def test_names_are_not_taken_for_each_other_because_there_are_as_many():
    with pytest.raises(ConfigError, match=r"classes cat, dog, but .* tells a, b apart"):
        evaluate_model(model("ab"), dataset(("cat", "dog"), [0, 1]))


def test_an_empty_dataset_is_refused():
    with pytest.raises(ConfigError, match="the dataset is empty"):
        evaluate_model(model("ab"), dataset(("a", "b"), []))


def test_the_temperature_changes_the_confidence_and_not_the_answers():
    plain = model(DIGITS)
    modest = replace(plain, calibration={"temperature": 10.0})
    some = dataset(DIGITS, [0, 1, 2, 3])
    one, other = evaluate_model(plain, some), evaluate_model(modest, some)
    np.testing.assert_array_equal(one.confusion, other.confusion)
    assert max(m.confidence for m in other.mistakes) < max(m.confidence for m in one.mistakes)


def test_the_digits_are_the_classes_of_a_model_with_an_eleventh_output():
    assert classes_of(model([*DIGITS, "none"])) == DIGITS
    assert classes_of(model("ab")) == ("a", "b")


def test_more_classes_than_digits_and_a_refusal_are_all_classes():
    letters = [*DIGITS, "A", "B"]
    assert classes_of(model(letters)) == tuple(letters)


@pytest.mark.parametrize("damaged", ["high", -1.0, 10**400, True])
def test_a_damaged_calibration_is_told_in_one_sentence(damaged):
    for key in ("temperature", "refusal_threshold"):
        with pytest.raises(ModelFileError, match=f"tiny: its {key} is"):
            evaluate_model(model("ab", calibration={key: damaged}), dataset("ab", [0, 1]))


def test_the_shares_of_a_network_that_ends_in_a_sigmoid_are_its_own():
    layers = [Dense(3), Sigmoid()]
    network = Network(layers, input_shape=(4,), rng=np.random.default_rng(1))
    sigmoid = Model(network=network, name="tiny", class_names=("a", "b", "c"))
    images = dataset("abc", [0, 1]).images
    np.testing.assert_array_equal(
        sigmoid.shares(network.logits(images)), network.predict_probabilities(images)
    )
