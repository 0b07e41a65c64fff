"""Which layers are divided, and which parameters each member then moves."""

from typing import Any

import numpy as np
import pytest

from nn_core.fast.division import DivisibleLayer, edges_of
from nn_core.fast.step import Share, _share_out
from nn_core.network import Network

WIDE = {"kind": "dense", "units": 80}
FLATTEN = {"kind": "flatten"}
LAST = {"kind": "dense", "units": 400}


def layer_of(*layers: dict[str, Any]) -> DivisibleLayer | None:
    return DivisibleLayer.of(Network.from_config(list(layers), input_shape=(1, 28, 28)))


@pytest.mark.parametrize(
    "layers",
    [
        (FLATTEN, LAST),
        (FLATTEN, {"kind": "dense", "units": 60}, LAST),
        (FLATTEN, {"kind": "relu"}, WIDE, LAST),
        (FLATTEN, FLATTEN, WIDE, LAST),
        ({"kind": "conv2d", "filters": 2, "kernel_size": 3}, FLATTEN, WIDE, LAST),
        (FLATTEN, {"kind": "dropout", "rate": 0.1}, WIDE, LAST),
        (FLATTEN,),
    ],
    ids=["alone", "small", "relu", "twice", "convolution", "dropout", "nothing"],
)
def test_what_is_small_or_comes_later_is_not_divided(layers: tuple[dict[str, Any], ...]) -> None:
    assert layer_of(*layers) is None


def test_a_wide_first_layer_is_divided_for_batches_that_are_shorter() -> None:
    layer = layer_of(FLATTEN, WIDE, LAST)
    assert layer is not None
    assert (layer.index, layer.units, layer.features) == (1, 80, 784)
    assert [layer.suits(samples) for samples in (1, 2, 80, 81)] == [False, True, True, False]


def spans(shares: list[Share]) -> list[list[tuple[int, int]]]:
    return [[(part.start, part.stop) for part, _ in share.moved] for share in shares]


@pytest.mark.parametrize("members", [1, 2, 3, 5])
@pytest.mark.parametrize("lead", [0, 100, 10_000])
@pytest.mark.parametrize("units", [0, 7, 50])
def test_each_parameter_is_moved_by_one_member(members: int, lead: int, units: int) -> None:
    owned = [edge * 30 for edge in edges_of(units, members)]
    parts = [(slice(0, 1500), True), (slice(1500, 1550), False), (slice(1550, 3003), True)]
    shares = _share_out(parts, owned, lead)
    moved, added = np.zeros((2, 3003), int)
    for member, share in enumerate(shares):
        for part, decays in share.moved:
            moved[part] += 1
            assert decays == (not 1500 <= part.start < 1550)
        for part, _ in share.added:
            added[part] += 1
        own = np.zeros(3003, int)
        for part, _ in share.moved:
            own[part] = 1
        assert own[owned[member] : owned[member + 1]].all(), "who has a gradient alone moves it"
    assert (moved == 1).all()
    assert (added == (np.arange(3003) >= owned[-1])).all()


def test_the_first_member_moves_fewer_parameters() -> None:
    whole = [(slice(0, 3200), False)]
    assert spans(_share_out(whole, [0, 0, 0], 320)) == [[(1760, 3200)], [(0, 1760)]]
    assert spans(_share_out(whole, [0, 800, 1600], 320)) == [
        [(0, 800), (2560, 3200)],
        [(800, 2560)],
    ]
    assert spans(_share_out(whole, [0, 800, 1600], 9999)) == [[(0, 800)], [(800, 3200)]]


def test_what_is_less_than_a_line_is_no_share_of_its_own() -> None:
    odd = [(slice(0, 3203), False)]
    assert spans(_share_out(odd, [0, 800, 1600], 9999)) == [[(0, 800)], [(800, 3203)]]
    assert spans(_share_out(odd, [0, 0, 0], 320)) == [[(1760, 3203)], [(0, 1760)]]
