import numpy as np
import pytest
from numpy.typing import NDArray

from nn_core.ink.drawing import draw_lines
from nn_core.ink.paper import separate_ink

SIDE = 240


def five() -> NDArray[np.float32]:
    """Draw the ink of a 5 of two strokes: float32, ink = 1."""
    angles = np.linspace(-1.9, 2.4, 30)
    bowl = np.stack([105 + 34 * np.cos(angles), 140 + 34 * np.sin(angles)], axis=1)
    lines = [
        np.array([(92, 60), (88, 112), *bowl], dtype=np.float32),
        np.array([(90, 60), (150, 58)], dtype=np.float32),
    ]
    return draw_lines(lines, line_width=12, size_px=SIDE).astype(np.float32) / 255


def photograph(light: NDArray[np.floating], marks: NDArray[np.floating]) -> NDArray[np.uint8]:
    noise = np.random.default_rng(2).normal(0, 3, marks.shape)
    return np.clip(np.round(light * (1 - marks) + noise), 0, 255).astype(np.uint8)


def agreement(found: NDArray[np.float32], true: NDArray[np.float32]) -> float:
    """Give the share that both have in common of what either calls ink."""
    one, other = found > 0.5, true > 0.5
    return float((one & other).sum() / (one | other).sum())


Y, X = np.mgrid[:SIDE, :SIDE].astype(np.float32)
EVEN = np.full((SIDE, SIDE), 220.0)
RULED = (((Y - 0.02 * X) % 40) < 2).astype(float)
SQUARED = np.maximum(RULED, ((X + 0.02 * Y) % 40) < 2)


@pytest.mark.parametrize(
    ("light", "printed"),
    [
        pytest.param(EVEN, 0.0, id="even light"),
        pytest.param(90 + 0.6 * X, 0.0, id="lit from the right"),
        pytest.param(np.where(X + Y < 230, 110.0, 215.0), 0.0, id="a shadow's edge across it"),
        pytest.param(EVEN, 0.4 * RULED, id="ruled paper"),
        pytest.param(EVEN, 0.4 * SQUARED, id="squared paper"),
        pytest.param(EVEN, 0.8 * RULED, id="lines as dark as the ink"),
        pytest.param(120 + 0.4 * Y, 0.4 * SQUARED, id="squared paper in uneven light"),
    ],
)
def test_ink_and_nothing_else_is_found(light: NDArray[np.float64], printed: object) -> None:
    found = separate_ink(photograph(light, np.maximum(0.8 * five(), printed)))
    assert agreement(found, five()) > 0.8


def test_chalk_on_a_board_is_found() -> None:
    found = separate_ink(255 - photograph(np.full((SIDE, SIDE), 210.0), 0.7 * five()))
    assert agreement(found, five()) > 0.8


def test_faint_pencil_is_found() -> None:
    assert agreement(separate_ink(photograph(EVEN, 0.2 * five())), five()) > 0.8


def test_specks_are_left_out() -> None:
    marks = 0.8 * five()
    for top, left in [(10, 10), (20, 200), (200, 30), (220, 220)]:
        marks[top : top + 2, left : left + 2] = 0.8
    found = separate_ink(photograph(EVEN, marks))
    assert not found[:40, :40].any()
    assert not found[180:, 180:].any()


def test_what_reaches_in_from_the_edge_is_left_out() -> None:
    marks = 0.8 * five()
    marks[-6:, :30] = 0.8
    assert agreement(separate_ink(photograph(EVEN, marks)), five()) > 0.8


def test_thick_pen_is_not_hollowed() -> None:
    bar = np.zeros((100, 100))
    bar[15:85, 38:62] = 0.9
    found = separate_ink(photograph(np.full((100, 100), 230.0), bar))
    assert found[20:80, 42:58].min() > 0.9


def test_noise_on_blank_paper_is_no_ink() -> None:
    noise = np.random.default_rng(3).normal(200, 8, (120, 160))
    assert not separate_ink(np.clip(noise, 0, 255).astype(np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 2048), (3, 2000), (2048, 1)])
def test_a_strip_far_longer_than_wide_is_looked_at_too(shape: tuple[int, int]) -> None:
    assert not separate_ink(np.full(shape, 230, dtype=np.uint8)).any()


def test_large_picture_is_worked_on_at_a_smaller_size() -> None:
    large = np.kron(photograph(EVEN, 0.8 * five()), np.ones((7, 7), dtype=np.uint8))
    found = separate_ink(large)
    assert max(found.shape) <= 640
    assert found.max() == 1
