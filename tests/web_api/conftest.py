"""A service around a small network with random weights: real in everything but its knowledge."""

from collections.abc import Iterator

import numpy as np
import pytest
from starlette.testclient import TestClient

from nn_core.digits import Recognizer
from nn_core.model_file import Model
from nn_core.network import Network
from web_api.app import create_app
from web_api.settings import Settings


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    network = Network.dense([784, 16, 10], rng=np.random.default_rng(7))
    return Recognizer(Model(network, "Tiny", tuple("0123456789")))


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
