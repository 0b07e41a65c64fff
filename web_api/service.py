"""One running service: the model, and everything that stands around its readings."""

import asyncio
import hashlib
import time
from collections.abc import Sequence

import numpy as np
from fastapi import Request

from nn_core.digits import Reading, Recognizer
from nn_core.digits.drift import DriftMonitor, DriftReport, parse_reference
from nn_core.digits.numbers import NumberReading
from nn_core.digits.several_digits import Ink, ink_of_picture, ink_of_strokes
from nn_core.model_file import Model, load_model
from web_api.answers import Found
from web_api.batching import Batcher, JoiningRecognizer
from web_api.ink_sources import InkSource, Pixels, Strokes, decode_picture
from web_api.metrics import Metrics
from web_api.samples import SampleKeeper
from web_api.settings import Settings

__all__ = ["Service", "load_recognizer", "service_of"]

_THREADS = 4
"""Pictures and drawings prepared at a time: a decoded picture may take 50 MB."""


class Service:
    """Reads what requests bring, and keeps count of it.

    Parameters
    ----------
    recognizer
        The network with all that belongs to it.
    settings
        How the service runs.

    Attributes
    ----------
    model
        The model's name and version, as every answer gives them.
    ready
        Whether requests should be sent here: from the start-up's end to the shutdown's begin.

    Raises
    ------
    ModelFileError
        If the model's drift reference is damaged.
    ConfigError
        If the folder for samples cannot be made.
    """

    def __init__(self, recognizer: Recognizer, settings: Settings) -> None:
        self.recognizer = recognizer
        self.settings = settings
        self.model = {
            "name": recognizer.model.name,
            "version": fingerprint(recognizer.model),
        }
        self.ready = False
        self.metrics = Metrics(self.model)
        reference = parse_reference(recognizer.model.calibration)
        self._drift = None
        if reference is not None:
            window = settings.drift_window
            self._drift = DriftMonitor(reference, window=window, needed=min(200, window))
        folder = settings.sample_folder
        self._samples = None
        if folder is not None:
            self._samples = SampleKeeper(folder, limit=settings.kept_samples)
        self._batcher = Batcher(
            recognizer, largest=settings.joined_pictures, observe=self.metrics.batch_read
        )
        self._threads = asyncio.Semaphore(_THREADS)
        self._began = time.monotonic()

    @property
    def uptime_seconds(self) -> float:
        """How long the service has stood."""
        return time.monotonic() - self._began

    def start(self) -> None:
        """Read one picture, so that the first request is not the slow one, and say ready."""
        self.recognizer.read_image(np.zeros((28, 28), dtype=np.uint8))
        self.ready = True

    def stop(self) -> None:
        """Say that no more requests should come, and finish writing."""
        self.ready = False
        if self._samples is not None:
            self._samples.close()

    async def read(self, sources: Sequence[InkSource], *, draft: bool = False) -> list[Found]:
        """Read what stands in each source.

        Parameters
        ----------
        sources
            What the request brought.
        draft
            Whether this is ink that is still being drawn: it is answered, but neither counted as
            a reading nor watched for drift nor kept.

        Raises
        ------
        Problem
            If a picture cannot be decoded.
        """
        inks = [
            source.image if isinstance(source, Pixels) else await self._prepare(source)
            for source in sources
        ]
        images = [ink for ink in inks if isinstance(ink, np.ndarray) and ink.any()]
        readings = iter(await self._batcher.read(images))
        found: list[Found] = []
        for ink in inks:
            if isinstance(ink, NumberReading):
                found.append(ink)
            else:
                found.append(next(readings) if ink is not None and ink.any() else None)
        if not draft:
            self._record(found)
        return found

    def drift(self) -> DriftReport | None:
        """Compare the last readings with the model's reference; None where it has none."""
        if self._drift is None:
            return None
        report = self._drift.report()
        self.metrics.drift_measured(report)
        return report

    async def _prepare(self, source: InkSource) -> Ink:
        # In a thread, because a large picture takes a tenth of a second to decode.
        joining = JoiningRecognizer(
            self.recognizer,
            self._batcher,
            asyncio.get_running_loop(),
            timeout_seconds=self.settings.time_limit_seconds,
        )
        async with self._threads:
            return await asyncio.to_thread(self._find_ink, source, joining)

    def _find_ink(self, source: InkSource, recognizer: Recognizer) -> Ink:
        if isinstance(source, Pixels):
            return source.image
        if isinstance(source, Strokes):
            return ink_of_strokes(source.strokes, recognizer)
        return ink_of_picture(decode_picture(source, self.settings), recognizer)

    def _record(self, found: Sequence[Found]) -> None:
        readings: list[Reading] = []
        for reading in found:
            if isinstance(reading, NumberReading):
                readings += [placed.reading for placed in reading.digits]
            elif reading is not None:
                readings.append(reading)
        self.metrics.read(readings, blanks=found.count(None))
        if self._drift is not None:
            report = self._drift.add(readings)
            if report is not None:
                self.metrics.drift_measured(report)
        if self._samples is not None:
            for reading in readings:
                self._samples.keep(reading)


def load_recognizer(settings: Settings) -> Recognizer:
    """Load the model that the settings name.

    Raises
    ------
    ConfigError
        If no bundled model has that name.
    ModelFileError
        If the file is no model or damaged.
    """
    if settings.model.endswith(".safetensors"):
        return Recognizer(load_model(settings.model))
    return Recognizer.bundled(settings.model)


def fingerprint(model: Model) -> str:
    """Name a model's version by its weights: equal weights, equal version."""
    digest = hashlib.sha256()
    for name, values in sorted(model.network.state().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()[:12]


def service_of(request: Request) -> Service:
    """Find the service that a request came to."""
    service: Service = request.app.state.service
    return service
