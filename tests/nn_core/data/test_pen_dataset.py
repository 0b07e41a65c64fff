import pytest

from nn_core.data import DatasetMissing, load_dataset, load_strokes
from nn_core.data.pen_dataset import HELD_BACK_WRITERS

SEGMENT = """\
.SEGMENT DIGIT {index} ? "{label}"
.COMMENT {label} {writer} {index}
.PEN_DOWN
 100 400
 300 400
 200 100
.PEN_UP
.DT 100
"""


def write(path, writers) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(
            SEGMENT.format(index=index, label=index % 10, writer=writer)
            for index, writer in enumerate(writers)
        )
    )


def test_a_file_of_strokes_becomes_pictures_as_the_pad_draws_them(tmp_path, user_folder):
    write(tmp_path / "own.txt", [1, 2, 3])
    for split in ("train", "test"):
        dataset = load_dataset(tmp_path / "own.txt", split=split)
        assert dataset.images.shape == (3, 28, 28)
        assert dataset.labels.tolist() == [0, 1, 2]
        assert dataset.images.max() == 255


def test_pendigits_is_divided_by_writer(user_folder):
    write(user_folder / "datasets" / "pendigits" / "pendigits-orig.tra", range(1, 31))
    assert len(load_dataset("pendigits")) == 30 - len(HELD_BACK_WRITERS)
    assert len(load_dataset("pendigits", split="test")) == len(HELD_BACK_WRITERS)
    held_back = load_strokes("pendigits", split="test")
    assert {sample.writer for sample in held_back} == HELD_BACK_WRITERS
    assert not {sample.writer for sample in load_strokes("pendigits")} & HELD_BACK_WRITERS


def test_strokes_that_are_not_here_say_how_to_fetch_them(user_folder):
    with pytest.raises(DatasetMissing, match="inkling data download pendigits"):
        load_strokes("pendigits")


def test_pictures_are_no_strokes(tmp_path, user_folder):
    (tmp_path / "table.csv").write_text("1," * 36 + "1\n")
    assert load_strokes(tmp_path / "table.csv") is None
    assert load_strokes(tmp_path) is None
    assert load_strokes("mnist") is None
    assert load_strokes("synthetic") is None
