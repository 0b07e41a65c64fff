from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.draw.drawing import Drawing
from desktop_app.draw.hand import BARRED_SEVEN, glide
from desktop_app.draw.pictures import drawing_image
from desktop_app.draw.way import EVERY_STEP, PictureWay, Step, StrokeWay, Way
from desktop_app.draw.way_card import WayCard
from desktop_app.main_window import MainWindow
from nn_core.ink import Stroke, draw_strokes, normalise_pixels


def small_seven() -> list[Stroke]:
    """A seven in the upper right corner of the paper."""
    return [
        Stroke.from_points([(350 + 200 * x, 20 + 200 * y) for x, y in glide(stroke)], width=20)
        for stroke in BARRED_SEVEN
    ]


def picture() -> np.ndarray:
    image = drawing_image(Drawing(tuple(small_seven())), 300)
    return np.array(
        [[image.pixelColor(x, y).value() for x in range(300)] for y in range(300)], dtype=np.uint8
    )


def test_with_every_step_the_way_ends_where_reading_begins(qapp: object) -> None:
    np.testing.assert_array_equal(StrokeWay(small_seven()).image(), draw_strokes(small_seven()))
    np.testing.assert_array_equal(PictureWay(picture()).image(), normalise_pixels(picture()))


@pytest.fixture(params=["strokes", "picture"])
def way(request: pytest.FixtureRequest, qapp: object) -> Way:
    return StrokeWay(small_seven()) if request.param == "strokes" else PictureWay(picture())


def extent(image: np.ndarray) -> int:
    rows, columns = np.nonzero(image > 60)
    return int(max(np.ptp(rows), np.ptp(columns))) + 1


def test_without_cropping_a_small_digit_stays_small(way: Way) -> None:
    assert extent(way.image(EVERY_STEP - {Step.CROP})) < 12 < extent(way.image())


def test_without_scaling_the_ink_fills_the_image(way: Way) -> None:
    assert extent(way.image(EVERY_STEP - {Step.SCALE, Step.CENTRE})) >= 26


def test_without_centring_the_ink_lies_where_its_box_does(way: Way) -> None:
    rows, columns = np.nonzero(way.image(EVERY_STEP - {Step.CENTRE}) > 60)
    for places in (rows, columns):
        assert abs((places.min() + places.max()) / 2 - 13.5) <= 1


def test_without_any_step_the_paper_is_shrunk_as_it_is(way: Way) -> None:
    rows, columns = np.nonzero(way.image(frozenset()) > 60)
    assert columns.min() > 14
    assert rows.max() < 14


def words_on(card: WayCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel) if label.isVisible())


def test_the_steps_are_shown_and_can_be_left_out(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    page = window.draw_page
    draw_seven()
    page.preview.way_link.click()
    card = page.findChild(WayCard)
    assert card is not None
    assert card.isVisible()
    assert "The network reads 7" in words_on(card)
    assert "Without it, still 7" in words_on(card)
    crop = next(box for box in card.findChildren(QCheckBox) if "Cropped" in box.accessibleName())
    crop.click()
    assert "Left out" in words_on(card)
    page.pad.clear()
    qtbot.waitUntil(lambda: "Draw something" in words_on(card))


def test_the_tab_key_passes_by_what_the_steps_cover(
    window: MainWindow, draw_seven: Callable[[], None]
) -> None:
    page = window.draw_page
    draw_seven()
    page.preview.way_link.click()
    card = page.findChild(WayCard)
    assert card is not None
    reached = set()
    widget: QWidget = page.pad
    while widget not in reached:
        reached.add(widget)
        page.window().focusNextChild()
        widget = page.window().focusWidget() or page.pad
    assert any(card.isAncestorOf(one) for one in reached)
    assert not any(page.preview.isAncestorOf(one) for one in reached)
    next(button for button in card.findChildren(QPushButton) if "Back" in button.text()).click()
    assert page.preview.way_link.hasFocus()


def test_of_a_number_the_least_certain_digit_is_shown(
    window: MainWindow, draw_seven: Callable[[], None], qtbot: QtBot
) -> None:
    page = window.draw_page
    page.preview.way_link.click()
    for place in (0.0, 0.5):
        for stroke in BARRED_SEVEN:
            strokes = [(place + 0.05 + 0.45 * x, 0.2 + 0.45 * y) for x, y in glide(stroke)]
            points = [(round(580 * x), round(580 * y)) for x, y in strokes]
            page.pad.show_drawing(
                Drawing((*page.pad.drawing.strokes, Stroke.from_points(points, width=20)))
            )
    qtbot.waitUntil(lambda: page.reader.is_up_to_date and page.answer.answer.numeral == "77")
    card = page.findChild(WayCard)
    assert card is not None
    assert "The network reads 7" in words_on(card)
