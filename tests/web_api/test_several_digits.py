"""Numbers of several digits, from strokes and from pictures, by the bundled network."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from web_api.app import create_app

ONE = [[[50, 0], [49, 50], [48, 100]]]
SEVEN = [[[10, 2], [40, 0], [70, 1], [55, 40], [42, 70], [36, 100]]]


def beside(*digits: list[list[list[float]]]) -> list[list[list[float]]]:
    """Write digits beside one another."""
    return [
        [[x + 110 * place, y] for x, y in stroke]
        for place, digit in enumerate(digits)
        for stroke in digit
    ]


def picture(strokes: list[list[list[float]]]) -> bytes:
    image = Image.new("L", (110 * len(strokes) + 60, 180), 240)
    pencil = ImageDraw.Draw(image)
    for stroke in strokes:
        pencil.line([(x + 30, y + 40) for x, y in stroke], fill=15, width=9, joint="curve")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def knowing() -> Iterator[TestClient]:
    """A client of a service with the bundled network."""
    with TestClient(create_app(recognizer=Recognizer.bundled())) as client:
        yield client


def ask(client: TestClient, body: object, path: str = "/predict") -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


def test_one_digit_is_a_number_too(knowing: TestClient) -> None:
    answer = ask(knowing, {"strokes": SEVEN})

    assert (answer["digit"], answer["number"]) == (7, "7")
    assert "digits" not in answer


def test_several_digits_are_a_number_with_each_ones_confidence(knowing: TestClient) -> None:
    answer = ask(knowing, {"strokes": beside(SEVEN, ONE, SEVEN)})

    assert answer["number"] == "717"
    assert answer["is_digit"]
    assert answer["digit"] is answer["probabilities"] is None
    assert [placed["digit"] for placed in answer["digits"]] == [7, 1, 7]
    assert answer["confidence"] == pytest.approx(
        np.prod([placed["confidence"] for placed in answer["digits"]])
    )
    assert answer["digits"][1]["box"] == pytest.approx([158, 0, 160, 100])


def test_lines_are_parted_by_a_space(knowing: TestClient) -> None:
    below = [[[x, y + 180] for x, y in stroke] for stroke in beside(ONE, SEVEN)]

    assert ask(knowing, {"strokes": beside(SEVEN, ONE) + below})["number"] == "71 17"


def test_a_picture_of_several_digits(knowing: TestClient) -> None:
    answer = knowing.post(
        "/predict?image=true",
        content=picture(beside(SEVEN, ONE)),
        headers={"content-type": "image/png"},
    ).json()

    assert answer["number"] == "71"
    assert all(placed["image"].startswith("data:image/png") for placed in answer["digits"])


def test_numbers_and_digits_mix_in_one_request(knowing: TestClient) -> None:
    items = [{"strokes": beside(ONE, SEVEN)}, {"strokes": SEVEN}, {"strokes": []}]

    answers = ask(knowing, {"items": items})["predictions"]

    assert [answer["number"] for answer in answers] == ["17", "7", None]


def test_the_steps_show_each_digit_by_itself(knowing: TestClient) -> None:
    answer = ask(knowing, {"strokes": beside(SEVEN, ONE)}, "/debug-image")

    assert [step["name"] for step in answer["steps"]] == ["drawn", "network", "network"]
    assert answer["prediction"]["number"] == "71"


def test_a_texture_is_not_taken_for_a_number(knowing: TestClient) -> None:
    dots = np.kron(np.indices((40, 40)).sum(axis=0) % 2, np.ones((6, 6))).astype(np.uint8) * 255
    grid = [[[20 * x, 20 * y], [20 * x + 5, 20 * y + 9]] for x in range(14) for y in range(14)]
    buffer = BytesIO()
    Image.fromarray(dots).save(buffer, "PNG")

    for answer in (
        knowing.post("/predict", files={"file": ("dots.png", buffer.getvalue())}).json(),
        ask(knowing, {"strokes": grid}),
    ):
        assert "digits" not in answer


def test_more_points_than_a_hand_writes_are_not_searched_for_a_number(knowing: TestClient) -> None:
    seven_and_one = beside(SEVEN, ONE)
    there_and_back = [stroke + stroke[::-1] for stroke in seven_and_one]
    endless = [stroke * 300 for stroke in there_and_back]

    assert ask(knowing, {"strokes": there_and_back})["number"] == "71"
    assert "digits" not in ask(knowing, {"strokes": endless})
