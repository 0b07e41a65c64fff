"""Health, metrics, drift and the debug pictures."""

import base64
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from nn_core.digits.drift import REFERENCE_KEY, drift_reference
from nn_core.errors import ModelFileError
from web_api.app import create_app
from web_api.settings import Settings

SEVEN = {"strokes": [[[20, 20], [60, 18], [45, 50], [36, 88]]]}


def bars(count: int, *, columns: int, seed: int = 0) -> np.ndarray:
    """Make images of a noisy bar that is so many columns wide."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    images[:, 4:24, 8 : 8 + columns] = rng.integers(120, 256, (count, 20, columns))
    return images


@pytest.fixture(scope="module")
def watched(recognizer: Recognizer) -> Recognizer:
    """The recognizer with a reference: bars that are four columns wide."""
    reference = drift_reference(recognizer.read_images(bars(500, columns=4)))
    return Recognizer(replace(recognizer.model, calibration={REFERENCE_KEY: reference}))


def send(client: TestClient, images: np.ndarray) -> None:
    for start in range(0, len(images), 100):
        items = [{"pixels": image.tolist()} for image in images[start : start + 100]]
        assert client.post("/predict", json={"items": items}).status_code == 200


def test_health_names_the_model_and_is_ready(client: TestClient) -> None:
    answer = client.get("/health-check")

    assert answer.status_code == 200
    health = answer.json()
    assert health["live"]
    assert health["ready"]
    assert health["model"] == client.post("/predict", json=SEVEN).json()["model"]


def test_health_is_not_ready_before_the_start(recognizer: Recognizer) -> None:
    answer = TestClient(create_app(recognizer=recognizer)).get("/health-check")

    assert answer.status_code == 503
    assert answer.json()["live"]
    assert not answer.json()["ready"]


def test_metrics_count_requests_readings_and_passes(fresh_client: TestClient) -> None:
    digit = fresh_client.post("/predict", json=SEVEN).json()["digit"]
    fresh_client.post("/predict", json={"strokes": []})
    fresh_client.get("/made-up-by-a-client")

    text = fresh_client.get("/metrics").text
    assert 'inkling_requests_total{route="/predict",status="200"} 2.0' in text
    assert 'inkling_requests_total{route="other",status="404"} 1.0' in text
    assert "made-up" not in text
    assert f'inkling_readings_total{{answer="{digit}"}} 1.0' in text
    assert 'inkling_readings_total{answer="blank"} 1.0' in text
    assert "inkling_batch_pictures_count 1.0" in text
    assert 'inkling_model{name="Tiny"' in text


def test_drift_without_a_reference_says_so(client: TestClient) -> None:
    drift = client.get("/drift").json()

    assert not drift["has_reference"]
    assert not drift["drifting"]
    assert "no reference" in drift["summary"]


def test_readings_like_the_reference_do_not_drift(watched: Recognizer) -> None:
    with TestClient(create_app(recognizer=watched)) as client:
        assert "Too few readings" in client.get("/drift").json()["summary"]
        send(client, bars(500, columns=4, seed=1))
        drift = client.get("/drift").json()

    assert drift["has_reference"]
    assert not drift["drifting"]
    assert drift["readings"] == 500
    assert max(drift["stability_index"].values()) < 0.1
    assert "look like" in drift["summary"]


def test_other_readings_drift_in_the_answer_and_in_the_metrics(watched: Recognizer) -> None:
    with TestClient(create_app(recognizer=watched)) as client:
        send(client, bars(300, columns=12))
        drift = client.get("/drift").json()
        metrics = client.get("/metrics").text

    assert drift["drifting"]
    assert drift["drifting_since"].endswith("Z")
    assert drift["stability_index"]["ink"] > 0.25
    assert "how much ink there is" in drift["summary"]
    assert "inkling_drifting 1.0" in metrics
    assert 'inkling_drift_psi{feature="ink"}' in metrics


def test_a_damaged_reference_is_refused_at_the_start(recognizer: Recognizer) -> None:
    damaged = Recognizer(replace(recognizer.model, calibration={REFERENCE_KEY: {"features": {}}}))

    with pytest.raises(ModelFileError, match="drift reference is damaged"):
        create_app(recognizer=damaged)


def test_nothing_is_kept_unless_asked_for(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    client.post("/predict", json=SEVEN)

    assert list(tmp_path.rglob("*")) == []


def test_samples_are_kept_by_answer_up_to_the_limit(recognizer: Recognizer, tmp_path: Path) -> None:
    folder = tmp_path / "read"
    settings = Settings(keep_samples=str(folder), kept_samples=2)
    with TestClient(create_app(settings, recognizer=recognizer)) as client:
        client.post("/predict?draft=true", json=SEVEN)
        answers = [client.post("/predict?image=true", json=SEVEN).json() for _ in range(3)]

    kept = sorted(folder.rglob("*.png"))
    assert len(kept) == 2
    assert {path.parent.name for path in kept} == {str(answers[0]["digit"])}
    seen = Image.open(BytesIO(base64.b64decode(answers[0]["image"].partition(",")[2])))
    np.testing.assert_array_equal(np.asarray(Image.open(kept[0])), np.asarray(seen))


def test_what_earlier_runs_kept_counts_towards_the_limit(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    settings = Settings(keep_samples=str(tmp_path), kept_samples=3)
    for _ in range(3):
        with TestClient(create_app(settings, recognizer=recognizer)) as client:
            for _ in range(2):
                client.post("/predict", json=SEVEN)

    assert len(list(tmp_path.rglob("*.png"))) == 3


def test_the_root_leads_to_the_page_and_its_files_are_asked_anew(client: TestClient) -> None:
    page = client.get("/")
    script = client.get("/static/paint.js")
    again = client.get("/static/paint.js", headers={"if-none-match": script.headers["etag"]})

    assert page.url.path == "/paint-screen"
    assert page.headers["content-type"].startswith("text/html")
    assert script.headers["cache-control"] == "no-cache"
    assert again.status_code == 304
    assert client.get("/fonts/Inter-Regular.otf").status_code == 200


def names(steps: list[dict[str, object]]) -> list[object]:
    return [step["name"] for step in steps]


def picture_of(step: dict[str, object]) -> np.ndarray:
    url = step["image"]
    assert isinstance(url, str)
    return np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))))


def test_the_steps_of_a_picture_end_in_what_the_network_saw(client: TestClient) -> None:
    gray = np.full((120, 160), 230, dtype=np.uint8)
    gray[20:100, 60:72] = 20
    buffer = BytesIO()
    Image.fromarray(gray).save(buffer, "PNG")
    headers = {"content-type": "image/png"}

    answer = client.post("/debug-image", content=buffer.getvalue(), headers=headers).json()
    saw = client.post("/predict?image=true", content=buffer.getvalue(), headers=headers).json()

    steps = answer["steps"]
    assert names(steps) == ["grey", "ink", "cropped", "network"]
    np.testing.assert_array_equal(picture_of(steps[0]), gray)
    first, cropped, last = steps[0]["statistics"], steps[2]["statistics"], steps[3]["statistics"]
    assert (first["width"], first["height"]) == (160, 120)
    assert first["mean"] == pytest.approx(gray.mean(), abs=0.001)
    assert (first["minimum"], first["maximum"]) == (20, 230)
    assert (cropped["width"], cropped["height"]) == pytest.approx((12, 80), abs=4)
    assert (last["width"], last["height"]) == (28, 28)
    assert last["centre_of_mass"] == pytest.approx([14, 14], abs=0.5)
    assert steps[3]["image"] == saw["image"]
    assert answer["prediction"]["digit"] == saw["digit"]


def test_the_steps_of_strokes_and_of_pixels(client: TestClient) -> None:
    strokes = client.post("/debug-image", json=SEVEN).json()
    pixels = client.post("/debug-image", json={"pixels": bars(1, columns=4)[0].tolist()}).json()
    blank = client.post("/debug-image", json={"strokes": []}).json()

    assert names(strokes["steps"]) == ["drawn", "network"]
    assert names(pixels["steps"]) == ["network"]
    assert blank["steps"] == []
    assert blank["prediction"]["blank"]


def test_the_steps_are_those_of_one_picture(client: TestClient) -> None:
    answer = client.post("/debug-image", json={"items": [SEVEN]})

    assert answer.status_code == 422
    assert "one drawing" in answer.json()["detail"]
