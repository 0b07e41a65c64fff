"""Schedules: the learning rate's factor at chosen moments."""

import pytest

from nn_core.errors import ConfigError
from nn_core.schedules import SCHEDULES, make_schedule


@pytest.mark.parametrize(
    ("name", "settings", "factors"),
    [
        ("constant", {}, {0: 1, 5: 1, 10: 1}),
        ("step", {"step_epochs": 3, "decay": 0.5}, {0: 1, 2.9: 1, 3: 0.5, 6: 0.25, 9.5: 0.125}),
        ("exponential", {"decay": 0.5}, {0: 1, 0.5: 0.5**0.5, 2: 0.25}),
        ("linear", {}, {0: 1, 5: 0.5, 10: 0}),
        ("linear", {"decay": 0.2}, {0: 1, 5: 0.6, 10: 0.2}),
        ("cosine", {}, {0: 1, 2.5: 0.8535534, 5: 0.5, 10: 0}),
        ("one-cycle", {}, {0: 0.04, 0.75: 0.1805887, 3: 1, 6.5: 0.500002, 10: 4e-6}),
        ("one-cycle", {"warmup_epochs": 5.0}, {0: 0.04, 5: 1, 10: 4e-6}),
        ("cosine", {"warmup_epochs": 2.0}, {0: 0, 1: 0.5, 2: 1, 6: 0.5, 10: 0}),
        ("constant", {"warmup_epochs": 0.5}, {0: 0, 0.25: 0.5, 0.5: 1, 9: 1}),
    ],
)
def test_factors_in_ten_epochs(
    name: str, settings: dict[str, float], factors: dict[float, float]
) -> None:
    schedule = make_schedule(name, epochs=10, **settings)
    assert {epoch: schedule(epoch) for epoch in factors} == pytest.approx(factors, abs=1e-7)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_factor_never_leaves_0_to_1(name: str) -> None:
    schedule = make_schedule(name, epochs=4, warmup_epochs=1)
    assert all(0 <= schedule(step / 25) <= 1 for step in range(101))


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(ConfigError, match="zigzag"):
        make_schedule("zigzag", epochs=3)
    with pytest.raises(ConfigError, match="warm-up"):
        make_schedule("cosine", epochs=3, warmup_epochs=3)
    # A power of a negative number is a complex one, and a negative rate unlearns.
    with pytest.raises(ConfigError, match="at least 0, not -1"):
        make_schedule("exponential", epochs=3, decay=-1.0)
    with pytest.raises(ConfigError, match="above 0, not 0"):
        make_schedule("step", epochs=3, step_epochs=0.0)
