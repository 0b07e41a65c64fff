"""A network is summed up in a few lines, and what does not fit is said in words."""

import pytest

from desktop_app.train.setup.outline import describe_layer, outline, preset_outline


def test_the_textbooks_network_has_three_rows() -> None:
    found = preset_outline("textbook-256-128")
    assert [(row.words, row.parameters) for row in found.rows] == [
        ("Dense 256 · ReLU", 200_960),
        ("Dense 128 · ReLU", 32_896),
        ("Dense 10 · Softmax", 1_290),
    ]
    assert found.parameters == 235_146
    assert found.problem == ""


def test_what_has_no_weights_is_told_with_the_layer_before_it() -> None:
    found = preset_outline("conv-32-64-128")
    assert found.rows[0].words == "Conv 32 · 5×5 · max 2×2 · ReLU"
    assert found.rows[0].shape == (32, 12, 12)


def test_a_layer_that_does_not_fit_is_named() -> None:
    layers = [{"kind": "dense", "units": 10}]
    assert outline(layers, classes=10).problem.startswith("Layer 1 does not fit.")
    assert "Flatten" in outline(layers, classes=10).problem


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (
            [{"kind": "flatten"}, {"kind": "conv2d", "filters": 8, "kernel_size": 3}],
            "Layer 2 does not fit. A convolution needs a picture and gets a row of 784 numbers; "
            "it belongs before Flatten.",
        ),
        (
            [{"kind": "max_pool2d", "pool_size": 14}, {"kind": "max_pool2d", "pool_size": 3}],
            "Layer 2 does not fit. Max pooling cannot be wider than the picture that it gets, here "
            "2 × 2; make it narrower, or take out a pooling before it.",
        ),
        (
            [{"kind": "dense", "units": 10}],
            "Layer 1 does not fit. A dense layer needs a row of numbers and gets a picture of "
            "1 × 28 × 28; put a Flatten before it.",
        ),
    ],
)
def test_what_a_layer_needs_is_said_in_words(layers: list[dict[str, object]], words: str) -> None:
    assert outline(layers, classes=10).problem == words


def test_a_last_layer_of_the_wrong_width_is_named() -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": 7}]
    assert outline(layers, classes=10).problem == (
        "The last layer has to give 10 numbers, one for each class; this one gives 7."
    )


def test_an_unknown_layer_is_a_problem_and_not_a_crash() -> None:
    assert "Unknown kind of layer" in outline([{"kind": "magic"}], classes=10).problem


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ({"kind": "conv2d", "filters": 8, "kernel_size": 3}, "Conv 8 · 3×3"),
        (
            {"kind": "conv2d", "filters": 8, "kernel_size": 3, "stride": 2},
            "Conv 8 · 3×3 · stride 2",
        ),
        (
            {"kind": "conv2d", "filters": 8, "kernel_size": [3, 5], "stride": [1, 2]},
            "Conv 8 · 3×5 · stride 1×2",
        ),
        ({"kind": "max_pool2d", "pool_size": 2, "stride": [2, 2]}, "max 2×2"),
        ({"kind": "average_pool2d", "pool_size": 3, "stride": 2}, "mean 3×3 · stride 2"),
    ],
)
def test_a_stride_that_is_not_the_usual_one_is_told(layer: dict[str, object], words: str) -> None:
    assert describe_layer(layer) == words
