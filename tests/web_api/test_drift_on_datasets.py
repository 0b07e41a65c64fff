"""The drift alarm on real data: silent on digits of other writers, loud on pictures of clothes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from starlette.testclient import TestClient

from nn_core.data import load_dataset
from nn_core.digits import Recognizer
from nn_core.digits.drift import REFERENCE_KEY, drift_reference
from web_api.app import create_app

pytestmark = pytest.mark.datasets


def drift_after(recognizer: Recognizer, images: NDArray[np.uint8]) -> dict[str, Any]:
    """Send pictures to a fresh service, and ask it whether it drifts."""
    with TestClient(create_app(recognizer=recognizer)) as client:
        for start in range(0, len(images), 250):
            items = [{"pixels": image.tolist()} for image in images[start : start + 250]]
            assert client.post("/predict", json={"items": items}).status_code == 200
        drift: dict[str, Any] = client.get("/drift").json()
        return drift


def test_the_alarm_fires_on_clothes_and_not_on_digits() -> None:
    digits = load_dataset("mnist", split="test").images
    clothes = load_dataset("fashion-mnist", split="test").images
    shuffled = digits[np.random.default_rng(0).permutation(len(digits))]
    bundled = Recognizer.bundled()
    reference = drift_reference(bundled.read_images(shuffled[:5000]))
    calibration = {**bundled.model.calibration, REFERENCE_KEY: reference}
    recognizer = Recognizer(replace(bundled.model, calibration=calibration))

    on_digits = drift_after(recognizer, shuffled[5000:6000])
    on_clothes = drift_after(recognizer, clothes[:1000])
    print(on_digits, on_clothes, sep="\n")

    assert not on_digits["drifting"]
    assert max(on_digits["stability_index"].values()) < 0.1
    assert on_clothes["drifting"]
    assert on_clothes["stability_index"]["confidence"] > 0.25
    assert on_clothes["stability_index"]["ink"] > 0.25
