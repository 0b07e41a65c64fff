import pytest

from nn_core.cli.models import bundled_names
from nn_core.data import load_dataset
from nn_core.evaluation import evaluate_model
from nn_core.model_file import load_model
from nn_core.resources import asset_path


@pytest.fixture(scope="module")
def textbook():
    return load_model(asset_path("models", "textbook-256-128.safetensors"))


def test_the_textbook_network_is_what_its_name_says(textbook):
    dense = [layer for layer in textbook.network.config() if layer["kind"] == "dense"]
    assert [layer["units"] for layer in dense] == [256, 128, 10]
    assert textbook.network.input_shape == (1, 28, 28)
    assert textbook.class_names == tuple("0123456789")


def test_the_textbook_network_tells_how_it_was_trained(textbook):
    assert textbook.training["dataset"] == "mnist"
    assert textbook.training["validation_fraction"] > 0
    assert textbook.provenance["dataset"]["name"] == "mnist"


@pytest.mark.datasets
def test_the_textbook_network_reads_enough_of_mnist(textbook):
    evaluation = evaluate_model(textbook, load_dataset("mnist", split="test"))
    assert evaluation.accuracy >= 0.982
    assert evaluation.calibration_error < 0.01


@pytest.mark.datasets
@pytest.mark.parametrize("name", bundled_names())
def test_every_shipped_network_reads_mnist_as_its_header_says(name):
    model = load_model(asset_path("models", f"{name}.safetensors"))
    scores = [model.scores.get(key) for key in ("mnist_test_accuracy", "test_accuracy")]
    (stated,) = [score for score in scores if score is not None]
    evaluation = evaluate_model(model, load_dataset("mnist", split="test"))
    assert evaluation.accuracy == pytest.approx(stated, abs=2e-4)
