"""Optimizers: steps worked by hand, and a hundred steps beside PyTorch's."""

import math
from typing import Any

import numpy as np
import pytest

from nn_core.errors import ConfigError
from nn_core.optimizers import (
    CHUNK,
    OPTIMIZERS,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
    make_optimizer,
)


def after(optimizer: Optimizer, gradients: list[list[float]]) -> list[float]:
    """Start at (1, -2) and take a step along each gradient."""
    parameters = np.array([1.0, -2.0])
    for gradient in gradients:
        optimizer.step(parameters, np.array(gradient))
    return list(parameters)


def test_gradient_descent_by_hand() -> None:
    assert after(SGD(0.1), [[2, 4]]) == pytest.approx([0.8, -2.4])


def test_momentum_by_hand() -> None:
    # Velocities 2, 4 and then 0.5 · 2 + 1 = 2, 0.5 · 4 + 0 = 2.
    assert after(Momentum(0.1, momentum=0.5), [[2, 4], [1, 0]]) == pytest.approx([0.6, -2.6])


def test_nesterov_by_hand() -> None:
    # Steps 2 + 0.5 · 2 = 3 and 4 + 0.5 · 4 = 6, then 1 + 0.5 · 2 = 2 and 0 + 0.5 · 2 = 1.
    assert after(Nesterov(0.1, momentum=0.5), [[2, 4], [1, 0]]) == pytest.approx([0.5, -2.7])


def test_adam_by_hand() -> None:
    # The first step is as long as the learning rate, whatever the gradient.
    assert after(Adam(0.1), [[2, -400]]) == pytest.approx([0.9, -1.9], abs=1e-7)
    # m = 0.9 · 0.2 + 0.1 · 1 = 0.28, v = 0.999 · 0.004 + 0.001 · 1 = 0.004996 after the second.
    second = 0.1 * (0.28 / 0.19) / math.sqrt(0.004996 / 0.001999)
    assert after(Adam(0.1), [[2, 2], [1, 1]])[0] == pytest.approx(0.9 - second, abs=1e-7)


def test_adamw_shrinks_the_weights_apart_from_the_gradient() -> None:
    received = after(AdamW(0.1, weight_decay=0.5), [[2, 2]])
    assert received == pytest.approx([0.95 - 0.1, -1.9 - 0.1], abs=1e-7)


def test_rmsprop_by_hand() -> None:
    # v = 0.1 · 4 = 0.4.
    received = after(RMSprop(0.1, rho=0.9), [[2, -2]])
    assert received == pytest.approx([1 - 0.2 / math.sqrt(0.4), -2 + 0.2 / math.sqrt(0.4)])


def test_adagrad_by_hand() -> None:
    received = after(Adagrad(0.1), [[3, 4], [4, 3]])
    assert received == pytest.approx([1 - 0.1 - 0.08, -2 - 0.1 - 0.06])


def test_a_large_epsilon_by_hand() -> None:
    epsilon = 0.1  # beside a gradient of 2, whose root mean square it is added to
    for kind in (Adam, AdamW):  # corrected for its beginning, the mean is 2 and so is its root
        received = after(kind(0.1, epsilon=epsilon, weight_decay=0.0), [[2, -2]])
        assert received == pytest.approx([1 - 0.2 / 2.1, -2 + 0.2 / 2.1])
    # m̂ = 0.28 / 0.19 and v̂ = 0.004996 / 0.001999 after the second, as above.
    second = 0.1 * (0.28 / 0.19) / (math.sqrt(0.004996 / 0.001999) + epsilon)
    received = after(Adam(0.1, epsilon=epsilon), [[2, 2], [1, 1]])
    assert received[0] == pytest.approx(1 - 0.2 / 2.1 - second)
    received = after(RMSprop(0.1, rho=0.9, epsilon=epsilon), [[2, -2]])
    assert received[0] == pytest.approx(1 - 0.2 / (math.sqrt(0.4) + epsilon))
    received = after(Adagrad(0.1, epsilon=epsilon), [[2, -2]])
    assert received[0] == pytest.approx(1 - 0.2 / 2.1)


def test_parts_of_the_parameters_may_be_spared_from_decay() -> None:
    optimizer = SGD(0.1, weight_decay=0.5)
    parameters, gradients = np.ones(4), np.zeros(4)
    optimizer.begin_step(parameters)
    optimizer.update(parameters, gradients, slice(0, 2))
    optimizer.update(parameters, gradients, slice(2, 4), decay=False)
    np.testing.assert_allclose(parameters, [0.95, 0.95, 1, 1])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_many_parameters_move_like_few(name: str) -> None:
    rng = np.random.default_rng(0)
    size = 2 * CHUNK + 5
    parameters, gradients = rng.normal(size=(2, size))
    expected = parameters[::CHUNK].copy()
    whole, few = make_optimizer(name, 0.01), make_optimizer(name, 0.01)
    for _ in range(3):
        whole.step(parameters, gradients)
        few.step(expected, gradients[::CHUNK])
    np.testing.assert_allclose(parameters[::CHUNK], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "theirs", "settings"),
    [
        ("sgd", "SGD", {}),
        ("momentum", "SGD", {"momentum": 0.9}),
        ("nesterov", "SGD", {"momentum": 0.9, "nesterov": True}),
        ("adam", "Adam", {}),
        ("adamw", "AdamW", {"weight_decay": 0.01}),
        ("rmsprop", "RMSprop", {}),
        ("adagrad", "Adagrad", {}),
        ("adam", "Adam", {"eps": 0.1}),
        ("adamw", "AdamW", {"weight_decay": 0.01, "eps": 0.1}),
        ("rmsprop", "RMSprop", {"eps": 0.1}),
        ("adagrad", "Adagrad", {"eps": 0.1}),
    ],
)
def test_a_hundred_steps_agree_with_pytorch(
    name: str, theirs: str, settings: dict[str, Any]
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is compared with where it is installed")
    rng = np.random.default_rng(0)
    start, curvature = rng.normal(size=20), rng.uniform(0.1, 3.0, 20)
    parameters = start.copy()
    peer = torch.nn.Parameter(torch.tensor(start))
    optimizer = make_optimizer(name, 0.05, epsilon=settings.get("eps"))
    peer_optimizer = getattr(torch.optim, theirs)([peer], lr=0.05, **settings)
    for _ in range(100):
        noise = rng.normal(size=20)
        optimizer.step(parameters, curvature * parameters + noise)
        peer.grad = torch.tensor(curvature) * peer.detach() + torch.tensor(noise)
        peer_optimizer.step()
    np.testing.assert_allclose(parameters, peer.detach().numpy(), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "own_settings"),
    [
        ("momentum", {"momentum": 0.5}),
        ("nesterov", {"momentum": 0.5}),
        ("adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.1}),
        ("adamw", {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.1}),
        ("rmsprop", {"rho": 0.5, "epsilon": 0.1}),
        ("adagrad", {"epsilon": 0.1}),
    ],
)
def test_a_rule_takes_its_own_settings_and_passes_over_those_of_others(
    name: str, own_settings: dict[str, float]
) -> None:
    others = {"momentum": 0.1, "beta1": 0.1, "beta2": 0.1, "rho": 0.1, "epsilon": 0.3}
    direct = OPTIMIZERS[name](0.05, **own_settings)
    by_name = make_optimizer(name, 0.05, **(others | own_settings))
    usual = make_optimizer(name, 0.05, **dict.fromkeys(others))
    steps = [[2.0, 4.0], [1.0, 0.5]]
    direct.weight_decay = by_name.weight_decay
    assert after(by_name, steps) == after(direct, steps)
    assert after(usual, steps) != after(OPTIMIZERS[name](0.05, **own_settings), steps)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("sgd", {"learning_rate": 0.0}),
        ("sgd", {"learning_rate": float("nan")}),
        ("momentum", {"learning_rate": 0.1, "momentum": 1.0}),
        ("adam", {"learning_rate": 0.1, "weight_decay": -1.0}),
        ("lion", {"learning_rate": 0.1}),
        ("adam", {"learning_rate": 0.1, "epsilon": 0.0}),
        ("rmsprop", {"learning_rate": 0.1, "epsilon": -1e-8}),
        ("adagrad", {"learning_rate": 0.1, "epsilon": 1e-46}),
        ("adam", {"learning_rate": 0.1, "beta_1": 0.5}),
    ],
)
def test_wrong_settings_are_refused(name: str, settings: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        make_optimizer(name, **settings)
