"""A lesson as a job in the background."""

from collections.abc import Sequence
from contextlib import closing

from desktop_app.background import JobControl
from nn_core.errors import ConfigError
from nn_core.model_file import Model
from nn_core.teaching import OwnDigit
from nn_core.teaching.lesson import Lesson
from nn_core.teaching.origin import origin_of
from nn_core.teaching.outcome import TeachingResult

__all__ = ["LessonJob"]


class LessonJob:
    """Teaches the network in use, from what it was before it was ever taught.

    Parameters
    ----------
    model
        The network in use.
    digits
        All that it is taught.
    """

    def __init__(self, model: Model, digits: Sequence[OwnDigit]) -> None:
        self._model = model
        self._digits = digits

    def __call__(self, control: JobControl) -> TeachingResult:
        """Give the whole lesson.

        Raises
        ------
        Cancelled
            If it was called off.
        InklingError
            If the network cannot be taught, or there is nothing to teach.
        """
        origin = origin_of(self._model)
        lesson = Lesson(self._model if origin is None else origin, self._digits)
        with closing(lesson.run()) as reports:
            for report in reports:
                control.raise_if_cancelled()
                if isinstance(report, TeachingResult):
                    return report
                control.tell_progress(report)
        raise ConfigError("The lesson ended without a result.")
