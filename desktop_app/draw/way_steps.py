"""The steps from ink to image as they are shown, with what the network says without each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from desktop_app.draw.way import EVERY_STEP, PictureWay, Step, StrokeWay, Way
from desktop_app.draw.way_card import ShownStep
from nn_core.wording import percent

if TYPE_CHECKING:
    from desktop_app.draw.drawing import Drawing
    from desktop_app.draw.paper_reading import PaperReading
    from nn_core.digits.recognizer import Reading, Recognizer
    from nn_core.ink.strokes import Stroke

__all__ = ["steps_shown"]


def steps_shown(
    recognizer: Recognizer,
    drawing: Drawing,
    strokes: Sequence[Stroke],
    found: PaperReading | None,
    left_out: frozenset[str],
) -> list[ShownStep]:
    """List the steps for what is on the paper; none where that is blank.

    Parameters
    ----------
    recognizer
        What reads the image without a step.
    drawing, strokes
        What is on the paper.
    found
        What was read in it; of several digits the least certain one is shown.
    left_out
        The names of the steps that are not to be taken.
    """
    way = _way_of(drawing, strokes, found)
    if way is None:
        return []
    taken = EVERY_STEP - {Step[name] for name in left_out}
    switched = [taken ^ {step} for step in way.steps]
    images = [way.image(taken), *(way.image(steps) for steps in switched)]
    outcome, *others = recognizer.read_images(np.stack(images))
    shown = [ShownStep("RAW", "Your ink", "Before anything is done to it.", way.raw())]
    for step, other in zip(way.steps, others, strict=True):
        words = "Without it" if step in taken else "Left out. With it"
        image = way.after(step, taken)
        shown.append(
            ShownStep(step.name, step.value, _compare(words, other, outcome), image, step in taken)
        )
    says = f"The network reads {_answer(outcome)}."
    shown.append(ShownStep("RESULT", "28 × 28 pixels", says, outcome.image))
    return shown


def _way_of(drawing: Drawing, strokes: Sequence[Stroke], found: PaperReading | None) -> Way | None:
    if found is None:
        return None
    if not strokes:
        return None if drawing.picture is None else PictureWay(drawing.picture)
    if found.number is None:
        return StrokeWay(strokes)
    doubtful = min(found.number.digits, key=lambda placed: placed.reading.confidence)
    return StrokeWay([strokes[mark] for mark in doubtful.marks])


def _compare(words: str, other: Reading, outcome: Reading) -> str:
    same = (other.is_digit, other.digit) == (outcome.is_digit, outcome.digit)
    still = "still " if same and other.is_digit else ""
    return f"{words}, {still}{_answer(other)}."


def _answer(reading: Reading) -> str:
    if not reading.is_digit:
        return "no digit"
    return f"{reading.digit}, {percent(reading.confidence)}"
