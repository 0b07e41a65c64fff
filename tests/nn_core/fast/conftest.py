"""What several tests of the fast path need."""

import numpy as np
import pytest

from nn_core.fast import products


@pytest.fixture
def _tiny_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut every product, on every processor, into pieces of 3 × 2 numbers at most."""

    def piece(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> tuple[int, int]:
        return min(3, out.shape[-2]), min(2, out.shape[-1])

    monkeypatch.setattr(products, "multiplies_small_matrices_in_place", lambda: True)
    monkeypatch.setattr(products, "_piece", piece)
