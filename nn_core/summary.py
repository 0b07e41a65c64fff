"""A network as a table: its layers, the shapes that they give, and their parameters."""

from collections.abc import Sequence

from nn_core.layers import Shape

__all__ = ["table"]


def table(kinds: Sequence[str], shapes: Sequence[Shape], counts: Sequence[int]) -> str:
    """Draw up the table.

    Parameters
    ----------
    kinds
        The kind of each layer.
    shapes
        The shape before each layer, and after the last.
    counts
        How many parameters each layer has.
    """
    rows = [("layer", "output shape", "parameters"), ("input", _text(shapes[0]), "")]
    for index, (kind, shape, count) in enumerate(zip(kinds, shapes[1:], counts, strict=True)):
        rows.append((f"{index} {kind}", _text(shape), f"{count:,}"))
    rows.append(("total", "", f"{sum(counts):,}"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        f"{layer:<{widths[0]}}  {shape:<{widths[1]}}  {count:>{widths[2]}}"
        for layer, shape, count in rows
    ]
    rule = "-" * len(lines[0])
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _text(shape: Shape) -> str:
    return " × ".join(str(length) for length in shape)
