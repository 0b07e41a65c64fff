"""Every form in which a digit may be sent, and what comes back."""

import base64
from dataclasses import asdict
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from nn_core.ink import Stroke
from nn_core.wording import EMPTY_PAPER, NOTHING_FOUND, describe

SEVEN = [[[20, 20], [60, 18], [45, 50], [36, 88]], [[30, 52], [58, 48]]]


def picture(ink: int = 0, paper: int = 255, size: tuple[int, int] = (90, 70)) -> Image.Image:
    gray = np.full(size, paper, dtype=np.uint8)
    gray[15:75, 30:38] = ink
    return Image.fromarray(gray)


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def bar() -> np.ndarray:
    image = np.zeros((28, 28), dtype=np.uint8)
    image[4:24, 12:15] = 200
    image[5, 13] = 255
    return image


def test_strokes_are_read_as_the_window_reads_them(
    client: TestClient, recognizer: Recognizer
) -> None:
    answer = client.post("/predict", json={"strokes": SEVEN}).json()

    reading = recognizer.read_strokes([Stroke.from_points(points) for points in SEVEN])
    assert reading is not None
    assert answer["digit"] == reading.digit
    assert answer["runner_up"] == reading.runner_up
    assert answer["confidence"] == pytest.approx(reading.confidence)
    assert answer["probabilities"] == pytest.approx(reading.probabilities.tolist())
    assert sum(answer["probabilities"]) + answer["not_a_digit"] == pytest.approx(1)
    assert answer["is_digit"]
    assert not answer["blank"]
    assert answer["model"]["name"] == "Tiny"
    assert len(answer["model"]["version"]) == 12


@pytest.mark.parametrize(
    "pixels",
    [
        bar().ravel().tolist(),
        bar().tolist(),
        (bar() / 255).ravel().tolist(),
        (bar() / 255).tolist(),
        bar().astype(float).ravel().tolist(),
    ],
    ids=["flat bytes", "rows of bytes", "flat shares", "rows of shares", "flat floats"],
)
def test_pixels_are_read_the_same_in_each_scale_and_layout(
    client: TestClient, recognizer: Recognizer, pixels: list[object]
) -> None:
    answer = client.post("/predict", json={"pixels": pixels}).json()

    assert answer["probabilities"] == pytest.approx(
        recognizer.read_image(bar()).probabilities.tolist(), abs=1e-6
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_is_read_as_the_body(client: TestClient, kind: str) -> None:
    answer = client.post(
        "/predict",
        content=encoded(picture(), kind),
        headers={"content-type": f"image/{kind.lower()}"},
    )

    assert answer.status_code == 200
    assert not answer.json()["blank"]


def test_dark_on_light_and_light_on_dark_are_the_same_digit(client: TestClient) -> None:
    dark, light = (
        client.post("/predict", files={"file": ("digit.png", encoded(image))}).json()
        for image in (picture(ink=0, paper=255), picture(ink=255, paper=0))
    )

    assert dark == light


def test_a_form_a_data_url_and_a_body_are_the_same_picture(client: TestClient) -> None:
    data = encoded(picture())
    url = "data:image/png;base64," + base64.b64encode(data).decode()

    form = client.post("/predict", files={"file": ("digit.png", data, "image/png")})
    body = client.post("/predict", content=data, headers={"content-type": "image/png"})
    json = client.post("/predict", json={"image": url})

    assert form.json() == body.json() == json.json()


def test_several_files_in_a_form_are_answered_in_their_order(client: TestClient) -> None:
    one, blank = encoded(picture()), encoded(picture(ink=255))

    answer = client.post("/predict", files=[("file", ("a", one)), ("file", ("b", blank))]).json()

    assert [prediction["blank"] for prediction in answer["predictions"]] == [False, True]


def test_items_may_mix_all_forms(client: TestClient) -> None:
    url = "data:image/png;base64," + base64.b64encode(encoded(picture())).decode()
    items = [{"strokes": SEVEN}, {"pixels": bar().tolist()}, {"image": url}, {"strokes": []}]

    answer = client.post("/predict", json={"items": items}).json()

    alone = [client.post("/predict", json=item).json() for item in items]
    for prediction, single in zip(answer["predictions"], alone, strict=True):
        assert prediction["digit"] == single["digit"]
        assert prediction["blank"] == single["blank"]
    assert answer["model"] == alone[0]["model"]


def test_more_items_than_one_pass_takes_keep_their_order(client: TestClient) -> None:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (100, 784))

    answer = client.post("/predict", json={"items": [{"pixels": row.tolist()} for row in images]})

    for row, prediction in zip(images[::9], answer.json()["predictions"][::9], strict=True):
        single = client.post("/predict", json={"pixels": row.tolist()}).json()
        assert prediction["probabilities"] == pytest.approx(single["probabilities"], abs=1e-5)


@pytest.mark.parametrize(
    "body", [{"pixels": [0] * 784}, {"strokes": []}], ids=["no ink", "no strokes"]
)
def test_nothing_drawn_is_blank_rather_than_a_digit(
    client: TestClient, body: dict[str, object]
) -> None:
    answer = client.post("/predict", json=body).json()

    assert answer["blank"]
    assert not answer["is_digit"]
    assert answer["digit"] is answer["probabilities"] is None


def test_the_picture_that_the_network_saw_comes_on_request(client: TestClient) -> None:
    answer = client.post("/predict?image=true", json={"pixels": bar().tolist()}).json()

    head, _, payload = answer["image"].partition(",")
    assert head == "data:image/png;base64"
    seen = np.asarray(Image.open(BytesIO(base64.b64decode(payload))))
    np.testing.assert_array_equal(seen, bar())
    assert "image" not in client.post("/predict", json={"pixels": bar().tolist()}).json()


def test_a_draft_is_answered_but_not_counted(fresh_client: TestClient) -> None:
    assert (
        fresh_client.post("/predict?draft=true", json={"strokes": SEVEN}).json()["digit"]
        is not None
    )
    assert "inkling_confidence_count 0.0" in fresh_client.get("/metrics").text

    fresh_client.post("/predict", json={"strokes": SEVEN})
    assert "inkling_confidence_count 1.0" in fresh_client.get("/metrics").text


def test_the_words_are_those_of_the_window(client: TestClient, recognizer: Recognizer) -> None:
    said = client.post("/predict", json={"strokes": SEVEN}).json()["words"]
    reading = recognizer.read_strokes([Stroke.from_points(points) for points in SEVEN])
    assert reading is not None
    words = describe(reading)
    assert said == asdict(words)
    blank = client.post("/predict", json={"strokes": []}).json()["words"]
    assert blank["headline"] == NOTHING_FOUND.headline


def test_the_page_greets_in_the_words_of_the_window(client: TestClient) -> None:
    page = client.get("/").text
    assert f">{EMPTY_PAPER.headline}<" in page
    assert f">{EMPTY_PAPER.detail}<" in page
