import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

from nn_core.model_file import load_model
from nn_core.resources import asset_path


def shipped():
    return load_model(asset_path("models", "textbook-256-128.safetensors"))


def test_the_weights_go_to_numpy(inkling):
    outcome = inkling("export", "weights.npz", "--model", "textbook-256-128", "--json")
    assert outcome.json["format"] == "npz"
    with np.load("weights.npz") as file:
        for name, array in shipped().network.state().items():
            np.testing.assert_array_equal(file[name], array)
        assert json.loads(str(file["layers"])) == shipped().network.config()


def test_the_weights_go_to_json(inkling):
    assert inkling("export", "digits.json", "--model", "textbook-256-128").code == 0
    table = json.loads(Path("digits.json").read_text(encoding="utf-8"))
    weight = table["weights"]["1.weight"]
    array = np.array(weight["values"], dtype=np.float32).reshape(weight["shape"])
    np.testing.assert_array_equal(array, shipped().network.state()["1.weight"])
    assert table["class_names"] == list("0123456789")


def test_the_format_may_be_named(inkling):
    assert inkling("export", "weights", "--format", "npz").code == 0
    assert "--format names one of onnx, npz, json" in inkling("export", "weights.xyz").sentence


def test_a_file_is_only_replaced_on_request(inkling):
    inkling("export", "weights.npz")
    assert "exists already" in inkling("export", "weights.npz").sentence
    assert inkling("export", "weights.npz", "--replace").code == 0


def test_a_place_that_takes_no_file_is_told_by_the_name_that_was_given(inkling):
    Path("occupied").touch()
    sentence = inkling("export", "occupied/weights.npz").sentence
    assert "occupied/weights.npz cannot be written" in sentence
    assert ".part" not in sentence


def test_onnxruntime_gives_the_same_logits(inkling):
    assert inkling("export", "digits.onnx", "--model", "textbook-256-128").code == 0
    images = np.random.default_rng(1).random((5, 1, 28, 28), dtype=np.float32)
    session = onnxruntime.InferenceSession("digits.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {"image": images})
    np.testing.assert_allclose(logits, shipped().network.logits(images), atol=1e-5)


def test_without_onnx_the_extra_is_named(inkling, monkeypatch):
    monkeypatch.setitem(sys.modules, "nn_core.onnx_export", None)
    assert (
        f'{sys.executable} -m pip install "inkling[onnx]"'
        in inkling("export", "digits.onnx").sentence
    )
