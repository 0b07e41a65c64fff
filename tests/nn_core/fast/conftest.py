"""What several tests of the fast path need."""

import pytest

from nn_core.fast import products


@pytest.fixture
def _tiny_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut every product, on every processor, into pieces of 3 × 2 numbers at most."""

    def piece(rows: int, columns: int, *_: object) -> tuple[int, int]:
        return min(3, rows), min(2, columns)

    monkeypatch.setattr(products, "_piece", piece)
