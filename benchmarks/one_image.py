"""How long one picture takes, on one thread, beside PyTorch and onnxruntime."""

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders.race import RACES, pictures
from benchmarks.rounds import is_there
from nn_core.fast import one_blas_thread
from nn_core.network import Network

__all__ = ["measure"]

GOALS_US = {"dense": 25.0, "convolutional": 120.0}
"""How many microseconds a picture may take at most."""

Read = Callable[[NDArray[np.uint8]], Any]


def measure(*, rounds: int, calls: int = 200) -> dict[str, Any]:
    """Let each contender read single pictures by turns.

    Returns
    -------
    dict[str, Any]
        For each network, the median microseconds that each contender takes.
    """
    images, _ = pictures(calls)
    results: dict[str, Any] = {}
    with one_blas_thread():
        for name, goal in GOALS_US.items():
            readers = _readers(name)
            times: dict[str, list[float]] = {reader: [] for reader in readers}
            for _ in range(rounds):
                for reader, read in readers.items():
                    times[reader].append(_median_us(read, images))
            results[name] = {
                "title": RACES[name].title.partition(",")[0],
                "microseconds": {
                    reader: round(statistics.median(values), 1) for reader, values in times.items()
                },
                "goal_microseconds": goal,
            }
    return results


def _median_us(read: Read, images: NDArray[np.uint8]) -> float:
    durations = []
    for image in images:
        began = perf_counter()
        read(image)
        durations.append(perf_counter() - began)
    return statistics.median(durations) * 1e6


def _readers(name: str) -> dict[str, Read]:
    race = RACES[name]
    network = Network.from_config(
        race.layers(), input_shape=(1, 28, 28), rng=np.random.default_rng(0)
    )
    readers: dict[str, Read] = {"inkling": network.one_image_reader()}
    if is_there("pytorch"):
        readers["pytorch"] = _pytorch(name)
    if is_there("onnxruntime"):
        readers["onnxruntime"] = _onnxruntime(network)
    return readers


def _pytorch(name: str) -> Read:
    import torch

    from benchmarks.contenders.pytorch import network_of

    torch.set_num_threads(1)
    network = network_of(RACES[name]).eval()

    def read(image: NDArray[np.uint8]) -> Any:
        with torch.inference_mode():
            inputs = torch.from_numpy(image).float().div_(255).view(1, 1, 28, 28)
            return network(inputs).numpy()

    return read


def _onnxruntime(network: Network) -> Read:
    import onnxruntime

    from nn_core.onnx_export import to_onnx

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(to_onnx(network).SerializeToString(), options)

    def read(image: NDArray[np.uint8]) -> Any:
        inputs = (image / np.float32(255.0)).reshape(1, 1, 28, 28)
        return session.run(None, {"image": inputs})

    return read
