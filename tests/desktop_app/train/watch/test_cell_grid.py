"""Cells are as large as lets all of them be seen, and full rows end flush."""

import pytest
from PySide6.QtCore import QPointF

from desktop_app.train.watch.cell_grid import CellGrid


def test_few_cells_are_large() -> None:
    grid = CellGrid.fit(4, 300, 100, smallest=36, largest=66, gap=6)
    assert (grid.cell_px, grid.columns, grid.visible) == (66, 4, 4)


def test_many_cells_are_small_and_not_all_are_seen() -> None:
    grid = CellGrid.fit(200, 300, 80, smallest=36, largest=66, gap=6)
    assert (grid.cell_px, grid.columns, grid.visible) == (36, 7, 14)


@pytest.mark.parametrize("width", [300, 311, 333, 674])
def test_full_rows_end_flush_with_the_widget(width: int) -> None:
    grid = CellGrid.fit(200, width, 80, smallest=36, largest=66, gap=6)
    assert grid.cell(grid.columns - 1).right() == pytest.approx(width, abs=1)
    assert grid.cell(grid.columns).topLeft() == QPointF(0, 42)


def test_a_place_leads_to_its_cell() -> None:
    grid = CellGrid.fit(200, 300, 80, smallest=36, largest=66, gap=6)
    assert grid.index_at(grid.cell(9).center()) == 9
    assert grid.index_at(QPointF(299, 79)) is None
