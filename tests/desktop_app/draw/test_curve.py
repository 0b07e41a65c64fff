from math import hypot

from desktop_app.draw.curve import InkPoint, WetStroke, pieces_through

ZIGZAG = [InkPoint(x, 40.0 * (x % 3), 10) for x in range(0, 200, 7)]


def test_the_line_goes_through_every_point() -> None:
    ends = [piece.end for piece in pieces_through(ZIGZAG)]
    assert ends == ZIGZAG[1:]


def test_a_sharp_turn_makes_no_loop_beyond_its_points() -> None:
    turn = [InkPoint(0, 0, 1), InkPoint(100, 0, 1), InkPoint(102, 4, 1), InkPoint(0, 10, 1)]
    reached = [piece.at(step / 20) for piece in pieces_through(turn) for step in range(21)]
    assert max(point.x for point in reached) < 106
    assert min(point.x for point in reached) > -4


def test_what_dries_under_the_pen_is_the_line_that_is_left_in_the_end() -> None:
    wet = WetStroke(ZIGZAG[0])
    dried = [piece for point in ZIGZAG[1:] if (piece := wet.move(point)) is not None]
    assert dried == list(wet.settled())
    assert [*dried, *wet.tail()] == list(pieces_through(wet.points))


def test_the_trembling_of_a_slow_mouse_is_left_out_but_its_last_place_is_not() -> None:
    wet = WetStroke(InkPoint(0, 0, 10))
    for step in range(40):
        wet.move(InkPoint(step * 0.5, step % 2, 10))
    assert len(wet.knots) < 15
    assert wet.points[-1] == (19.5, 1, 10)


def test_the_curve_has_no_corner_where_two_pieces_meet() -> None:
    before = None
    for piece in pieces_through(ZIGZAG):
        if before is not None:
            leaving = _direction(piece.start[:2], piece.first_control)
            assert hypot(leaving[0] - before[0], leaving[1] - before[1]) < 1e-6
        if piece.second_control != piece.end[:2]:
            before = _direction(piece.second_control, piece.end[:2])


def _direction(start: tuple[float, ...], end: tuple[float, ...]) -> tuple[float, float]:
    length = hypot(end[0] - start[0], end[1] - start[1])
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length
