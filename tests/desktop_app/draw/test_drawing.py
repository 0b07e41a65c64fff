import numpy as np

from desktop_app.draw.drawing import BLANK, Drawing, DrawingLog
from nn_core.ink.strokes import Stroke


def drawing() -> Drawing:
    return Drawing((Stroke.from_points([(0, 0), (1, 1)]),))


def test_a_new_step_forgets_what_was_undone() -> None:
    log = DrawingLog()
    log.push(drawing())
    log.undo()
    second = drawing()
    log.push(second)
    assert not log.redo()
    assert log.current is second


def test_undo_and_redo_walk_through_every_state() -> None:
    log = DrawingLog()
    states = [BLANK, *(drawing() for _ in range(5))]
    for state in states[1:]:
        log.push(state)
    for state in reversed(states[:-1]):
        assert log.undo()
        assert log.current is state
    assert not log.undo()
    for state in states[1:]:
        assert log.redo()
        assert log.current is state


def test_the_oldest_steps_are_forgotten_rather_than_kept_for_ever() -> None:
    log = DrawingLog()
    for _ in range(1000):
        log.push(drawing())
    steps = 0
    while log.undo():
        steps += 1
    assert 100 <= steps < 1000


def test_no_more_pictures_are_kept_than_there_is_memory_for() -> None:
    log = DrawingLog()
    for tone in range(100):
        log.push(Drawing(picture=np.full((2, 2), tone, np.uint8)))
        log.push(BLANK)
    steps = 0
    while log.undo():
        steps += 1
    assert 10 <= steps < 60


def test_undo_is_as_long_as_ever_where_a_picture_comes_among_strokes() -> None:
    log = DrawingLog()
    for step in range(150):
        log.push(Drawing(picture=np.zeros((2, 2), np.uint8)) if step == 20 else drawing())
    for _ in range(150):
        assert log.undo()
