"""A service around a small network with random weights: real in everything but its knowledge."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from nn_core.model_file import Model, save_model
from nn_core.network import Network
from web_api.app import create_app
from web_api.settings import Settings

# Playwright belongs to the extra web-tests, which `make check-web` installs.
collect_ignore = [] if find_spec("playwright") else ["browser"]


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    network = Network.dense([784, 16, 10], rng=np.random.default_rng(7))
    return Recognizer(Model(network, "Tiny", tuple("0123456789")))


@pytest.fixture(scope="session")
def model_file(recognizer: Recognizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    save_model(path, recognizer.model)
    return path


class Server:
    """A service in a process of its own, as `inkling serve` runs it.

    Attributes
    ----------
    process
        The process; its log goes to `log`.
    url
        Where it answers.
    """

    def __init__(self, model: Path, log: Path, *arguments: str, workers: int = 1) -> None:
        command = [sys.executable, "-m", "web_api", "--model", str(model), "--port", "0"]
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, "--workers", str(workers), *arguments],
                cwd=Path(__file__).resolve().parents[2],
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                stdout=file,
                stderr=file,
            )
        self._wait_for("Application startup complete", times=workers)
        self.url = self._wait_for(r"running on (http://\S+)")

    def _wait_for(self, pattern: str, *, times: int = 1) -> str:
        while True:
            found: list[str] = re.findall(pattern, self.log.read_text())
            if len(found) >= times:
                return found[0]
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            # Waiting for the process, not for the clock: it returns at once if the process ends.
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(30)


class Servers:
    """Services on ports of their own.

    Each is given to whoever asks for it, and all are stopped together.
    """

    def __init__(self, model: Path, folder: Path) -> None:
        self._model = model
        self._folder = folder
        self._servers: list[Server] = []

    def __call__(self, *arguments: str, workers: int = 1) -> Server:
        log = self._folder / f"log-{len(self._servers)}"
        self._servers.append(Server(self._model, log, *arguments, workers=workers))
        return self._servers[-1]

    def stop(self) -> None:
        for server in self._servers:
            server.stop()


@pytest.fixture
def serve(model_file: Path, tmp_path: Path) -> Iterator[Servers]:
    """Start services that are stopped after the test."""
    servers = Servers(model_file, tmp_path)
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def start_server(model_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Start services that stand until the last test."""
    servers = Servers(model_file, tmp_path_factory.mktemp("servers"))
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def client(recognizer: Recognizer) -> Iterator[TestClient]:
    """A client of one service that all tests share: nothing that it counts can be relied on."""
    with TestClient(create_app(Settings(), recognizer=recognizer)) as client:
        yield client


@pytest.fixture
def fresh_client(recognizer: Recognizer) -> Iterator[TestClient]:
    """A client of a service that has answered nothing yet."""
    with TestClient(create_app(Settings(), recognizer=recognizer)) as client:
        yield client
