"""`inkling serve`: real processes on loopback."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from nn_core.cli.parser import command_parser
from nn_core.errors import ConfigError, ModelFileError
from web_api.command import COMMAND

SEVEN = {"strokes": [[[20, 20], [60, 18], [45, 50], [36, 88]]]}
Serve = Callable[..., Any]


def address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def run(*words: str) -> int:
    return COMMAND.run(command_parser("inkling", COMMAND).parse_args(words))


def test_it_listens_on_this_machine_only_and_answers(serve: Serve) -> None:
    server = serve()

    assert urlsplit(server.url).hostname == "127.0.0.1"
    assert httpx2.post(f"{server.url}/predict", json=SEVEN).json()["model"]["name"] == "Tiny"
    assert "server" not in httpx2.get(f"{server.url}/health-check").headers


def test_a_request_under_way_is_answered_before_the_end(serve: Serve) -> None:
    server = serve()
    body = json.dumps(SEVEN).encode()
    connection = http.client.HTTPConnection(*address(server.url), timeout=30)
    connection.putrequest("POST", "/predict")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:5])
    # An answer on another connection shows that the half request has been seen.
    assert httpx2.get(f"{server.url}/health-check").status_code == 200

    server.process.terminate()
    while "Shutting down" not in server.log.read_text():
        assert server.process.poll() is None
    connection.send(body[5:])

    assert connection.getresponse().status == 200
    assert server.process.wait(30) is not None
    assert "Application shutdown complete" in server.log.read_text()


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 1000000000\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n110000\r\n" + bytes(0x110000),
    ],
    ids=["declared", "chunked"],
)
def test_a_body_that_is_too_long_is_not_read(serve: Serve, rest: bytes) -> None:
    server = serve()
    with socket.create_connection(address(server.url), timeout=30) as connection:
        head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.sendall(head + rest)
        answer = b""
        while part := connection.recv(65536):  # until the server closes
            answer += part

    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()


def test_workers_count_together(serve: Serve) -> None:
    server = serve(workers=2)
    for _ in range(20):  # each on a connection of its own, so that both workers get some
        assert httpx2.post(f"{server.url}/predict", json=SEVEN).status_code == 200

    metrics = httpx2.get(f"{server.url}/metrics").text

    assert 'inkling_requests_total{route="/predict",status="200"} 20.0' in metrics


def test_a_missing_model_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="there is no such file"):
        run("--model", str(tmp_path / "none.safetensors"))
    with pytest.raises(ConfigError, match="no bundled model"):
        run("--model", "none")

    outcome = subprocess.run(
        [sys.executable, "-m", "web_api", "--model", "none"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert outcome.stderr == 'inkling: There is no bundled model "none".\n'


def test_a_folder_that_cannot_keep_samples_is_told_before_any_worker_starts(
    model_file: Path, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.touch()
    with pytest.raises(ConfigError, match="cannot keep samples"):
        run("--model", str(model_file), "--workers", "2", "--keep-samples", str(occupied))


def test_without_its_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(
        ConfigError, match=r'The web service needs .* -m pip install "inkling\[web\]"'
    ):
        run()


@pytest.mark.parametrize("words", [("--workers", "0"), ("--port", "70000")])
def test_an_impossible_number_is_told_in_words(words: tuple[str, str]) -> None:
    with pytest.raises(ConfigError, match="between 0 and 65535"):
        run(*words)


def test_naming_the_command_imports_no_web_framework() -> None:
    code = (
        "import sys, web_api.command; sys.exit({'fastapi', 'uvicorn'} & set(sys.modules) != set())"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], check=False
    )

    assert outcome.returncode == 0
