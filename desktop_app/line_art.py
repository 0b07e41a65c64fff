"""Line art: the part of SVG that Inkling's own icons are made of, painted.

That is circles, rectangles, and paths of straight lines, cubic curves and circular arcs, all in one
fill and one stroke with round ends. Qt's own module for SVG takes anything, with an XML reader and
regular expressions: 1.4 MB from the window's start to its end, and a few milliseconds of it.
"""

import cmath
import itertools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

__all__ = ["paint_line_art", "path_through"]

_ELEMENT: Final = re.compile(r"<(\w+)([^>]*)")
_ATTRIBUTE: Final = re.compile(r'([\w-]+)="([^"]*)"')
_WORD: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_LARGEST_TURN: Final = math.pi / 2 + 0.001  # of an arc that one curve stands for
_NUMBERS_OF: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}


def paint_line_art(painter: QPainter, svg: str, area: QRectF) -> None:
    """Paint an icon.

    Parameters
    ----------
    painter
        What paints; it is left as it was.
    svg
        The text of the icon's file, its colours filled in.
    area
        Where its view box is to lie.
    """
    (_, root), *elements = (
        (name, dict(_ATTRIBUTE.findall(text))) for name, text in _ELEMENT.findall(svg)
    )
    left, top, width, height = map(float, root["viewBox"].split())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / width, area.height() / height)
    painter.translate(-left, -top)
    for name, attributes in elements:
        look = root | attributes
        painter.setPen(_pen(look))
        painter.setBrush(_fill(look))
        painter.drawPath(_outline(name, attributes))
    painter.restore()


def _pen(look: Mapping[str, str]) -> QPen:
    color = look.get("stroke", "none")
    if color == "none":
        return QPen(Qt.PenStyle.NoPen)
    return QPen(
        QColor(color),
        float(look.get("stroke-width", "1")),
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _fill(look: Mapping[str, str]) -> QColor | Qt.BrushStyle:
    # Never a brush made of the colour: to make one Python first learns all of Qt's gradients.
    color = look["fill"]
    return Qt.BrushStyle.NoBrush if color == "none" else QColor(color)


def _outline(name: str, attributes: Mapping[str, str]) -> QPainterPath:
    if name == "path":
        return path_through(attributes["d"])
    path = QPainterPath()
    if name == "circle":
        x, y, radius = (float(attributes[key]) for key in ("cx", "cy", "r"))
        path.addEllipse(QPointF(x, y), radius, radius)
    elif name == "rect":
        x, y, width, height, radius = (
            float(attributes[key]) for key in ("x", "y", "width", "height", "rx")
        )
        path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    else:
        raise ValueError(f"An icon is made of paths, circles and rectangles, not of {name}.")
    return path


def path_through(data: str) -> QPainterPath:
    """Follow the commands of a path, as SVG writes them: "M5 12.5l4.6 4.6L19 7.5".

    Raises
    ------
    ValueError
        If it holds another command than M, L, H, V, C, S, A and Z, or an arc that is not circular.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    start = here = control = 0j  # places as complex numbers: x + y · i
    for command, numbers in _commands(data):
        kind, origin = command.upper(), here if command.islower() else 0j
        before, control_before, control = here, control, 0j
        if kind == "Z":
            path.closeSubpath()
            here = start
        elif kind == "H":
            here = complex(origin.real + numbers[0], here.imag)
            path.lineTo(_point(here))
        elif kind == "V":
            here = complex(here.real, origin.imag + numbers[0])
            path.lineTo(_point(here))
        elif kind == "A":
            here = origin + complex(*numbers[5:])
            _add_arc(path, before, here, numbers)
        else:
            places = [origin + complex(*numbers[i : i + 2]) for i in range(0, len(numbers), 2)]
            here = places[-1]
            if kind == "M":
                path.moveTo(_point(here))
                start = here
            elif kind == "L":
                path.lineTo(_point(here))
            else:
                if kind == "S":  # begins as the curve before it ended
                    places.insert(0, 2 * before - (control_before or before))
                control = places[1]
                path.cubicTo(*map(_point, places))
    return path


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Part a path into commands with their numbers; a letter counts until the next one."""
    words = _WORD.findall(data)
    command = ""
    while words:
        if words[0].isalpha():
            command = words.pop(0)
        count = _NUMBERS_OF.get(command.upper())
        if count is None or len(words) < count:
            raise ValueError(f"The path {data!r} is not one of an icon.")
        yield command, [float(word) for word in words[:count]]
        del words[:count]
        command = {"M": "L", "m": "l"}.get(command, command)


def _add_arc(path: QPainterPath, start: complex, end: complex, numbers: list[float]) -> None:
    """Add an arc of a circle, given by its ends, its radius and which of the four it is."""
    radius, other_radius, _, large, clockwise = numbers[:5]
    if radius != other_radius:
        raise ValueError("The arcs of an icon are parts of circles.")
    half = (end - start) / 2
    radius = max(radius, abs(half))
    aside = 1j * half / abs(half) * math.sqrt(radius**2 - abs(half) ** 2)
    centre = (start + end) / 2 + (aside if large != clockwise else -aside)
    angle, last = cmath.phase(start - centre), cmath.phase(end - centre)
    turn = (last - angle) % math.tau if clockwise else -((angle - last) % math.tau)
    pieces = max(1, math.ceil(abs(turn) / _LARGEST_TURN))
    bend = 4 / 3 * math.tan(turn / pieces / 4) * 1j
    spokes = [cmath.rect(radius, angle + turn * i / pieces) for i in range(pieces + 1)]
    for spoke, following in itertools.pairwise(spokes):
        controls = spoke * (1 + bend), following * (1 - bend), following
        path.cubicTo(*(_point(centre + place) for place in controls))


def _point(place: complex) -> QPointF:
    return QPointF(place.real, place.imag)
