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
