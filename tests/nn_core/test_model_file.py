import contextlib
import json
import stat
import struct
from dataclasses import replace

import numpy as np
import pytest
import safetensors.numpy

from nn_core.errors import ModelFileError
from nn_core.model_file import FORMAT_VERSION, Model, load_model, now, save_model
from nn_core.network import Network


def small_model(seed: int = 1) -> Model:
    return Model(
        network=Network.dense([6, 5, 3], rng=np.random.default_rng(seed)),
        name="small",
        class_names=("ä", "b", "c"),
        ink={"line_width": 2.5},
        calibration={"temperature": 1.25},
        training={"epochs": 3, "architecture": [{"kind": "flatten"}], "patience": None},
        scores={"test_accuracy": 0.9831},
        provenance={"dataset": "mnist", "versions": {"numpy": "2"}},
        created="2026-01-02T03:04:05Z",
    )


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "small.safetensors"
    save_model(path, small_model())
    return path


def header_of(path) -> dict:
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["inkling"])


def write(path, header: object, tensors: dict[str, np.ndarray] | None = None) -> None:
    """Write a file as somebody might forge it."""
    if tensors is None:
        tensors = safetensors.numpy.load_file(path)
    text = header if isinstance(header, str) else json.dumps(header)
    path.write_bytes(safetensors.numpy.save(tensors, metadata={"inkling": text}))


def test_everything_that_is_saved_is_loaded(path):
    saved, loaded = small_model(), load_model(path)
    for name, array in saved.network.state().items():
        np.testing.assert_array_equal(loaded.network.state()[name], array)
    inputs = np.random.default_rng(2).random((4, 6), dtype=np.float32)
    np.testing.assert_array_equal(loaded.network.logits(inputs), saved.network.logits(inputs))
    for field in (
        "name",
        "class_names",
        "ink",
        "calibration",
        "training",
        "scores",
        "provenance",
        "created",
    ):
        assert getattr(loaded, field) == getattr(saved, field), field


def test_an_eleventh_output_gets_the_odds_that_it_has_in_use():
    network = Network.dense([4, 11], rng=np.random.default_rng(3))
    model = Model(network=network, name="eleven", class_names=tuple("0123456789-"))
    rarer = replace(model, calibration={"temperature": 1.0, "not_a_digit_odds": 0.1})
    logits = np.random.default_rng(4).normal(0, 3, (20, 11)).astype(np.float32)
    before, after = model.shares(logits), rarer.shares(logits)
    np.testing.assert_allclose(after.sum(axis=1), 1.0, rtol=1e-5)
    odds = [shares[:, 10] / shares[:, 3] for shares in (before, after)]
    np.testing.assert_allclose(odds[1], 0.1 * odds[0], rtol=1e-4)
    np.testing.assert_allclose(after[:, 2] / after[:, 7], before[:, 2] / before[:, 7], rtol=1e-4)


def test_the_same_model_gives_the_same_bytes(path, tmp_path):
    save_model(tmp_path / "again", small_model())
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    save_model(tmp_path / "reloaded", load_model(path))
    assert (tmp_path / "reloaded").read_bytes() == path.read_bytes()


def test_the_weights_open_with_safetensors_alone_under_pytorchs_names(path):
    tensors = safetensors.numpy.load_file(path)
    assert {name: array.shape for name, array in tensors.items()} == {
        "0.weight": (5, 6),
        "0.bias": (5,),
        "2.weight": (3, 5),
        "2.bias": (3,),
    }


def test_an_existing_file_is_replaced_and_nothing_else_is_left(path):
    save_model(path, small_model(seed=2))
    expected = small_model(seed=2).network.state()["0.weight"]
    np.testing.assert_array_equal(load_model(path).network.state()["0.weight"], expected)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_model_that_cannot_be_written_leaves_the_old_one_whole(path):
    before = path.read_bytes()
    with pytest.raises(ModelFileError, match="JSON"):
        save_model(path, replace(small_model(), training={"seed": object()}))
    with pytest.raises(ModelFileError, match="JSON"):
        save_model(path, replace(small_model(), scores={"accuracy": float("nan")}))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_weights_that_are_no_numbers_are_not_saved(tmp_path):
    model = small_model()
    model.network.parameters()["0.bias"][1] = np.nan
    with pytest.raises(ModelFileError, match=r"0\.bias .* no finite numbers"):
        save_model(tmp_path / "model", model)


def test_folders_on_the_way_are_made(tmp_path):
    save_model(tmp_path / "a" / "b" / "model.safetensors", small_model())
    assert load_model(tmp_path / "a" / "b" / "model.safetensors").name == "small"


def test_a_place_that_takes_no_file_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ModelFileError, match=r"taken.* cannot be written"):
        save_model(tmp_path / "taken" / "model", small_model())


def test_a_saved_model_is_as_readable_as_any_new_file(path):
    (path.parent / "other").write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((path.parent / "other").stat().st_mode)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelFileError, match="no such file"):
        load_model(tmp_path / "nothing.safetensors")


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(ModelFileError, match="cannot be read"):
        load_model(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\0", b"PK\x03\x04 a zip file", b"\xff" * 500])
def test_another_kind_of_file_is_no_model(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ModelFileError, match="no model of Inkling"):
        load_model(tmp_path / "other")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ModelFileError, match="damaged or incomplete"):
        load_model(path)


def test_no_single_flipped_byte_brings_anything_but_a_clear_refusal(path):
    content = path.read_bytes()
    for position in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[position] ^= 0x55
        path.write_bytes(damaged)
        # A flipped bit of a weight may give another weight; anything else that is raised fails.
        with contextlib.suppress(ModelFileError):
            load_model(path)


def test_a_foreign_safetensors_file_is_told_as_such(path):
    safetensors.numpy.save_file({"0.weight": np.zeros((2, 2), np.float32)}, path)
    with pytest.raises(ModelFileError, match="safetensors file, but no model of Inkling"):
        load_model(path)


def test_a_newer_format_is_told_as_such(path):
    write(path, header_of(path) | {"format_version": FORMAT_VERSION + 1})
    with pytest.raises(ModelFileError, match=f"newer Inkling.*format {FORMAT_VERSION + 1}"):
        load_model(path)


def test_what_a_later_version_of_the_format_adds_is_passed_over(path):
    write(path, header_of(path) | {"something_more": 1})
    assert load_model(path).name == "small"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "another"}, "no model of Inkling"),
        ({"format_version": "1"}, "format version is '1'"),
        ({"format_version": True}, "format version is True"),
        ({"layers": 5}, "names no layers"),
        ({"layers": [{"kind": "teleport"}]}, "teleport"),
        ({"layers": [{"kind": "dense", "units": "many"}]}, "does not fit its own layers"),
        ({"layers": []}, "does not fit its own layers"),
        ({"input_shape": [6.5]}, "input shape"),
        ({"input_shape": [1 << 40]}, "input shape"),
        ({"input_shape": [7]}, r"0\.weight should be .* of shape \(5, 7\)"),
        ({"class_names": ["a", "b"]}, "2 class names"),
        ({"class_names": [1, 2, 3]}, "'class_names' .* no list of texts"),
        ({"name": None}, "'name' .* no text"),
        ({"calibration": []}, "'calibration' .* no table"),
        ({"scores": {"accuracy": "high"}}, "'scores' .* more than numbers"),
    ],
)
def test_a_header_that_is_wrong_is_told_in_words(path, change, words):
    write(path, header_of(path) | change)
    with pytest.raises(ModelFileError, match=words):
        load_model(path)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": NaN}', "[" * 100_000])
def test_a_header_that_is_no_json_table_is_refused(path, text):
    write(path, text)
    with pytest.raises(ModelFileError, match=r"not JSON|no model of Inkling"):
        load_model(path)


@pytest.mark.parametrize("units", [1 << 45, 200_000_000])
def test_layers_too_large_for_the_file_are_refused_before_they_are_built(path, units):
    layers = [{"kind": "dense", "units": units}, {"kind": "dense", "units": 3}]
    write(path, header_of(path) | {"layers": layers})
    with pytest.raises(ModelFileError, match="does not fit its own layers"):
        load_model(path)


@pytest.mark.parametrize(
    ("name", "array", "words"),
    [
        ("0.bias", None, r"lack 0\.bias"),
        ("9.bias", np.zeros(3, np.float32), r"no place for the weights 9\.bias"),
        ("0.bias", np.zeros(4, np.float32), r"0\.bias should be"),
        ("0.bias", np.zeros(5, np.float64), r"0\.bias should be"),
        ("0.bias", np.zeros(5, np.int32), r"0\.bias holds int32"),
        ("0.bias", np.full(5, np.inf, np.float32), r"0\.bias holds values that are no finite"),
    ],
)
def test_weights_that_do_not_fit_are_named(path, name, array, words):
    tensors = safetensors.numpy.load_file(path)
    if array is None:
        del tensors[name]
    else:
        tensors[name] = array
    write(path, header_of(path), tensors)
    with pytest.raises(ModelFileError, match=words):
        load_model(path)


def test_the_present_time_is_written_in_utc():
    text = now()
    assert text.endswith("Z")
    assert len(text) == len("2026-01-02T03:04:05Z")


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ([65536], [{"kind": "dense", "units": 30}, {"kind": "dense", "units": 3}]),
        (
            [1, 65536, 65536],
            [{"kind": "conv2d", "filters": 30, "kernel_size": [1000, 1000]}, {"kind": "flatten"}],
        ),
    ],
)
def test_layers_that_would_fill_the_memory_are_never_built(path, monkeypatch, shape, layers):
    write(path, {**header_of(path), "input_shape": shape, "layers": layers})
    monkeypatch.setattr(Network, "from_config", None)
    with pytest.raises(ModelFileError, match="does not fit its own layers: they need more weights"):
        load_model(path)
