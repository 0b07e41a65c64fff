"""Shares come to a hundred, whatever is changed about one of them."""

import pytest

from desktop_app.train.setup.share_balance import (
    add_share,
    change_share,
    even_shares,
    remove_share,
)


@pytest.mark.parametrize(
    ("shares", "place", "share", "wanted"),
    [
        ([80.0, 20.0], 0, 60.0, [60.0, 40.0]),
        ([60.0, 20.0, 20.0], 0, 40.0, [40.0, 30.0, 30.0]),
        ([60.0, 30.0, 10.0], 1, 50.0, [43.0, 50.0, 7.0]),
        ([98.0, 1.0, 1.0], 0, 99.0, [98.0, 1.0, 1.0]),
        ([50.0, 50.0], 1, 33.5, [66.5, 33.5]),
    ],
)
def test_the_others_divide_the_rest_as_they_did_before(
    shares: list[float], place: int, share: float, wanted: list[float]
) -> None:
    assert change_share(shares, place, share) == wanted
    assert sum(change_share(shares, place, share)) == 100


def test_a_new_part_takes_a_fifth_or_less() -> None:
    assert add_share([100.0]) == [80.0, 20.0]
    assert add_share([80.0, 20.0]) == [64.0, 16.0, 20.0]
    assert sum(add_share([20.0] * 5)) == 100


def test_the_share_of_a_part_that_goes_is_divided() -> None:
    assert remove_share([60.0, 20.0, 20.0], 1) == [75.0, 25.0]
    assert remove_share([60.0, 40.0], 0) == [100.0]


def test_even_shares_are_whole_percents() -> None:
    assert even_shares(2) == [50.0, 50.0]
    assert even_shares(3) == [34.0, 33.0, 33.0]
