"""Matrix products, cut into pieces where small ones are faster.

OpenBLAS, which multiplies for NumPy, first copies both factors into an order of its own; only large
products are worth that. For processors with AVX-512 it has a second way that reads the factors
where they lie, but takes it for small products alone. A large product cut into small ones goes
that way too, which at the sizes of training saves from a twentieth to half of the time, as
`benchmarks/small_products.py` measures.

`cut` is for factors that stay in the same memory: it is called once, and `multiply_all` at every
step. Where memory is lent anew each time, `multiplier` chooses once what is to be called then.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nn_core.fast.blas import multiplies_small_matrices_in_place
from nn_core.fast.stage import Array

__all__ = [
    "Factors",
    "Multiply",
    "cut",
    "had_better_be_turned",
    "multiplier",
    "multiply",
    "multiply_all",
]

Multiply = Callable[[Array, Array, Array], object]
"""Takes a left factor, a right one, and where their product goes."""

Factors = Sequence[tuple[Array, Array, Array]]
"""A left factor, a right one, and where their product goes, as often as there are pieces."""

MOST_MULTIPLICATIONS = 1_000_000
"""What OpenBLAS calls small: rows · columns · length, the length being what is summed over.

Source: `kernel/x86_64/sgemm_small_kernel_permit_skylakex.c` of OpenBLAS 0.3.31. Where the right
factor alone lies column by column, there may be 1,200 outputs at most as well.
"""

MOST_OUTPUTS = 1024
"""Rows · columns of a piece, unless it has whole rows: with more of them, nothing gets faster."""

FEWEST_ROWS = 16
"""With so many rows or more, a piece may have whole ones."""

FEWEST_OUTPUTS = 256
"""Pieces that would have to be smaller than this are not worth the calls."""


class Pieces(NamedTuple):
    """Which pieces were found to be fast.

    Attributes
    ----------
    columns
        How many columns a piece has.
    shortest, longest
        With another length than these, no pieces are faster than the whole.
    """

    columns: int
    shortest: int
    longest: int


PIECES = {
    (False, False): Pieces(64, 1, 4000),
    (True, False): Pieces(32, 8, 1000),
    (False, True): Pieces(16, 192, 2000),
}
"""The best pieces, by whether the left and the right factor lie column by column.

Found by trying out, on an AMD processor of the fourth Zen generation.
"""


def multiplier(
    rows: int,
    columns: int,
    length: int,
    *,
    left_is_turned: bool = False,
    right_is_turned: bool = False,
) -> Multiply:
    """Choose how to multiply matrices of some sizes, once for many products.

    Parameters
    ----------
    rows, columns
        The sizes of a product.
    length
        What it sums over.
    left_is_turned, right_is_turned
        Whether that factor lies column by column.

    Returns
    -------
    Multiply
        `multiply` where pieces are faster, and `numpy.matmul` itself where they are not: there,
        every call of Python's would be felt.
    """
    if _piece(rows, columns, length, left_is_turned, right_is_turned) is None:
        return np.matmul
    return multiply


def multiply(left: Array, right: Array, out: Array) -> None:
    """Compute left · right in pieces.

    Parameters
    ----------
    left, right, out
        Matrices, or stacks of them: ndarrays of shape (…, rows, length), (…, length, columns) and
        (…, rows, columns), as `numpy.matmul` takes them.
    """
    multiply_all(cut(left, right, out))


def cut(left: Array, right: Array, out: Array) -> Factors:
    """Cut a product into pieces that show the same memory, for `numpy.matmul` to compute.

    Parameters
    ----------
    left, right, out
        As in `multiply`.
    """
    if _is_turned(out):  # then its mirror image is not
        left, right, out = right.swapaxes(-1, -2), left.swapaxes(-1, -2), out.swapaxes(-1, -2)
    rows, columns = out.shape[-2:]
    sizes = _piece(rows, columns, left.shape[-1], _is_turned(left), _is_turned(right))
    if sizes is None:
        return [(left, right, out)]
    high, wide = sizes
    return [
        (
            _by_rows(left[..., part, :], tall)[..., :, np.newaxis, :, :],
            _by_columns(right[..., side], broad)[..., np.newaxis, :, :, :],
            _by_columns(_by_rows(out[..., part, side], tall), broad),
        )
        for part, tall in _lengths(rows, high)
        for side, broad in _lengths(columns, wide)
    ]


def had_better_be_turned(length: int) -> bool:
    """Tell whether a right factor that lies column by column is worth a copy that lies row by row.

    Parameters
    ----------
    length
        What the product sums over.
    """
    return multiplies_small_matrices_in_place() and length < PIECES[False, True].shortest


def multiply_all(pieces: Factors) -> None:
    """Compute the product that was cut into these pieces."""
    for left, right, out in pieces:
        np.matmul(left, right, out=out)


def _lengths(total: int, length: int) -> list[tuple[slice, int]]:
    """Divide a total into what whole lengths there are, and the rest."""
    rest = total % length
    whole = [(slice(0, total - rest), length)]
    return [*whole, (slice(total - rest, total), rest)] if rest else whole


def _piece(
    rows: int, columns: int, length: int, left_is_turned: bool, right_is_turned: bool
) -> tuple[int, int] | None:
    """Choose the rows and columns of a piece; None where the whole is as fast."""
    if not multiplies_small_matrices_in_place():
        return None
    found = PIECES.get((left_is_turned, right_is_turned))
    if found is None or not found.shortest <= length <= found.longest:
        return None
    if min(rows, columns) == 1:  # a vector takes part, which BLAS has a fast way for anyhow
        return None
    most = MOST_MULTIPLICATIONS // length
    if rows * columns <= (min(most, MOST_OUTPUTS) if right_is_turned else most):
        return None
    if not (left_is_turned or right_is_turned) and FEWEST_ROWS * columns <= most:
        return FEWEST_ROWS, columns
    outputs, wide = min(most, MOST_OUTPUTS), min(columns, found.columns)
    return None if outputs < FEWEST_OUTPUTS else (min(rows, outputs // wide), wide)


def _is_turned(matrix: Array) -> bool:
    """Tell whether a matrix lies column by column."""
    return matrix.strides[-1] != matrix.itemsize


def _by_rows(matrix: Array, count: int) -> Array:
    """View (…, rows, columns) as (…, rows / count, count, columns)."""
    *stack, rows, columns = matrix.shape
    return matrix.reshape(*stack, rows // count, count, columns)


def _by_columns(matrix: Array, count: int) -> Array:
    """View (…, rows, columns) as (…, columns / count, rows, count)."""
    *stack, columns = matrix.shape
    return matrix.reshape(*stack, columns // count, count).swapaxes(-3, -2)
