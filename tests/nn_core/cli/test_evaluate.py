import numpy as np
import pytest
from PIL import Image

from nn_core.data.readers.idx import write_idx
from nn_core.layers import Dense
from nn_core.metrics import f1_scores, precision, recall
from nn_core.model_file import Model, save_model
from nn_core.network import Network


@pytest.fixture
def model(inkling, bars):
    """Train a network that tells upright from level bars."""
    words = ("--epochs", 40, "--learning-rate", 0.02, "--output", "run")
    assert inkling("train", "--data", bars, "--network", "small-30", *words).code == 0
    return "run/model.safetensors"


def test_json_is_one_object_with_the_figures(inkling, bars, model):
    report = inkling("evaluate", "--data", bars, "--model", model, "--json").json
    assert report["dataset"] == str(bars)
    assert report["model"] == model
    assert report["samples"] == 40
    assert report["errors"] == len(report["error_list"])
    assert report["accuracy"] == pytest.approx(1 - report["errors"] / 40)
    assert np.array(report["confusion"]).sum() == 40
    assert report["refusal_curve"][0]["refused"] == 0
    assert 0 <= report["ece"] <= 1


def test_classes_that_a_table_cannot_tell_apart_are_listed_by_what_is_mixed_up(inkling, tmp_path):
    names = tuple(f"sign {number}" for number in range(20))
    network = Network([Dense(20)], input_shape=(4,), rng=None)
    network.parameters()["0.bias"][7] = 1.0
    save_model(tmp_path / "signs.safetensors", Model(network, "signs", names))
    images = np.zeros((23, 2, 2), np.uint8)
    images[:, 0, 0] = 255
    labels = np.array([*names, "sign 3", "sign 3", "sign 5"])
    np.savez(tmp_path / "signs.npz", x_train=images, y_train=labels)
    data, model = tmp_path / "signs.npz", tmp_path / "signs.safetensors"
    out = inkling("evaluate", "--data", data, "--model", model).out
    listed = out.split("what was mixed up most often\n")[1].splitlines()
    assert listed[:2] == ["  sign 3, taken for sign 7: 3", "  sign 5, taken for sign 7: 2"]
    assert listed[10] == ""


@pytest.fixture
def garments(tmp_path):
    """Save a dataset of ten classes with names, none of them a number."""
    names = [f"garment {letter}" for letter in "abcdefghij"]
    path = tmp_path / "garments.npz"
    images = np.full((10, 12, 10), 255, np.uint8)
    np.savez(path, x=images, y=np.arange(10), class_names=np.array(names))
    return path


def test_classes_that_are_matched_by_position_are_noted(inkling, garments, bars, model):
    outcome = inkling("evaluate", "--data", garments, "--model", model, "--json")
    assert outcome.code == 0
    (note,) = outcome.json["notes"]
    assert "'garment a' counts as '0'" in note
    assert outcome.err == f"note: {note}\n"
    outcome = inkling("evaluate", "--data", bars, "--model", model, "--json")
    assert outcome.json["notes"] == []
    assert outcome.err == ""


def test_each_class_has_its_recall_precision_and_f1(inkling, bars, model):
    report = inkling("evaluate", "--data", bars, "--model", model, "--json").json
    confusion = np.array(report["confusion"])
    np.testing.assert_allclose(report["f1"], f1_scores(confusion))
    np.testing.assert_allclose(report["recall"], recall(confusion))
    np.testing.assert_allclose(report["precision"], precision(confusion))
    out = inkling("evaluate", "--data", bars, "--model", model).out.splitlines()
    heads = next(line for line in out if line.split()[:1] == ["class"])
    assert heads.split() == ["class", "pictures", "recall", "precision", "F1"]
    first = out[out.index(heads) + 1].split()
    assert first[:2] == ["0", "20"]
    assert [float(share.rstrip("%")) for share in first[2:]] == pytest.approx(
        [100 * report[name][0] for name in ("recall", "precision", "f1")], abs=0.011
    )


def test_the_part_may_be_chosen(inkling, bars, model):
    report = inkling(
        "evaluate", "--data", bars, "--model", model, "--json", "--split", "train"
    ).json
    assert report["samples"] == 200


def test_text_shows_accuracy_confusion_refusals_and_errors(inkling, bars, model):
    images = np.zeros((1, 12, 10), dtype=np.uint8)
    images[0, :, 4] = 255
    write_idx(bars / "t10k-images-idx3-ubyte", images)
    write_idx(bars / "t10k-labels-idx1-ubyte", np.array([1], dtype=np.uint8))
    out = inkling("evaluate", "--data", bars, "--model", model).out
    assert "right                0.00%  (1 wrong)" in out
    assert "what it was taken for" in out
    assert "refused" in out
    assert "picture 0: 1, taken for 0" in out
    assert "100.0% sure" not in out
    withheld = [line for line in out.splitlines() if "% refused, below" in line]
    assert withheld
    assert len(withheld) == len(set(withheld)), "the same is said twice"


STROKES = """\
.SEGMENT DIGIT 0 ? "7"
.COMMENT 7 1 1
.PEN_DOWN
 100 400
 200 400
 300 400
 250 250
 200 100
.PEN_UP
.SEGMENT DIGIT 1 ? "1"
.COMMENT 1 2 1
.PEN_DOWN
 250 450
 250 350
 250 200
 250 50
.PEN_UP
"""


@pytest.fixture
def strokes(tmp_path):
    """Write a seven by writer 1 and a one by writer 2."""
    path = tmp_path / "strokes.tra"
    path.write_text(STROKES)
    return path


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--from-pixels",),
        ("--size", "60-400", "--pen-width", "8-50", "--place", "random", "--seed", 4),
        ("--size", "200", "--pen-width", "20", "--place", "centre", "--from-pixels"),
    ],
)
def test_pen_strokes_are_drawn_and_read(inkling, strokes, words):
    report = inkling("evaluate", "--data", strokes, "--json", *words).json
    assert report["samples"] == 2
    assert report["accuracy"] == 1.0


def test_writers_may_be_chosen(inkling, strokes):
    words = ("evaluate", "--data", strokes, "--json", "--writers")
    assert inkling(*words, "2-9").json["samples"] == 1
    assert "no digit by these writers" in inkling(*words, "3").sentence


def test_settings_for_strokes_are_refused_for_pictures(inkling, bars, model):
    sentence = inkling("evaluate", "--data", bars, "--model", model, "--from-pixels").sentence
    assert "no pen strokes, which --from-pixels is for" in sentence


def test_a_folder_of_images_is_read_as_predict_reads_them(inkling, seven, one, tmp_path):
    for path, label in ((seven, "7"), (one, "1")):
        (tmp_path / "photos" / label).mkdir(parents=True)
        Image.open(path).save(tmp_path / "photos" / label / "a.png")
    report = inkling("evaluate", "--data", tmp_path / "photos", "--json").json
    assert (report["samples"], report["accuracy"]) == (2, 1.0)


def test_classes_that_a_model_does_not_know_are_told_in_one_sentence(inkling, tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "animals" / name).mkdir(parents=True)
        Image.new("L", (28, 28), 40).save(tmp_path / "animals" / name / "a.png")
    sentence = inkling("evaluate", "--data", tmp_path / "animals").sentence
    assert "cat, dog" in sentence


def test_pictures_of_another_size_are_told_in_one_sentence(inkling, bars):
    assert "(40, 12, 10)" in inkling("evaluate", "--data", bars).sentence


def test_a_dataset_that_is_missing_says_how_to_fetch_it(inkling):
    assert "`inkling data download mnist`" in inkling("evaluate").sentence


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seed", "-1"), "'-1' is no whole number"),
        (("--writers", "1-99999999999"), "no range of writers"),
        (("--writers", "6-1"), "no range of writers"),
    ],
)
def test_settings_out_of_range_are_told_in_one_sentence(inkling, strokes, words, told):
    assert told in inkling("evaluate", "--data", strokes, *words).sentence
