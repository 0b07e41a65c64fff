"""Predictions a second: Inkling's service against the same network in onnxruntime.

Three services answer `POST /predict` with 784 pixel values each, one after the other in every
round, on loopback, each with one worker on one core of its own:

- Inkling's, as `inkling serve` runs it;
- the same service with onnxruntime in the network's place;
- onnxruntime behind a plain FastAPI route, as tutorials write it.

Sixteen clients keep one connection each and ask again as soon as they are answered; in a second
part they ask at 1,500 a second together. "Processor" is the service's own processor time for a
request, which says the same on a busy machine as on an idle one.

    python -m benchmarks.web_load [--model FILE] [--rounds 3] [--requests 6000] [--json]

Needs the extras `web`, `onnx` and `bench`.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import uvicorn
import uvloop
from fastapi import FastAPI
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from nn_core.data.synthetic import synthetic_dataset
from nn_core.digits import Recognizer
from nn_core.onnx_export import export_onnx
from web_api.app import create_app
from web_api.service import load_recognizer
from web_api.settings import Settings

CLIENTS = 16
RATE = 1500
LONGEST_SECONDS = 30
WARM_UP = 500
SERVICES = {
    "inkling": "Inkling",
    "onnxruntime": "the same on onnxruntime",
    "plain": "onnxruntime, plain FastAPI",
}


@dataclass(frozen=True, slots=True)
class Load:
    """How one service did in one run.

    Attributes
    ----------
    per_second
        Answers a second.
    median_ms, p99_ms
        Time from question to answer.
    processor_us
        The service's processor time for one answer.
    """

    per_second: float
    median_ms: float
    p99_ms: float
    processor_us: float


class OnnxRecognizer(Recognizer):
    """The recognizer with onnxruntime in the place of its network."""

    def __init__(self, recognizer: Recognizer, session: Any) -> None:
        super().__init__(recognizer.model)
        self._session = session

    def _logits(self, images: NDArray[np.uint8]) -> NDArray[np.floating]:
        inputs = images.astype(np.float32) * np.float32(1 / 255)
        shape = (len(images), *self.model.network.input_shape)
        logits: NDArray[np.floating]
        (logits,) = self._session.run(None, {"image": inputs.reshape(shape)})
        return logits


class Pixels(BaseModel):
    """The body that the plain route takes."""

    pixels: list[float] = Field(min_length=784, max_length=784)


def plain_app(session: Any, shape: tuple[int, ...]) -> FastAPI:
    """Write the route as tutorials do."""
    app = FastAPI()

    @app.post("/predict")
    async def predict(body: Pixels) -> dict[str, Any]:
        inputs = np.array(body.pixels, dtype=np.float32).reshape(1, *shape) / np.float32(255)
        logits = session.run(None, {"image": inputs})[0][0]
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        return {"digit": int(shares[:10].argmax()), "probabilities": shares[:10].tolist()}

    return app


def make_session(recognizer: Recognizer) -> Any:
    """Export the network and open it in onnxruntime, on one thread."""
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        export_onnx(path, recognizer.model)
        return onnxruntime.InferenceSession(path, options)


def serve(name: str, model: str) -> None:
    """Be one of the services, until the end."""
    settings = Settings(model=model)
    recognizer = load_recognizer(settings)
    if name == "inkling":
        app = create_app(settings, recognizer=recognizer)
    elif name == "onnxruntime":
        session = make_session(recognizer)
        app = create_app(settings, recognizer=OnnxRecognizer(recognizer, session))
    else:
        app = plain_app(make_session(recognizer), recognizer.model.network.input_shape)
    uvicorn.run(app, port=0, access_log=False, server_header=False)


@contextmanager
def running(name: str, model: str) -> Iterator[tuple[int, int]]:
    """Start a service on a core of its own, and give its process and port."""
    command = [sys.executable, "-m", "benchmarks.web_load", "--serve", name, "--model", model]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, stderr=log, env=environment) as process,
    ):
        try:
            pin(process.pid, first=True)
            while not (found := re.search(r"running on http://[^:]+:(\d+)", read_all(log))):
                if process.poll() is not None:
                    raise SystemExit(read_all(log))
                time.sleep(0.05)
            yield process.pid, int(found[1])
        finally:
            process.terminate()


def read_all(log: Any) -> str:
    """Read a file from its beginning."""
    log.seek(0)
    text: str = log.read()
    return text


def pin(process: int, *, first: bool) -> None:
    """Keep a process on the first core, or on the others, where the system can do so."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(process))
        if len(cores) > 1:
            os.sched_setaffinity(process, cores[:1] if first else cores[1:])


def processor_seconds(process: int) -> float:
    """Read how much processor time a process has had; not a number where that is not told."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def make_requests() -> list[bytes]:
    """Write requests with pictures of digits that nobody wrote."""
    images = synthetic_dataset(64, rng=np.random.default_rng(0)).images
    requests = []
    for image in images:
        body = json.dumps({"pixels": image.ravel().tolist()}, separators=(",", ":"))
        head = (
            "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append((head + body).encode())
    return requests


class Client(asyncio.Protocol):
    """One connection that asks, waits for the whole answer, and asks again."""

    def __init__(self, run: "Run", place: int) -> None:
        self._run = run
        self._buffer = b""
        self._asked = 0.0
        # The clients begin one after the other, as those of a real service do.
        self._due = time.perf_counter() + (place / run.rate if run.rate else 0)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if not end or len(body) < int(re.search(rb"content-length: (\d+)", head)[1]):  # type: ignore[index]  # always sent
            return
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(self._buffer.decode())
        self._buffer = b""
        self._run.answered(time.perf_counter() - self._asked)
        if not self._run.finished.is_set():
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """Notice a service that hangs up."""
        if not self._run.finished.is_set():
            raise SystemExit(f"The service hung up: {exc}.")

    def close(self) -> None:
        """End."""
        if self._transport is not None:
            self._transport.close()

    def _ask(self) -> None:
        wait = 0.0
        if self._run.rate:
            self._due = max(self._due + CLIENTS / self._run.rate, time.perf_counter() - 0.05)
            wait = self._due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send)
        else:
            self._send()

    def _send(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._asked = time.perf_counter()
            self._transport.write(self._run.next_request())


class Run:
    """All clients together, for so many answers or so many seconds."""

    def __init__(self, requests: Sequence[bytes], count: int, rate: int | None) -> None:
        self.finished = asyncio.Event()
        self.rate = rate
        self._requests = requests
        self._count = count
        self._next = 0
        self.seconds: list[float] = []

    def next_request(self) -> bytes:
        """Take turns with the pictures."""
        self._next += 1
        return self._requests[self._next % len(self._requests)]

    def answered(self, seconds: float) -> None:
        """Note one answer."""
        self.seconds.append(seconds)
        if len(self.seconds) >= self._count:
            self.finished.set()


async def ask(port: int, requests: Sequence[bytes], count: int, rate: int | None) -> Run:
    """Let all clients ask."""
    run = Run(requests, count, rate)
    loop = asyncio.get_running_loop()
    clients = []
    for place in range(CLIENTS):
        _, client = await loop.create_connection(partial(Client, run, place), "127.0.0.1", port)
        clients.append(client)
    async with asyncio.timeout(LONGEST_SECONDS):
        await run.finished.wait()
    for client in clients:
        client.close()
    return run


def measure(
    process: int, port: int, requests: Sequence[bytes], count: int, rate: int | None
) -> Load:
    """Load one service and time it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(ask(port, requests, WARM_UP, None))
        before, began = processor_seconds(process), time.perf_counter()
        run = runner.run(ask(port, requests, count, rate))
        elapsed = time.perf_counter() - began
        spent = processor_seconds(process) - before
    milliseconds = np.array(run.seconds) * 1000
    return Load(
        per_second=len(run.seconds) / elapsed,
        median_ms=float(np.median(milliseconds)),
        p99_ms=float(np.quantile(milliseconds, 0.99)),
        processor_us=spent / len(run.seconds) * 1e6,
    )


def median(loads: Sequence[Load]) -> Load:
    """Take the median of each figure over the rounds."""
    return Load(
        *(
            statistics.median(getattr(load, name) for load in loads)
            for name in ("per_second", "median_ms", "p99_ms", "processor_us")
        )
    )


def compare(model: str, rounds: int, count: int) -> dict[str, dict[str, Load]]:
    """Measure all services, in every round once flat out and once at the given rate."""
    requests = make_requests()
    pin(0, first=False)
    loads: dict[str, dict[str, list[Load]]] = {
        name: {"flat out": [], f"at {RATE} a second": []} for name in SERVICES
    }
    for _ in range(rounds):
        for name in SERVICES:
            with running(name, model) as (process, port):
                for way, rate in zip(loads[name], (None, RATE), strict=True):
                    loads[name][way].append(measure(process, port, requests, count, rate))
    return {
        name: {way: median(found) for way, found in ways.items()} for name, ways in loads.items()
    }


def show(results: dict[str, dict[str, Load]]) -> None:
    """Print a table."""
    for way in next(iter(results.values())):
        print(f"\n{CLIENTS} clients, {way}; one worker on one core")
        print(f"  {'':<27} {'a second':>9} {'median':>9} {'p99':>9} {'processor':>11}")
        for name, ways in results.items():
            load = ways[way]
            print(
                f"  {SERVICES[name]:<27} {load.per_second:9.0f} {load.median_ms:6.2f} ms "
                f"{load.p99_ms:6.2f} ms {load.processor_us:8.0f} µs"
            )
    flat = {name: next(iter(ways.values())) for name, ways in results.items()}
    for peer in ("onnxruntime", "plain"):
        ratio = flat["inkling"].per_second / flat[peer].per_second
        print(f"\nInkling answers {ratio:.2f} times as many as {SERVICES[peer]}.", end="")
    print()


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="inkling", help="a bundled model's name or a file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=6000, help="answers in each run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", choices=tuple(SERVICES), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.serve, wanted.model)
        return
    results = compare(wanted.model, wanted.rounds, wanted.requests)
    if wanted.json:
        print(
            json.dumps({n: {w: asdict(x) for w, x in ways.items()} for n, ways in results.items()})
        )
    else:
        show(results)


if __name__ == "__main__":
    main()
