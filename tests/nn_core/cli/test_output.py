import pytest

from nn_core.cli.output import percentage, sure


@pytest.mark.parametrize(
    ("share", "places", "words"),
    [
        (0.98234, 2, "98.23%"),
        (0.99999, 2, "99.99%"),
        (0.99999, 1, "99.9%"),
        (1.0, 2, "100.00%"),
        (0.0, 1, "0.0%"),
    ],
)
def test_only_a_perfect_share_is_a_hundred_percent(share, places, words):
    assert percentage(share, places) == words


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.5, "50.0% sure"), (0.99996, "> 99.9% sure"), (1.0, "> 99.9% sure")]
)
def test_no_network_is_ever_wholly_sure(confidence, words):
    assert sure(confidence) == words
