"""The curves of a training as a picture: accuracy and loss over the epochs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from nn_core.axis_ticks import Ticks, accuracy_ticks, epoch_ticks, loss_ticks
from nn_core.resources import asset_path
from nn_core.training import EpochReport

__all__ = ["draw_curves", "save_curves"]

SIZE_PX = (1400, 660)
FINER = 2
"""Drawn so many times as large and then made smaller, which smooths the lines."""

PAPER = "#FFFFFF"
TEXT = "#1C1D22"
MUTED = "#686A74"
HAIRLINE = "#E4E2DA"
TRAINING = "#3F51E0"
VALIDATION = "#CE7925"

EDGE_PX = 44
BETWEEN_PX = 60
TOP_PX = 168
BOTTOM_PX = 84
AXIS_PX = 64
LINE_PX = 3
DOT_PX = 5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Chart:
    """One figure over the epochs, for training and for validation."""

    heading: str
    unit: str
    training: tuple[Point, ...]
    validation: tuple[Point, ...]
    mark: Callable[[Sequence[float]], Ticks]


def draw_curves(history: Sequence[EpochReport], *, title: str, sentence: str = "") -> Image.Image:
    """Draw accuracy and loss over the epochs, each for training and for validation.

    Parameters
    ----------
    history
        One report for each epoch.
    title
        What stands above the curves.
    sentence
        What stands beneath the title.

    Returns
    -------
    Image.Image
        An RGB image of 1400 × 660 pixels.
    """
    sheet = _Sheet()
    sheet.write((EDGE_PX, 56), sheet.shorten(title, 30, SIZE_PX[0] - 2 * EDGE_PX), 30, TEXT)
    sheet.write((EDGE_PX, 92), sentence, 18, MUTED, weight="Regular")
    width = (SIZE_PX[0] - 2 * EDGE_PX - BETWEEN_PX) / 2
    for place, chart in enumerate(_charts(history)):
        left = EDGE_PX + place * (width + BETWEEN_PX)
        box = (left + AXIS_PX, TOP_PX, left + width, SIZE_PX[1] - BOTTOM_PX)
        _draw_chart(sheet, chart, box, epoch_ticks(max(len(history), 1)))
    return sheet.finished()


def save_curves(
    path: Path, history: Sequence[EpochReport], *, title: str, sentence: str = ""
) -> None:
    """Draw the curves into a PNG file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    draw_curves(history, title=title, sentence=sentence).save(path, format="PNG", optimize=True)


def _charts(history: Sequence[EpochReport]) -> tuple[_Chart, _Chart]:
    checked = [report for report in history if report.validation_loss is not None]
    return (
        _Chart(
            "Accuracy",
            "%",
            _points(history, lambda report: 100 * report.training_accuracy),
            _points(checked, lambda report: 100 * (report.validation_accuracy or 0.0)),
            lambda values: accuracy_ticks(min(values, default=90.0)),
        ),
        _Chart(
            "Loss",
            "",
            _points(history, lambda report: report.training_loss),
            _points(checked, lambda report: report.validation_loss or 0.0),
            lambda values: loss_ticks(max(values, default=1.0)),
        ),
    )


def _points(
    history: Sequence[EpochReport], figure: Callable[[EpochReport], float]
) -> tuple[Point, ...]:
    points = ((float(report.epoch), float(figure(report))) for report in history)
    # A loss that ran away is no number, and has no place on the chart.
    return tuple((x, y) for x, y in points if y - y == 0)


class _Sheet:
    """Paper that is drawn on in pixels of the finished picture."""

    def __init__(self) -> None:
        size = (SIZE_PX[0] * FINER, SIZE_PX[1] * FINER)
        self._image = Image.new("RGB", size, PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        """Give the picture in its own size."""
        return self._image.resize(SIZE_PX, Image.Resampling.LANCZOS)

    def write(
        self,
        place: Point,
        words: str,
        size_px: float,
        color: str,
        *,
        weight: str = "SemiBold",
        anchor: str = "ls",
    ) -> None:
        """Write words; the anchor is Pillow's, by default the left end of the baseline."""
        font = _font(weight, size_px)
        self._draw.text(_finer(place), words, fill=color, font=font, anchor=anchor)

    def shorten(self, words: str, size_px: float, room_px: float) -> str:
        """Cut words that are wider than there is room for."""
        font = _font("SemiBold", size_px)
        if font.getlength(words) <= room_px * FINER:
            return words
        while words and font.getlength(f"{words}…") > room_px * FINER:
            words = words[:-1]
        return f"{words.rstrip()}…"

    def width(self, words: str, size_px: float, *, weight: str = "SemiBold") -> float:
        """Measure words."""
        return _font(weight, size_px).getlength(words) / FINER

    def line(self, points: Sequence[Point], color: str, width_px: float) -> None:
        """Draw a line through points, with round corners and ends."""
        places = [_finer(point) for point in points]
        if len(places) > 1:
            self._draw.line(places, fill=color, width=round(width_px * FINER), joint="curve")

    def dot(self, point: Point, color: str, *, radius_px: float, hollow: bool = False) -> None:
        """Draw a dot, or a ring."""
        (x, y), radius = _finer(point), radius_px * FINER
        box = (x - radius, y - radius, x + radius, y + radius)
        fill = PAPER if hollow else color
        self._draw.ellipse(box, fill=fill, outline=color, width=round(LINE_PX * FINER))


def _finer(point: Point) -> Point:
    return point[0] * FINER, point[1] * FINER


def _font(weight: str, size_px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(asset_path("fonts", f"Inter-{weight}.otf"), round(size_px * FINER))


def _draw_chart(
    sheet: _Sheet, chart: _Chart, box: tuple[float, float, float, float], epochs: Ticks
) -> None:
    left, top, right, bottom = box
    values = [y for _, y in (*chart.training, *chart.validation)]
    ticks = chart.mark(values)
    across, up = max(epochs.high - epochs.low, 1e-9), max(ticks.high - ticks.low, 1e-9)

    def place(point: Point) -> Point:
        x, y = point
        return (
            left + (x - epochs.low) / across * (right - left),
            bottom - (y - ticks.low) / up * (bottom - top),
        )

    heading = f"{chart.heading}, {chart.unit}" if chart.unit else chart.heading
    sheet.write((left - AXIS_PX, top - 28), heading, 18, TEXT)
    _draw_legend(sheet, right, top - 28, has_validation=bool(chart.validation))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = place((0.0, value))[1]
        sheet.line([(left, y), (right, y)], HAIRLINE, 1)
        sheet.write((left - 12, y), label, 16, MUTED, weight="Regular", anchor="rm")
    for value, label in zip(epochs.values, epochs.labels, strict=True):
        x = place((value, 0.0))[0]
        sheet.write((x, bottom + 16), label, 16, MUTED, weight="Regular", anchor="mt")
    sheet.write(((left + right) / 2, bottom + 44), "Epoch", 16, MUTED, anchor="mt")
    for points, color in ((chart.training, TRAINING), (chart.validation, VALIDATION)):
        if points:
            places = [place(point) for point in points]
            sheet.line(places, color, LINE_PX)
            sheet.dot(places[-1], color, radius_px=DOT_PX)


def _draw_legend(sheet: _Sheet, right: float, baseline: float, *, has_validation: bool) -> None:
    entries = [("training", TRAINING), ("validation", VALIDATION)][: 2 if has_validation else 1]
    for words, color in reversed(entries):
        right -= sheet.width(words, 16, weight="Medium")
        sheet.write((right, baseline), words, 16, MUTED, weight="Medium")
        sheet.line([(right - 32, baseline - 6), (right - 10, baseline - 6)], color, LINE_PX)
        right -= 52
