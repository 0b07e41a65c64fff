from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.draw.drawing import PAPER_PX, Drawing
from desktop_app.draw.hand import BARRED_SEVEN, draw_stroke, glide
from desktop_app.draw.pad import Pad
from desktop_app.draw.tools import Tool
from desktop_app.theme import Appearance, Theme
from nn_core.ink.strokes import Stroke

SIDE = round(PAPER_PX)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
Places = Sequence[tuple[int, int]]


@pytest.fixture
def pad(qtbot: QtBot, theme: Theme) -> Pad:
    pad = Pad(theme)
    qtbot.addWidget(pad)
    pad.resize(SIDE, SIDE)
    pad.show()
    qtbot.waitExposed(pad)
    return pad


def drag(pad: Pad, places: Places, button: Qt.MouseButton = LEFT) -> None:
    points = [QPoint(*place) for place in places]
    QTest.mousePress(pad, button, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, button, pos=points[-1])


def ink(pad: Pad) -> NDArray[np.uint8]:
    """What is seen of the pad: 0 = white paper, 255 = black."""
    image = pad.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return 255 - rows[:, : image.width()]


ACROSS: Places = ((100, 200), (300, 200), (480, 200))
DOWN: Places = ((300, 60), (300, 300), (300, 520))


def test_the_mouse_leaves_a_stroke_where_it_went(pad: Pad) -> None:
    drag(pad, ACROSS)
    (stroke,) = pad.strokes()
    np.testing.assert_allclose(stroke.points[[0, -1]], [(100, 200), (480, 200)], atol=1)
    np.testing.assert_allclose(stroke.widths, pad.pen_width)


def test_a_fast_hand_leaves_no_gaps(pad: Pad) -> None:
    corners = ((60, 100), (520, 160), (80, 420))
    drag(pad, corners)
    seen = ink(pad)
    assert all(seen[y, x] > 200 for x, y in corners)
    columns = np.nonzero(seen > 200)[1]
    assert set(range(60, 521)) <= set(columns.tolist())


def test_ink_is_seen_while_the_button_is_still_down(pad: Pad) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(100, 200))
    QTest.mouseMove(pad, QPoint(200, 200))
    assert ink(pad)[200, 195] > 200
    assert len(pad.strokes()) == 1
    QTest.mouseRelease(pad, LEFT, pos=QPoint(200, 200))


def test_a_line_of_many_small_steps_keeps_its_soft_edges(pad: Pad) -> None:
    for stroke in BARRED_SEVEN:
        draw_stroke(pad, list(glide(stroke, steps=30)))
    grown = ink(pad).astype(int)
    pad.show_drawing(Drawing(tuple(pad.strokes())))
    painted_whole = ink(pad).astype(int)
    assert np.abs(grown - painted_whole).mean() < 0.3
    assert np.percentile(np.abs(grown - painted_whole), 99.9) < 40


def test_a_click_leaves_a_dot(pad: Pad) -> None:
    QTest.mouseClick(pad, LEFT, pos=QPoint(250, 250))
    assert len(pad.strokes()) == 1
    assert ink(pad)[250, 250] > 200


def test_a_double_click_leaves_two_dots(pad: Pad) -> None:
    QTest.mouseClick(pad, LEFT, pos=QPoint(250, 250))
    QTest.mouseDClick(pad, LEFT, pos=QPoint(250, 250))
    assert len(pad.strokes()) == 2


def test_what_leaves_the_paper_stays_on_its_edge(pad: Pad) -> None:
    drag(pad, ((300, 300), (900, 300)))
    assert pad.strokes()[0].points.max() <= PAPER_PX


def test_every_stroke_is_a_step_for_undo_and_redo(pad: Pad) -> None:
    drag(pad, ACROSS)
    drag(pad, DOWN)
    pad.undo()
    assert len(pad.strokes()) == 1
    assert ink(pad)[400, 300] < 60
    pad.undo()
    assert pad.is_blank
    assert not pad.can_undo
    pad.redo()
    pad.redo()
    assert len(pad.strokes()) == 2
    assert ink(pad)[400, 300] > 200
    assert not pad.can_redo


def test_undo_brings_back_what_was_cleared(pad: Pad) -> None:
    drag(pad, ACROSS)
    pad.clear()
    assert pad.is_blank
    pad.undo()
    assert len(pad.strokes()) == 1


def test_clearing_a_blank_paper_is_no_step(pad: Pad) -> None:
    pad.clear()
    assert not pad.can_undo


def test_a_stroke_whose_end_never_came_is_kept_when_the_next_begins(pad: Pad) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(pad, QPoint(100, 300))
    drag(pad, ACROSS)
    assert len(pad.strokes()) == 2


def test_undo_in_mid_stroke_takes_back_that_stroke_alone(pad: Pad) -> None:
    drag(pad, ACROSS)
    QTest.mousePress(pad, LEFT, pos=QPoint(300, 60))
    QTest.mouseMove(pad, QPoint(300, 300))
    pad.undo()
    assert len(pad.strokes()) == 1
    QTest.mouseMove(pad, QPoint(300, 400))
    QTest.mouseRelease(pad, LEFT, pos=QPoint(300, 500))
    assert len(pad.strokes()) == 1


def test_redo_in_mid_stroke_leaves_that_stroke_alone(pad: Pad) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(100, 200))
    QTest.mouseMove(pad, QPoint(300, 200))
    pad.redo()
    QTest.mouseRelease(pad, LEFT, pos=QPoint(480, 200))
    (stroke,) = pad.strokes()
    np.testing.assert_allclose(stroke.points[[0, -1]], [(100, 200), (480, 200)], atol=1)


def test_what_is_put_on_the_paper_in_mid_stroke_hides_that_stroke(pad: Pad) -> None:
    blank = pad.drawing
    QTest.mousePress(pad, LEFT, pos=QPoint(100, 200))
    for x in range(120, 480, 20):
        QTest.mouseMove(pad, QPoint(x, 200))
        pad.grab()
    pad.show_drawing(blank)
    assert pad.is_blank
    assert ink(pad)[200, 200] < 60


def test_undo_while_erasing_takes_back_the_erasure_alone(pad: Pad) -> None:
    drag(pad, ACROSS)
    QTest.mousePress(pad, RIGHT, pos=QPoint(300, 120))
    QTest.mouseMove(pad, QPoint(300, 280))
    assert len(pad.strokes()) == 2
    pad.undo()
    QTest.mouseRelease(pad, RIGHT, pos=QPoint(300, 280))
    assert len(pad.strokes()) == 1
    pad.undo()
    assert pad.is_blank


def test_undo_with_the_eraser_down_beside_the_ink_leaves_redo_possible(pad: Pad) -> None:
    drag(pad, ACROSS)
    QTest.mousePress(pad, RIGHT, pos=QPoint(300, 500))
    pad.undo()
    QTest.mouseRelease(pad, RIGHT, pos=QPoint(300, 500))
    assert pad.is_blank
    pad.redo()
    assert len(pad.strokes()) == 1


def test_a_stroke_ends_where_the_paper_is_put_away(pad: Pad, qtbot: QtBot) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(100, 200))
    QTest.mouseMove(pad, QPoint(300, 200))
    with qtbot.waitSignal(pad.drawing_changed):
        pad.hide()
    assert not pad.is_wet
    assert len(pad.strokes()) == 1


def test_paper_that_is_begun_anew_has_nothing_to_undo(pad: Pad) -> None:
    drag(pad, ACROSS)
    pad.begin_anew(Drawing())
    assert pad.is_blank
    assert not pad.can_undo
    assert not pad.can_redo


def test_the_eraser_cuts_a_stroke_in_two(pad: Pad) -> None:
    drag(pad, ACROSS)
    pad.set_tool(Tool.ERASER)
    drag(pad, ((300, 120), (300, 280)))
    left, right = pad.strokes()
    assert left.points[:, 0].max() < 300 < right.points[:, 0].min()
    assert ink(pad)[200, 110] > 200
    QTest.mouseMove(pad, QPoint(20, 20))
    assert ink(pad)[200, 300] < 60


def test_what_the_eraser_leaves_looks_as_if_it_had_been_drawn_so(pad: Pad) -> None:
    for stroke in BARRED_SEVEN:
        draw_stroke(pad, list(glide(stroke)))
    pad.show_drawing(Drawing(pad.strokes()))
    drag(pad, ((150, 300), (300, 310), (450, 280), (430, 120)), RIGHT)
    pad.leaveEvent(QEvent(QEvent.Type.Leave))
    left = ink(pad).astype(int)
    pad.show_drawing(Drawing(pad.strokes()))
    assert np.abs(left - ink(pad)).max() <= 2


def test_a_long_scribble_looks_the_same_after_an_erasure_as_when_painted_anew(
    pad: Pad, theme: Theme, qtbot: QtBot
) -> None:
    turns = np.linspace(0, 24 * np.pi, 1500)
    places = np.stack([290 + 8 * turns * np.sin(turns) / 3, 290 + 8 * turns * np.cos(turns) / 3], 1)
    pad.set_pen_width(9.0, show=False)
    pad.show_drawing(Drawing((Stroke.from_points(places, width=9.0),)))
    ink(pad)
    drag(pad, ((60, 250), (300, 260), (520, 330)), RIGHT)
    anew = Pad(theme)
    qtbot.addWidget(anew)
    anew.resize(SIDE, SIDE)
    anew.show_drawing(Drawing(pad.strokes()))
    assert len(pad.strokes()) > 10
    assert np.abs(ink(pad).astype(int) - ink(anew))[30:-30, 30:-30].max() <= 40


def test_an_erasure_is_one_step_for_undo(pad: Pad) -> None:
    drag(pad, ACROSS)
    drag(pad, ((200, 120), (200, 280), (300, 280), (300, 120)), RIGHT)
    assert len(pad.strokes()) == 3
    pad.undo()
    assert len(pad.strokes()) == 1


def test_erasing_where_nothing_is_is_no_step(pad: Pad) -> None:
    drag(pad, ACROSS)
    drag(pad, ((100, 400), (400, 400)), RIGHT)
    pad.undo()
    assert pad.is_blank


def test_a_drawing_keeps_its_shape_when_the_window_grows(pad: Pad) -> None:
    drag(pad, ACROSS)
    before = pad.strokes()[0].points.copy()
    pad.resize(2 * SIDE, 2 * SIDE)
    np.testing.assert_array_equal(pad.strokes()[0].points, before)
    assert ink(pad)[400, 600] > 200
    assert ink(pad)[200, 300] < 60


def test_the_dark_theme_draws_light_on_dark(pad: Pad, theme: Theme) -> None:
    theme.set_appearance(Appearance.DARK)
    drag(pad, ACROSS)
    seen = 255 - ink(pad)
    assert seen[200, 300] > 200
    assert seen[300, 100] < 40
    theme.set_appearance(Appearance.LIGHT)
    assert ink(pad)[200, 300] > 200


def test_the_word_of_a_frame_at_the_upper_edge_is_seen(pad: Pad) -> None:
    pad.show_marks([(QRectF(100, 20, 100, 100), "7")])
    below = slice(144, 158)  # the frame leaves room for the width of the ink
    assert (ink(pad)[below, 80:110] > 60).any()


# ---- stylus and finger


def tablet(
    pad: Pad,
    kind: QEvent.Type,
    place: tuple[float, float],
    pressure: float,
    *,
    pen: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    buttons: Qt.MouseButton = LEFT,
) -> QTabletEvent:
    device = QPointingDevice.primaryPointingDevice()
    stylus = QPointingDevice(
        "stylus",
        7,
        QPointingDevice.DeviceType.Stylus,
        pen,
        device.capabilities(),
        1,
        2,
        "",
    )
    position = QPointF(*place)
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(
        kind,
        stylus,
        position,
        pad.mapToGlobal(position),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        button,
        buttons,
    )
    QApplication.sendEvent(pad, event)
    return event


PRESS, MOVE, RELEASE = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
)


def test_a_stylus_draws_wider_the_harder_it_presses(pad: Pad) -> None:
    for x, pressure in ((100, 0.1), (250, 0.5), (400, 1.0)):
        kind = PRESS if x == 100 else MOVE
        assert tablet(pad, kind, (x, 200), pressure).isAccepted()
    tablet(pad, RELEASE, (400, 200), 0.0)
    (stroke,) = pad.strokes()
    assert stroke.widths[0] < pad.pen_width < stroke.widths[2]
    assert np.all(np.diff(stroke.widths[:3]) > 0)
    seen = ink(pad)
    assert (seen[:, 390] > 128).sum() > (seen[:, 110] > 128).sum() + 8


def test_the_other_end_of_a_stylus_erases(pad: Pad) -> None:
    drag(pad, ACROSS)
    eraser = QPointingDevice.PointerType.Eraser
    tablet(pad, PRESS, (300, 120), 0.5, pen=eraser)
    tablet(pad, MOVE, (300, 280), 0.5, pen=eraser)
    tablet(pad, RELEASE, (300, 280), 0.0, pen=eraser)
    assert len(pad.strokes()) == 2


def test_the_button_of_a_stylus_erases(pad: Pad) -> None:
    drag(pad, ACROSS)
    tablet(pad, PRESS, (300, 120), 0.5, buttons=LEFT | RIGHT)
    tablet(pad, MOVE, (300, 280), 0.5, buttons=LEFT | RIGHT)
    tablet(pad, RELEASE, (300, 280), 0.0)
    assert len(pad.strokes()) == 2


def test_a_hovering_stylus_draws_nothing(pad: Pad) -> None:
    tablet(pad, MOVE, (300, 120), 0.0, buttons=Qt.MouseButton.NoButton)
    assert pad.is_blank


def test_a_finger_draws_and_a_second_one_does_not(pad: Pad) -> None:
    screen = QTest.createTouchDevice()
    first, second = QPoint(100, 200), QPoint(400, 400)
    QTest.touchEvent(pad, screen).press(0, first, pad).commit()
    QTest.touchEvent(pad, screen).move(0, QPoint(200, 200), pad).press(1, second, pad).commit()
    QTest.touchEvent(pad, screen).move(0, QPoint(300, 210), pad).move(
        1, QPoint(420, 420), pad
    ).commit()
    QTest.touchEvent(pad, screen).release(0, QPoint(300, 210), pad).stationary(1).commit()
    QTest.touchEvent(pad, screen).release(1, QPoint(420, 420), pad).commit()
    (stroke,) = pad.strokes()
    np.testing.assert_allclose(stroke.points[[0, -1]], [(100, 200), (300, 210)], atol=1)


def test_the_hand_that_holds_the_stylus_draws_nothing(pad: Pad) -> None:
    screen = QTest.createTouchDevice()
    palm = QPoint(400, 400)
    QTest.touchEvent(pad, screen).press(0, palm, pad).commit()
    tablet(pad, PRESS, (100, 200), 0.5)
    tablet(pad, MOVE, (300, 200), 0.5)
    QTest.touchEvent(pad, screen).release(0, palm, pad).commit()
    tablet(pad, RELEASE, (300, 200), 0.0)
    (stroke,) = pad.strokes()
    np.testing.assert_allclose(stroke.points[[0, -1]], [(100, 200), (300, 200)], atol=1)


def test_a_finger_draws_again_after_the_stylus(pad: Pad) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(pad, screen).press(0, QPoint(400, 400), pad).commit()
    tablet(pad, PRESS, (100, 200), 0.5)
    QTest.touchEvent(pad, screen).release(0, QPoint(400, 400), pad).commit()
    tablet(pad, RELEASE, (100, 200), 0.0)
    QTest.touchEvent(pad, screen).press(0, QPoint(100, 300), pad).commit()
    QTest.touchEvent(pad, screen).move(0, QPoint(300, 300), pad).commit()
    QTest.touchEvent(pad, screen).release(0, QPoint(300, 300), pad).commit()
    last = pad.strokes()[-1]
    np.testing.assert_allclose(last.points[[0, -1]], [(100, 300), (300, 300)], atol=1)


def test_a_touch_that_is_called_off_leaves_the_stylus_its_stroke(pad: Pad) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(pad, screen).press(0, QPoint(400, 400), pad).commit()
    tablet(pad, PRESS, (100, 200), 0.5)
    tablet(pad, MOVE, (300, 200), 0.5)
    QApplication.sendEvent(pad, QTouchEvent(QEvent.Type.TouchCancel))
    tablet(pad, RELEASE, (300, 200), 0.0)
    QTest.touchEvent(pad, screen).release(0, QPoint(400, 400), pad).commit()
    (stroke,) = pad.strokes()
    np.testing.assert_allclose(stroke.points[[0, -1]], [(100, 200), (300, 200)], atol=1)
