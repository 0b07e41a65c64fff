"""The method of Toom, Cook and Winograd gives the convolution itself."""

import numpy as np
import pytest

from nn_core.fast.toom_cook import best_tile, toom_cook


@pytest.mark.parametrize(
    ("outputs", "taps"), [(2, 3), (3, 3), (4, 3), (5, 3), (6, 3), (2, 5), (3, 5), (4, 5), (5, 4)]
)
def test_the_matrices_compute_a_correlation(outputs: int, taps: int) -> None:
    rng = np.random.default_rng(0)
    inputs, weight = rng.normal(size=outputs + taps - 1), rng.normal(size=taps)
    matrices = toom_cook(outputs, taps)
    products = (matrices.for_weight @ weight) * (matrices.for_inputs @ inputs)
    np.testing.assert_allclose(
        matrices.for_outputs @ products, np.correlate(inputs, weight), atol=1e-12
    )


def test_a_hand_worked_case() -> None:
    # Two outputs of three taps at the points 0, 1, -1 and infinity.
    matrices = toom_cook(2, 3)
    np.testing.assert_allclose(matrices.for_weight @ [1, 2, 3], [1, 6, 2, 3])
    np.testing.assert_allclose(matrices.for_outputs, [[1, 1, 1, 0], [0, 1, -1, 1]])


@pytest.mark.parametrize(
    ("length", "taps", "tile"), [(8, 5, 4), (28, 3, 6), (14, 3, 5), (2, 3, 2), (4, 3, 4)]
)
def test_the_tile_with_the_fewest_products_is_chosen(length: int, taps: int, tile: int) -> None:
    assert best_tile(length, taps) == tile
