"""What the service says of itself, held against what it does."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def test_every_path_is_documented(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/paint-screen", "/predict", "/debug-image", "/health-check", "/drift", "/metrics",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/predict", "/debug-image"])
def test_every_example_is_answered(client: TestClient, document: dict[str, Any], path: str) -> None:
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]

    assert content["examples"]
    for example in content["examples"].values():
        assert client.post(path, json=example["value"]).status_code == 200


@pytest.mark.parametrize("path", ["/predict", "/debug-image"])
def test_refusals_are_documented_as_problem_details(document: dict[str, Any], path: str) -> None:
    responses = document["paths"][path]["post"]["responses"]

    for status in ("400", "413", "415", "422", "503"):
        schema = responses[status]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/ProblemDetails"}
    assert "ProblemDetails" in document["components"]["schemas"]


@pytest.mark.web
def test_schemathesis_finds_no_fault(serve: Callable[..., Any], tmp_path: Path) -> None:
    """Run schemathesis against a real server; its summary is printed (`pytest -s` shows it).

    A data URL may fit its pattern and still be no picture, so "valid data is accepted" is left
    out; all its other checks are made.
    """
    server = serve()
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/openapi.json",
        "--phases", "examples,coverage,fuzzing", "--max-examples", "40", "--seed", "7",
        "--checks", "all", "--exclude-checks", "positive_data_acceptance",
        "--continue-on-failure", "--generation-database", "none", "--suppress-health-check", "all",
    ]  # fmt: skip

    outcome = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )

    print(outcome.stdout)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "Traceback" not in server.log.read_text()
