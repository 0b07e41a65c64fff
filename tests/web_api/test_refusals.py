"""What is refused, with which status, in which words, and at what cost."""

import base64
import time
import zlib
from io import BytesIO
from struct import pack

import pytest
from PIL import Image
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from web_api.app import create_app
from web_api.settings import Settings

JSON = {"content-type": "application/json"}
POINT = [1, 2]


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """Make a small PNG of very many pixels."""
    header = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def truncated() -> bytes:
    buffer = BytesIO()
    Image.effect_noise((200, 200), 60).save(buffer, "PNG")
    return buffer.getvalue()[:3000]


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (b"", 400, "not JSON"),
        (b"[1, 2", 400, "not JSON"),
        (b'{"pixels": [NaN]}', 400, "not JSON"),
        (b'{"pixels": [1e999]}', 400, "not JSON"),
        (b"[" * 1_000_000, 400, "depth"),
        (b'{"strokes":' + b"[" * 1000 + b"]" * 1000 + b"}", 422, "strokes"),
        (b'{"pixels":' + b"[" * 1000 + b"]" * 1000 + b"}", 422, "784"),
        (b"[1, 2]", 422, "a list of 2 came"),
        (b'"seven"', 422, "text came"),
        (b"{}", 422, "exactly one"),
        (b'{"pixels": [], "strokes": []}', 422, "exactly one"),
        (b'{"letters": 1}', 422, "letters"),
        (b'{"pixels": [1, 2, 3]}', 422, "a list of 3 came"),
        (b'{"pixels": "784"}', 422, "text came"),
        (b'{"items": []}', 422, "at least one"),
        (b'{"items": {}}', 422, "at least one"),
        (b'{"items": [{"strokes": []}], "pixels": []}', 422, "nothing is expected"),
        (b'{"items": [{"items": []}]}', 422, "items"),
        (b'{"strokes": [[]]}', 422, "at least one point"),
        (b'{"strokes": [[[1]]]}', 422, "at least one point"),
        (b'{"strokes": [[[1, "2"]]]}', 422, "at least one point"),
        (b'{"strokes": [[[1, true]]]}', 422, "true or false"),
        (b'{"strokes": [[[1, null]]]}', 422, "at least one point"),
        (b'{"strokes": [[[1, 1e7]]]}', 422, "at least one point"),
        (b'{"strokes": [[[1, 18446744073709551616]]]}', 422, "at least one point"),
        (b'{"strokes": 7}', 422, "at least one point"),
        (b'{"image": 7}', 422, "a number came"),
        (b'{"image": "http://example.org/7.png"}', 422, "data URL"),
        (b'{"image": "data:image/png;base64,!!"}', 422, "base64 is broken"),
        (b'{"image": "data:image/png;base64,AAAA"}', 422, "PNG, JPEG"),
    ],
)
def test_json_that_is_not_what_was_expected(
    client: TestClient, body: bytes, status: int, expected: str
) -> None:
    answer = client.post("/predict", content=body, headers=JSON)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert expected in problem["detail"]


@pytest.mark.parametrize(
    "value",
    [-1, 256, 1e300, "1", None, [1], True],
    ids=["below", "above", "far", "text", "null", "list", "true"],
)
def test_a_pixel_that_is_none(client: TestClient, value: object) -> None:
    answer = client.post("/predict", json={"pixels": [0] * 783 + [value]})

    assert answer.status_code == 422
    assert "Expected" in answer.json()["detail"]


def test_the_pointer_leads_to_the_trouble(client: TestClient) -> None:
    body = {"items": [{"strokes": [[POINT]]}, {"strokes": [[POINT], [[1]]]}]}

    assert client.post("/predict", json=body).json()["pointer"] == "#/items/1/strokes/1"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (None, b"7"),
        ("text/plain", b"7"),
        ("application/x-www-form-urlencoded", b"pixels=7"),
        ("image/tiff", b"II*\x00"),
        ("application/jsonx", b"{}"),
    ],
)
def test_a_content_type_that_is_not_read(
    client: TestClient, content_type: str | None, body: bytes
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    answer = client.post("/predict", content=body, headers=headers)

    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"no picture", 422),
        (truncated(), 422),
        (bomb(60_000, 60_000), 413),
        (bomb(5_000, 5_000), 413),
        (b"II*\x00" + bytes(100), 422),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", 422),
    ],
    ids=["empty", "text", "truncated", "huge bomb", "large bomb", "TIFF", "EPS"],
)
def test_a_picture_that_cannot_be_read(client: TestClient, data: bytes, status: int) -> None:
    as_body = client.post("/predict", content=data, headers={"content-type": "image/png"})
    as_file = client.post("/predict", files={"file": ("7.png", data)})
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    as_url = client.post("/predict", json={"image": url})

    assert [answer.status_code for answer in (as_body, as_file, as_url)] == [status] * 3
    assert as_url.json()["pointer"] == "#/image"


def test_a_broken_form(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}

    assert client.post("/predict", content=b"nonsense", headers=headers).status_code in (400, 422)
    headers = {"content-type": "multipart/form-data"}
    assert client.post("/predict", content=b"nonsense", headers=headers).status_code in (400, 422)


def test_a_form_with_more_than_pictures(client: TestClient) -> None:
    answer = client.post("/predict", data={"name": "seven"}, files={"file": ("a", b"x")})

    assert answer.status_code == 422
    assert "nothing but picture files" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("limits", "body", "detail"),
    [
        ({"batch": 2}, {"items": [{"strokes": []}] * 3}, "At most 2 items"),
        ({"strokes": 2}, {"strokes": [[POINT]] * 3}, "At most 2 strokes"),
        ({"strokes": 2}, {"items": [{"strokes": [[POINT]]}] * 3}, "At most 2 strokes"),
        ({"points": 5}, {"strokes": [[POINT] * 3] * 2}, "5 points"),
    ],
)
def test_more_than_is_allowed(
    recognizer: Recognizer, limits: dict[str, int], body: dict[str, object], detail: str
) -> None:
    with TestClient(create_app(Settings(**limits), recognizer=recognizer)) as client:  # type: ignore[arg-type]  # all are int
        answer = client.post("/predict", json=body)

    assert answer.status_code == 422
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize("query", ["image=yes", "draft=", "draft=1"])
def test_a_switch_that_is_neither_true_nor_false(client: TestClient, query: str) -> None:
    answer = client.post(f"/predict?{query}", json={"strokes": []})

    assert answer.status_code == 422
    assert "true or false" in answer.json()["detail"]


def test_an_unknown_path_and_a_wrong_method_are_problems_too(client: TestClient) -> None:
    unknown, wrong = client.get("/nowhere"), client.get("/predict")

    assert (unknown.status_code, wrong.status_code) == (404, 405)
    assert wrong.headers["allow"] == "POST"
    for answer in (unknown, wrong):
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.web
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("image/png", bomb(60_000, 60_000)),
        ("image/png", truncated()),
        ("application/json", b"[" * 1_000_000),
        ("application/json", b'{"pixels": [' + b"0," * 500_000 + b"0]}"),
        ("application/json", b'{"strokes": [' + b"[]," * 340_000 + b"[]]}"),
        ("application/json", b'{"items": [' + b"{}," * 340_000 + b"{}]}"),
        ("application/json", b'{"items": ["' + b"x" * 1_000_000 + b'"]}'),
        ("text/plain", b"x" * 8_000_000),
    ],
    ids=["bomb", "truncated", "deep", "pixels", "strokes", "objects", "text", "type"],
)
def test_a_refusal_costs_less_than_50_ms_of_processor_time(
    client: TestClient, content_type: str, body: bytes
) -> None:
    def cost() -> float:
        began = time.process_time()
        answer = client.post("/predict", content=body, headers={"content-type": content_type})
        spent = time.process_time() - began
        assert 400 <= answer.status_code < 500
        return spent

    assert min(cost() for _ in range(5)) < 0.05
