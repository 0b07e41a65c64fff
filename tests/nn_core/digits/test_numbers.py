import numpy as np
import pytest

from nn_core.digits.lines import arrange_lines
from nn_core.digits.numbers import read_number
from nn_core.digits.picture_numbers import read_number_in_picture
from nn_core.digits.recognizer import Recognizer
from nn_core.ink.drawing import draw_lines
from nn_core.ink.strokes import Stroke

ONE = [[(10.0, 20.0), (30.0, 0.0), (30.0, 100.0)]]
FOUR = [[(40.0, 0.0), (0.0, 65.0), (70.0, 65.0)], [(50.0, 35.0), (50.0, 105.0)]]
SEVEN = [[(0.0, 0.0), (60.0, 0.0), (25.0, 100.0)]]
BARRED_SEVEN = [*SEVEN, [(12.0, 52.0), (60.0, 50.0)]]
turn = np.linspace(0, 2 * np.pi, 40)
ZERO = [[(30 + 28 * np.sin(a), 50 - 50 * np.cos(a)) for a in turn]]
SLASHED_ZERO = [*ZERO, [(50.0, 8.0), (10.0, 92.0)]]


def write(*digits, gap=25.0, top=0.0):
    strokes, pen = [], 0.0
    for digit in digits:
        right = max(x for path in digit for x, _ in path)
        strokes += [Stroke.from_points([(x + pen, y + top) for x, y in path]) for path in digit]
        pen += right + gap
    return strokes


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer.bundled()


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ([SEVEN, FOUR], "74"),
        ([FOUR, BARRED_SEVEN, ONE], "471"),
        ([ZERO, ONE, SLASHED_ZERO, FOUR, SEVEN], "01047"),
    ],
)
def test_a_number_is_read_from_left_to_right(recognizer, digits, text):
    assert read_number(write(*digits), recognizer).text == text


@pytest.mark.parametrize("digit", [FOUR, BARRED_SEVEN, SLASHED_ZERO])
def test_a_digit_of_two_strokes_stays_one(recognizer, digit):
    number = read_number(write(digit), recognizer)
    assert [placed.marks for placed in number.digits] == [(0, 1)]


def test_a_bar_that_was_drawn_last_still_belongs_to_its_seven(recognizer):
    strokes = write(BARRED_SEVEN, ONE)
    late = [strokes[0], strokes[2], strokes[1]]
    assert read_number(late, recognizer).text == "71"


def test_lines_are_read_from_top_to_bottom(recognizer):
    strokes = write(FOUR, SEVEN, top=160.0) + write(ONE, ZERO)
    assert read_number(strokes, recognizer).lines == ("10", "47")


def test_each_digit_says_where_it_stands(recognizer):
    number = read_number(write(SEVEN, FOUR), recognizer)
    seven, four = (placed.box for placed in number.digits)
    assert seven == (0.0, 0.0, 60.0, 100.0)
    assert four == (85.0, 0.0, 155.0, 105.0)


def test_a_blank_pad_holds_no_number(recognizer):
    assert read_number([], recognizer) is None


def test_a_low_mark_joins_the_line_it_is_nearest_to():
    boxes = [(0, 0, 10, 100), (0, 150, 10, 250), (20, 190, 60, 192), (20, 50, 60, 52)]
    assert arrange_lines(boxes) == [[0, 3], [1, 2]]


def photograph(strokes, pen=9):
    """Draw strokes as dark ink on a sheet whose light falls off to one side."""
    points = np.concatenate([stroke.points for stroke in strokes])
    size = float(np.ceil(np.ptp(points, axis=0).max())) + 80
    lines = [stroke.points - points.min(axis=0) + 40 for stroke in strokes]
    ink = draw_lines(lines, line_width=pen, size_px=int(size))
    paper = 235 - 60 * np.linspace(0, 1, ink.shape[1])
    return np.rint(paper * (1 - ink / 255 * 0.85)).astype(np.uint8)


def test_a_number_in_a_picture_is_read(recognizer):
    number = read_number_in_picture(photograph(write(SEVEN, FOUR, ONE)), recognizer)
    assert number.text == "741"


def test_digits_that_touch_are_cut_apart(recognizer):
    strokes = write(FOUR, SEVEN, gap=-4.0)
    assert read_number_in_picture(photograph(strokes), recognizer).text == "47"


@pytest.mark.parametrize("digit", [FOUR, BARRED_SEVEN, ZERO])
def test_one_digit_in_a_picture_stays_one(recognizer, digit):
    assert len(read_number_in_picture(photograph(write(digit)), recognizer).digits) == 1


def test_an_empty_sheet_holds_no_number(recognizer):
    assert read_number_in_picture(np.full((60, 90), 240, np.uint8), recognizer) is None


def ring(left, top, width, height):
    return [(left + width * (1 + np.sin(a)) / 2, top + height * (1 - np.cos(a)) / 2) for a in turn]


@pytest.mark.parametrize("gap", [-4.0, 0.0, 5.0, 18.0])
def test_an_eight_of_two_rings_is_no_number_of_two_lines(recognizer, gap):
    rings = [ring(4, 0, 46, 46), ring(0, 46 + gap, 54, 54)]
    number = read_number(write(rings), recognizer)
    assert [placed.reading.digit for placed in number.digits] == [8]


def test_eights_of_two_rings_stand_on_one_line(recognizer):
    eight = [ring(4, 0, 46, 46), ring(0, 45, 54, 54)]
    assert read_number(write(eight, eight), recognizer).text == "88"


def test_a_five_whose_bar_floats_stays_one(recognizer):
    angles = np.linspace(-1.9, 2.2, 30)
    body = [(8.0, 12.0), (6.0, 48.0)]
    body += [(24 + 28 * np.cos(a), 72 + 28 * np.sin(a)) for a in angles]
    number = read_number(write([body, [(10.0, 3.0), (52.0, 0.0)]]), recognizer)
    assert [placed.reading.digit for placed in number.digits] == [5]


def test_a_seven_whose_bar_reaches_far_stays_one(recognizer):
    strokes = write([*SEVEN, [(8.0, 52.0), (118.0, 49.0)]])
    number = read_number(strokes, recognizer)
    assert [placed.marks for placed in number.digits] == [(0, 1)]


def test_a_small_digit_far_below_has_its_own_line(recognizer):
    small = [Stroke.from_points([(x * 0.4, 190 + y * 0.4) for x, y in ZERO[0]])]
    assert len(read_number(write(SEVEN, FOUR) + small, recognizer).lines) == 2


def test_litter_in_a_picture_is_no_digit(recognizer):
    gray = photograph(write(SEVEN, FOUR))
    gray[-18:-6, -30:-18] = 60
    assert read_number_in_picture(gray, recognizer).text == "74"


@pytest.mark.parametrize(
    "sign",
    [
        [[(0.0, 0.0), (70.0, 100.0)], [(70.0, 0.0), (0.0, 100.0)]],
        [[(0.0, 50.0), (90.0, 50.0)], [(45.0, 0.0), (45.0, 100.0)]],
        [ring(0, 0, 100, 100), ring(30, 30, 40, 40)],
    ],
    ids=["cross", "plus", "target"],
)
def test_strokes_that_cross_or_enclose_each_other_are_a_sign_and_no_number(recognizer, sign):
    number = read_number(write(sign), recognizer)
    assert [placed.reading.is_digit for placed in number.digits] == [False]


def test_one_illegible_digit_leaves_the_others_readable(recognizer):
    zigzag = [(12.0 * step, 100.0 * (step % 2)) for step in range(8)]
    assert read_number(write(SEVEN, FOUR, [zigzag]), recognizer).text == "74?"
