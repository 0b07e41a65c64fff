"""The drift alarm on real data: silent on digits of other writers, loud on pictures of clothes."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from starlette.testclient import TestClient

from nn_core.data import load_dataset
from nn_core.digits import Recognizer
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
    rng = np.random.default_rng(0)
    digits, clothes = (
        rng.permutation(load_dataset(name, split="test").images)[:1000]
        for name in ("mnist", "fashion-mnist")
    )

    on_digits = drift_after(Recognizer.bundled(), digits)
    on_clothes = drift_after(Recognizer.bundled(), clothes)
    print(on_digits, on_clothes, sep="\n")

    assert on_digits["has_reference"]
    assert not on_digits["drifting"]
    assert max(on_digits["stability_index"].values()) < 0.1
    assert on_clothes["drifting"]
    assert "how often it refuses" in on_clothes["summary"]
    assert min(on_clothes["stability_index"].values()) > 0.25
