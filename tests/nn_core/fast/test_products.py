"""A product in pieces is the same product."""

import numpy as np
import pytest
from numpy.typing import NDArray

from nn_core.fast import products
from nn_core.fast.products import MOST_MULTIPLICATIONS, cut, multiplier, multiply

Array = NDArray[np.float32]

SIZES = [
    (256, 64, 784),
    (100, 25, 784),
    (128, 10, 256),
    (300, 784, 33),
    (2, 2000, 600),
    (8, 24576, 8),
    (25, 32, 1536),
    (65, 17, 1000),
]
"""Rows, columns, and the length that is summed over."""

STACKS: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((), ()),
    ((), (3,)),
    ((2, 1), (2, 3)),
    ((), (0,)),
]
"""How many matrices there are of the left and of the right factor."""


@pytest.fixture(autouse=True)
def _cut_on_every_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "multiplies_small_matrices_in_place", lambda: True)


def matrices(*shape: int, turned: bool) -> Array:
    rng = np.random.default_rng(shape)
    if turned:
        return rng.standard_normal((*shape[:-2], shape[-1], shape[-2]), np.float32).swapaxes(-1, -2)
    return rng.standard_normal(shape, np.float32)


@pytest.mark.parametrize("stacks", STACKS, ids=str)
@pytest.mark.parametrize("right_is_turned", [False, True])
@pytest.mark.parametrize("left_is_turned", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_product_in_pieces_is_the_product(
    size: tuple[int, int, int],
    left_is_turned: bool,
    right_is_turned: bool,
    stacks: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    rows, columns, length = size
    left = matrices(*stacks[0], rows, length, turned=left_is_turned)
    right = matrices(*stacks[1], length, columns, turned=right_is_turned)
    whole = np.matmul(left, right)
    out = np.full_like(whole, np.nan)

    multiply(left, right, out)

    np.testing.assert_allclose(out, whole, rtol=0.0, atol=1e-6 * length)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_pieces_are_as_small_as_the_fast_way_asks(size: tuple[int, int, int]) -> None:
    rows, columns, length = size
    left = matrices(rows, length, turned=False)
    right = matrices(length, columns, turned=False)
    out = np.empty((rows, columns), np.float32)

    pieces = cut(left, right, out)

    assert sum(piece.size for _, _, piece in pieces) == out.size
    for factor, _, piece in pieces:
        assert np.shares_memory(piece, out)
        assert piece.shape[-2] * piece.shape[-1] * factor.shape[-1] <= MOST_MULTIPLICATIONS


def test_what_is_small_stays_whole() -> None:
    left, right = matrices(100, 100, turned=False), matrices(100, 100, turned=False)

    assert len(cut(left, right, np.empty((100, 100), np.float32))) == 1


@pytest.mark.parametrize(("rows", "columns"), [(1, 2000), (2000, 1)])
def test_a_product_with_a_vector_stays_whole(rows: int, columns: int) -> None:
    left, right = matrices(rows, 784, turned=False), matrices(784, columns, turned=False)

    assert len(cut(left, right, np.empty((rows, columns), np.float32))) == 1


def test_other_processors_multiply_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "multiplies_small_matrices_in_place", lambda: False)
    left, right = matrices(256, 784, turned=False), matrices(784, 640, turned=False)
    out = np.empty((256, 640), np.float32)

    ((cut_left, cut_right, cut_out),) = cut(left, right, out)

    assert cut_left is left
    assert cut_right is right
    assert cut_out is out


def test_only_what_pieces_make_faster_is_multiplied_in_pieces() -> None:
    assert multiplier(32, 1536, 25) is multiply
    assert multiplier(16, 1536, 25) is np.matmul
    assert multiplier(25, 32, 1536, right_is_turned=True) is multiply
    assert multiplier(25, 32, 150, right_is_turned=True) is np.matmul
    assert multiplier(64, 1536, 64, left_is_turned=True, right_is_turned=True) is np.matmul
