"""Where everything on the Draw page stands, in a window of any size."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize

__all__ = ["PageLayout", "lay_out_cards", "lay_out_page"]

_EDGE_PX: Final = 28
_TOP_PX: Final = 24
_COLUMN_GAP_PX: Final = 38
_TOOLS_GAP_PX: Final = 14
_TOOLS_PX: Final = 36
_STRIP_GAP_PX: Final = 12
_CARD_GAP_PX: Final = 16
_NARROW_GAP_PX: Final = 10
_ROW_GAP_PX: Final = 10
_NARROW_ROW_GAP_PX: Final = 6
_ROW_PX: Final = 26
_LOW_PX: Final = 620


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The places on the page.

    Attributes
    ----------
    paper, tools, strip
        From top to bottom on the left.
    column
        The cards' column on the right.
    banner
        Where a sentence may float: the left upper corner and the width.
    """

    paper: QRect
    tools: QRect
    strip: QRect
    column: QRect
    banner: tuple[int, int, int]


def lay_out_page(size: QSize, strip_px: int) -> PageLayout:
    """Give the paper the largest square, and the cards the rest.

    Parameters
    ----------
    size
        The page's size.
    strip_px
        The height of the row of earlier drawings.
    """
    width, height = size.width(), size.height()
    column = min(max(round(width * 0.38), 320), 420 if width < 1300 else 520)
    room_height = height - _TOP_PX - 16
    side = min(
        width - 2 * _EDGE_PX - column - _COLUMN_GAP_PX,
        room_height - _TOOLS_GAP_PX - _TOOLS_PX - _STRIP_GAP_PX - strip_px,
    )
    left = max(_EDGE_PX, (width - side - _COLUMN_GAP_PX - column) // 2)
    tools_top = _TOP_PX + side + _TOOLS_GAP_PX
    return PageLayout(
        paper=QRect(left, _TOP_PX, side, side),
        tools=QRect(left, tools_top, side, _TOOLS_PX),
        strip=QRect(left, tools_top + _TOOLS_PX + _STRIP_GAP_PX, side, strip_px),
        column=QRect(left + side + _COLUMN_GAP_PX, _TOP_PX, column, room_height),
        banner=(left + 16, _TOP_PX + 16, side - 32),
    )


def lay_out_cards(column: QRect, preview_px: int) -> tuple[QRect, QRect, QRect, QRect]:
    """Stack the answer, the row with the question, the bars and the preview.

    Parameters
    ----------
    column
        Where they stand.
    preview_px
        The preview's height; the others share the rest.

    Returns
    -------
    tuple of QRect
        From top to bottom.
    """
    is_low = column.height() < _LOW_PX
    gap = _NARROW_GAP_PX if is_low else _CARD_GAP_PX
    row_gap = _NARROW_ROW_GAP_PX if is_low else _ROW_GAP_PX
    spare = column.height() - preview_px - 2 * row_gap - _ROW_PX - gap
    answer_px = round(spare * 0.36)
    places = []
    top = column.top()
    for height, below in (
        (answer_px, row_gap),
        (_ROW_PX, row_gap),
        (spare - answer_px, gap),
        (preview_px, 0),
    ):
        places.append(QRect(column.left(), top, column.width(), height))
        top += height + below
    return places[0], places[1], places[2], places[3]
