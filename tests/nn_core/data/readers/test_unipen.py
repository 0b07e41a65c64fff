import gzip

import numpy as np
import pytest

from nn_core.data.readers.unipen import is_unipen, parse_unipen, read_unipen
from nn_core.errors import DatasetError

TWO_DIGITS = b"""\
.INCLUDE        dene.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "8"
.COMMENT 8 12  224
.PEN_DOWN
 267  333
 267  336
 266  342
.PEN_UP
.DT 100

.SEGMENT DIGIT    1-2 ? "4"
.COMMENT 4 26   54
.PEN_DOWN
 249  234
 249  235
.PEN_UP
.DT 300
.PEN_DOWN
 100  500
.PEN_UP
.DT 100
"""


def test_each_segment_becomes_a_digit_with_its_writer():
    eight, four = parse_unipen(TWO_DIGITS, source="x")
    assert (eight.label, eight.writer, len(eight.strokes)) == (8, 12, 1)
    assert (four.label, four.writer, len(four.strokes)) == (4, 26, 2)


def test_the_y_axis_is_turned_to_point_down_in_its_box():
    eight, four = parse_unipen(TWO_DIGITS, source="x")
    np.testing.assert_array_equal(eight.strokes[0].points, [[267, 167], [267, 164], [266, 158]])
    np.testing.assert_array_equal(four.strokes[1].points, [[100, 0]])


def test_odd_lines_are_passed_over():
    text = (
        '\r\n;a note\r\n  .segment digit 0 ? "7"\r\n.COMMENT written in haste\r\n'
        ".COMMENT 7 3 1\r\n.PEN_DOWN\r\n10 20 0.5 17\r\nnan 3\r\nthree four\r\n5\r\n-3.5 4.5\r\n"
        ".DT 100\r\n"  # the pen never comes up
    )
    (seven,) = parse_unipen(text.encode(), source="x")
    assert (seven.label, seven.writer) == (7, 3)
    np.testing.assert_array_equal(seven.strokes[0].points, [[10, 480], [-3.5, 495.5]])


def test_segments_that_are_no_digit_or_have_no_ink_are_left_out():
    text = TWO_DIGITS + (
        b'.SEGMENT DIGIT 3 ? "A"\n.PEN_DOWN\n1 2\n.PEN_UP\n'
        b'.SEGMENT DIGIT 4 ? "5"\n.PEN_DOWN\n.PEN_UP\n'
        b".SEGMENT DIGIT 5 ?\n.PEN_DOWN\n1 2\n.PEN_UP\n"
    )
    assert [sample.label for sample in parse_unipen(text, source="x")] == [8, 4]


def test_a_label_may_stand_in_the_comment_alone():
    text = b".SEGMENT DIGIT 0 ?\n.COMMENT 6 2 9\n.PEN_DOWN\n1 2\n.PEN_UP\n"
    (six,) = parse_unipen(text, source="x")
    assert (six.label, six.writer) == (6, 2)


def test_a_digit_without_a_comment_has_no_writer():
    (one,) = parse_unipen(b'.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n1 2\n.PEN_UP\n', source="x")
    assert one.writer == -1


def test_a_compressed_file_is_read(tmp_path):
    path = tmp_path / "strokes.tra"
    path.write_bytes(gzip.compress(TWO_DIGITS))
    assert [sample.label for sample in read_unipen(path)] == [8, 4]


def test_strokes_are_told_from_other_files():
    assert is_unipen(TWO_DIGITS)
    assert not is_unipen(b"label,pixel0\n1,0\n")
    assert not is_unipen(b"\0\0\x08\x03.PEN_DOWN")


def test_a_file_without_digits_is_refused():
    with pytest.raises(DatasetError, match=r"notes\.txt holds no labelled digit"):
        parse_unipen(b"nothing here", source="notes.txt")


@pytest.mark.datasets
def test_the_whole_of_pendigits_is_read(datasets):
    samples = read_unipen(datasets / "pendigits" / "pendigits-orig.tra")
    assert len(samples) == 7494
    assert {sample.writer for sample in samples} == set(range(1, 31))
    assert sum(len(sample.strokes) for sample in samples) == 9433
    assert np.bincount([sample.label for sample in samples]).min() > 700
