import json

import numpy as np
from PIL import Image

from nn_core.model_file import load_model


def test_each_image_gives_one_json_object_a_line(inkling, seven, one):
    outcome = inkling("predict", seven, one, "--json")
    assert outcome.code == 0
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer["path"] for answer in answers] == [str(seven), str(one)]
    assert [answer["digit"] for answer in answers] == [7, 1]
    for answer in answers:
        assert answer["is_digit"] is True
        assert len(answer["probabilities"]) == 10
        assert answer["confidence"] == max(answer["probabilities"])


def test_text_names_the_digit_and_how_sure_it_is(inkling, seven):
    out = inkling("predict", seven).out
    assert out.startswith(f"{seven}: 7 (")
    assert out.endswith("% sure)\n")
    assert "100" not in out.removeprefix(str(seven)), "no network is ever wholly sure"


def test_several_digits_are_a_number(inkling, beside):
    path = beside([[(60, 20), (60, 140)]])
    answer = inkling("predict", path, "--json").json
    assert answer["number"] == "71"
    assert [placed["digit"] for placed in answer["digits"]] == [7, 1]
    assert answer["digit"] is answer["label"] is answer["probabilities"] is None
    assert answer["is_digit"] is True
    assert 0 < answer["confidence"] <= min(placed["confidence"] for placed in answer["digits"])
    assert inkling("predict", path).out.startswith(f"{path}: 71 (")


def test_what_is_no_digit_among_several_is_a_question_mark(inkling, beside):
    path = beside([[(30, 25), (30, 135)], [(85, 25), (30, 85), (90, 135)]])  # a K
    answer = inkling("predict", path, "--json").json
    number = answer["number"]
    assert number[0] == "7"
    assert set(number[1:]) == {"?"}
    assert answer["is_digit"] is False
    words = f"{number} (1 of {len(number)} places look like digits)"
    assert words in inkling("predict", path).out


def test_one_digit_is_a_number_too(inkling, seven):
    answer = inkling("predict", seven, "--json").json
    assert answer["number"] == "7"
    assert answer["digits"] is None


def test_a_file_called_like_a_model_that_ships_does_not_stand_in_its_way(
    inkling, seven, tmp_path, monkeypatch
):
    (tmp_path / "inkling").write_text("a script, perhaps")
    monkeypatch.chdir(tmp_path)
    assert inkling("predict", seven, "--json").json["digit"] == 7


def test_a_folder_stands_for_its_images(inkling, seven, one):
    outcome = inkling("predict", seven.parent, "--json")
    paths = [json.loads(line)["path"] for line in outcome.out.splitlines()]
    assert paths == [str(one), str(seven)]


def test_what_is_no_image_in_a_folder_is_passed_over(inkling, seven):
    (seven.parent / "notes.txt").write_text("no picture")
    outcome = inkling("predict", seven.parent, "--json")
    assert outcome.code == 0
    assert "notes.txt" not in outcome.out + outcome.err


def test_a_damaged_image_in_a_folder_is_told(inkling, seven):
    (seven.parent / "bad.png").write_bytes(b"PNG?")
    outcome = inkling("predict", seven.parent)
    assert outcome.code == 1
    assert "bad.png" in outcome.err


def test_a_blank_image_is_no_digit(inkling, tmp_path):
    Image.new("L", (50, 50), 255).save(tmp_path / "blank.png")
    answer = inkling("predict", tmp_path / "blank.png", "--json").json
    assert answer["is_digit"] is False
    assert answer["digit"] is None
    assert answer["probabilities"] == [0.0] * 10
    assert inkling("predict", tmp_path / "blank.png").out.endswith("blank\n")


def test_a_file_that_is_no_image_is_told_in_one_sentence(inkling, tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    assert "notes.txt" in inkling("predict", tmp_path / "notes.txt").sentence
    assert "no file" in inkling("predict", tmp_path / "nowhere.png").sentence


def test_one_bad_file_does_not_hold_up_the_others(inkling, seven, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"PNG?")
    outcome = inkling("predict", tmp_path / "bad.png", seven, "--json")
    assert outcome.code == 1
    assert outcome.json["digit"] == 7
    (line,) = outcome.err.splitlines()
    assert "bad.png" in line
    assert "1 of 2 images could not be read" in line


def test_a_model_that_is_not_there_is_told_in_one_sentence(inkling, seven):
    assert "no such file" in inkling("predict", seven, "--model", "no.safetensors").sentence
    assert "no model 'no'" in inkling("predict", seven, "--model", "no").sentence


def test_a_file_that_is_no_model_is_told_in_one_sentence(inkling, seven):
    assert "no model of Inkling" in inkling("predict", seven, "--model", seven).sentence


def test_a_model_of_other_classes_and_sizes_reads_pictures_as_they_are(inkling, bars, tmp_path):
    words = ("--network", "small-30", "--epochs", 40, "--learning-rate", 0.02, "--output", "run")
    inkling("train", "--data", bars, *words)
    assert load_model("run/model.safetensors").network.input_shape == (1, 12, 10)
    line = Image.new("L", (100, 120), 255)
    line.paste(0, (0, 50, 100, 60))
    line.save(tmp_path / "level.png")
    answer = inkling("predict", tmp_path / "level.png", "--json", "--model", "run").json
    assert answer["label"] == "1"
    assert len(answer["probabilities"]) == len(load_model("run/model.safetensors").class_names)


def test_a_table_without_labels_is_read_row_by_row(inkling, tmp_path):
    rows = np.zeros((2, 784), dtype=int)
    rows[0].reshape(28, 28)[4:24, 13:16] = 255
    np.savetxt(tmp_path / "test.csv", rows, fmt="%d", delimiter=",")
    outcome = inkling("predict", "--data", tmp_path / "test.csv", "--json")
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer["path"] for answer in answers] == [
        f"{tmp_path / 'test.csv'}#0",
        f"{tmp_path / 'test.csv'}#1",
    ]
    assert answers[0]["digit"] == 1


def test_images_and_a_dataset_are_not_read_together(inkling, seven):
    assert "either images or" in inkling("predict").sentence
    assert "either images or" in inkling("predict", seven, "--data", "mnist").sentence


def test_an_empty_folder_is_told_before_any_answer(inkling, seven, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "holds no images" in inkling("predict", seven, tmp_path / "empty").sentence
