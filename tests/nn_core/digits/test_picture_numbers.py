import numpy as np
import pytest

from nn_core.digits.picture_numbers import read_number_in_picture
from nn_core.digits.recognizer import Recognizer
from nn_core.ink.drawing import draw_lines

turn = np.linspace(0, 2 * np.pi, 60)


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer.bundled()


def ring(middle, *, across=26.0, down=40.0, centre=60.0):
    path = [(middle + across * np.sin(a), centre - down * np.cos(a)) for a in turn]
    return np.array(path, dtype=np.float32)


def sheet(*lines, pen=8.0, side=320):
    return 255 - draw_lines(lines, line_width=pen, size_px=side)


def moved(line, x, y):
    return line + np.array([x, y], dtype=np.float32)


SEVEN = np.array([(0, 0), (55, 0), (20, 90)], dtype=np.float32)
BAR = np.array([(8, 45), (48, 43)], dtype=np.float32)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (1, 28), (28, 1), (1, 20000), (20000, 1)])
@pytest.mark.parametrize("levels", [(0, 1), (255, 256), (0, 256)])
def test_pictures_of_any_shape_are_read_without_complaint(recognizer, shape, levels):
    gray = np.random.default_rng(0).integers(*levels, shape).astype(np.uint8)
    number = read_number_in_picture(gray, recognizer)
    reading = recognizer.read_pixels(gray)
    if levels[1] - levels[0] == 1:
        assert number is None
        assert reading is None


def test_digits_that_are_joined_by_a_stroke_are_cut_apart(recognizer):
    joint = np.array([(74, 60), (100, 64)], dtype=np.float32)
    number = read_number_in_picture(sheet(ring(50), joint, moved(SEVEN, 95, 20)), recognizer)
    assert number.text == "07"


def test_a_bar_that_does_not_touch_its_seven_still_belongs_to_it(recognizer):
    apart = np.array([(0, 45), (22, 44)], dtype=np.float32)
    number = read_number_in_picture(sheet(moved(SEVEN, 60, 60), moved(apart, 60, 60)), recognizer)
    assert number.text == "7"


def test_boxes_are_in_pixels_of_the_picture(recognizer):
    number = read_number_in_picture(sheet(ring(60), moved(SEVEN, 150, 20)), recognizer)
    assert number.text == "07"
    assert number.digits[0].box == pytest.approx((30, 16, 90, 104), abs=3)


def test_digits_as_low_as_in_print_are_read(recognizer):
    small = [0.2 * ring(50), 0.2 * moved(SEVEN, 95, 20), 0.2 * moved(BAR, 95, 20)]
    assert read_number_in_picture(sheet(*small, pen=1.5, side=48), recognizer).text == "07"


def test_a_page_of_specks_is_no_number(recognizer):
    specks = np.random.default_rng(1).random((500, 500)) < 0.03
    number = read_number_in_picture(np.where(specks, 0, 255).astype(np.uint8), recognizer)
    assert len(number.digits) == 1
    assert not number.digits[0].reading.is_digit
