"""The pictures of how-it-works.md, each drawn from a real run of the library.

    python docs/make_figures.py            all of them, some minutes
    python docs/make_figures.py neuron     one of them

It needs MNIST (`inkling data download mnist`) and the extra `docs` (matplotlib). The same seed
gives the same pictures.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from nn_core.architectures import PRESETS, build_network
from nn_core.data import Dataset, load_dataset
from nn_core.data.synthetic import write_digit
from nn_core.errors import DatasetError
from nn_core.ink.drawing import draw_lines, draw_strokes, place_strokes
from nn_core.ink.strokes import bounding_box
from nn_core.layers import Dense, softmax
from nn_core.losses import BinaryCrossEntropy, CrossEntropy
from nn_core.model_file import load_model
from nn_core.network import Network
from nn_core.optimizers import SGD
from nn_core.reliability import confidence_bins
from nn_core.resources import asset_path
from nn_core.training import EpochReport, Trainer, TrainingConfig

PICTURES = Path(__file__).resolve().parent / "pictures"

TEXT = "#1C1D22"
MUTED = "#6C6E78"
HAIRLINE = "#E4E2DA"
PAPER = "#FBFAF7"
BLUE = "#3F51E0"
ORANGE = "#D9822B"
GREEN = "#2E8B57"
RED = "#C0392B"
COLOURS = (BLUE, ORANGE, GREEN, RED)


def set_style() -> None:
    """Draw in the window's own colours and typeface."""
    for path in asset_path("fonts").glob("Inter-*.otf"):
        font_manager.fontManager.addfont(path)
    mpl.rcParams.update(
        {
            "font.family": "Inter",
            "font.size": 10,
            "text.color": TEXT,
            "axes.labelcolor": MUTED,
            "axes.edgecolor": HAIRLINE,
            "axes.titlesize": 11,
            "axes.titleweight": "semibold",
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": mpl.cycler(color=COLOURS),
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": HAIRLINE,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "legend.frameon": False,
            "lines.linewidth": 1.8,
            "savefig.dpi": 150,
            "figure.constrained_layout.use": True,
        }
    )


def some_digits(count: int, new: int) -> tuple[Dataset, Dataset]:
    """Take some of MNIST's training digits to learn from, and others that are new to the network.

    The test images are left alone: they are for measuring finished networks only.
    """
    dataset = load_dataset("mnist")
    order = np.random.default_rng(0).permutation(len(dataset))
    return dataset.take(order[:count]), dataset.take(order[count : count + new])


def train(
    layers: str | Sequence[Mapping[str, Any]],
    data: Dataset,
    validation: Dataset,
    **settings: Any,
) -> tuple[Network, list[EpochReport]]:
    """Train a network, and give it with its history."""
    config = TrainingConfig(architecture=layers, **settings)
    trainer = Trainer(config, data, validation)
    trainer.train()
    return trainer.network, trainer.history


def show_picture(axes: Axes, picture: NDArray[Any], *, colours: str = "gray_r") -> None:
    """Show a picture without any frame of numbers."""
    if colours == "RdBu":
        limit = float(np.abs(picture).max()) or 1.0
        axes.imshow(picture, cmap=colours, vmin=-limit, vmax=limit)
    else:
        axes.imshow(picture, cmap=colours)
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(True)


def neuron() -> Figure:
    """Teach one neuron to tell a 0 from every other digit."""
    data, new = some_digits(10_000, 2_000)
    rng = np.random.default_rng(1)
    network = Network([Dense(1)], input_shape=(784,), rng=rng)
    loss, optimizer = BinaryCrossEntropy(), SGD(0.5)
    inputs = network.as_inputs(data.images)
    targets = (data.labels == 0).astype(np.float32)[:, None]
    losses = []
    for _ in range(3):
        for batch in np.array_split(rng.permutation(len(data)), 100):
            value, gradient = loss.value_and_gradient(
                network.forward(inputs[batch]), targets[batch]
            )
            network.backward(gradient)
            optimizer.step(network.parameter_vector, network.gradient_vector)
            losses.append(value)
    logits = network.logits(new.images)[:, 0]
    right = float(((logits > 0) == (new.labels == 0)).mean())

    figure, axes = plt.subplots(1, 3, figsize=(9, 2.9), width_ratios=(1, 1.5, 1.5))
    show_picture(axes[0], network.parameters()["0.weight"].reshape(28, 28), colours="RdBu")
    axes[0].set_title("its 784 weights")
    axes[1].plot(losses, linewidth=1)
    axes[1].set(title="its loss, step by step", xlabel="step", yscale="log")
    bins = np.linspace(-15, 10, 51).tolist()
    for values, name in ((logits[new.labels == 0], "0"), (logits[new.labels != 0], "another")):
        axes[2].hist(values, bins=bins, density=True, alpha=0.7, label=f"shown {name}")
    axes[2].set(title=f"its sums for new digits: {right:.1%} right", xlabel="sum", yticks=[])
    axes[2].legend()
    return figure


def optimizers() -> Figure:
    """Compare four ways of moving the weights, on the same network and data."""
    data, validation = some_digits(6_000, 2_000)
    rules: tuple[tuple[str, dict[str, Any]], ...] = (
        ("gradient descent, 0.1", {"optimizer": "sgd", "learning_rate": 0.1}),
        ("with momentum, 0.05", {"optimizer": "momentum", "learning_rate": 0.05}),
        ("Adam, 0.001", {"optimizer": "adam", "learning_rate": 0.001}),
        ("gradient descent, 2.0", {"optimizer": "sgd", "learning_rate": 2.0}),
    )
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
    for name, settings in rules:
        _, history = train("textbook-256-128", data, validation, epochs=8, seed=2, **settings)
        epochs = [report.epoch for report in history]
        axes[0].plot(epochs, [report.training_loss for report in history], label=name)
        axes[1].plot(epochs, [100 * (report.validation_accuracy or 0) for report in history])
    axes[0].set(title="training loss", xlabel="epoch", yscale="log", ylim=(0.03, 20))
    axes[1].set(title="new digits read rightly, %", xlabel="epoch", ylim=(80, 96))
    # Both graphs have the same colours, and only the right one has room for their names.
    axes[1].legend(*axes[0].get_legend_handles_labels(), fontsize=9, loc="lower right")
    return figure


def initialisation() -> Figure:
    """Follow a signal through twenty layers, by how their weights begin."""
    depth, width = 20, 256
    ways: tuple[tuple[str, str], ...] = (
        ("He: variance 2 / inputs", "he"),
        ("LeCun: variance 1 / inputs", "lecun"),
        ("standard deviation 0.05", "normal"),
        ("evenly within ±0.05", "uniform"),
    )
    data, validation = some_digits(6_000, 2_000)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
    for name, initializer in ways:
        layers: list[dict[str, Any]] = [{"kind": "flatten"}]
        for _ in range(depth):
            layers += [
                {"kind": "dense", "units": width, "initializer": initializer},
                {"kind": "relu"},
            ]
        layers.append({"kind": "dense", "units": 10})
        network = build_network(layers, classes=10, rng=np.random.default_rng(1))
        signal = network.as_inputs(data.images[:500])
        spreads = []
        for layer in network.layers[:-1]:
            signal = layer.forward(signal)
            if layer.kind == "relu":
                spreads.append(float(np.sqrt((signal**2).mean())))
        axes[0].plot(range(1, depth + 1), spreads, label=name)
        _, history = train(layers, data, validation, epochs=3, seed=1)
        axes[1].plot([0, 1, 2, 3], [10, *(100 * (r.validation_accuracy or 0) for r in history)])
    axes[0].set(title="size of the signal after each layer", xlabel="layer", yscale="log")
    axes[0].set_xticks([1, 5, 10, 15, 20])
    axes[0].legend(fontsize=9)
    axes[1].set(title="new digits read rightly, %", xlabel="epoch", xticks=[0, 1, 2, 3])
    return figure


def vanishing() -> Figure:
    """Measure how much of the gradient reaches the first layers, by their activation."""
    data, validation = some_digits(6_000, 2_000)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2))
    loss = CrossEntropy()
    for name in ("sigmoid", "relu"):
        layers: list[dict[str, Any]] = [{"kind": "flatten"}]
        for _ in range(8):
            layers += [{"kind": "dense", "units": 64}, {"kind": name}]
        layers.append({"kind": "dense", "units": 10})
        network = build_network(layers, classes=10, rng=np.random.default_rng(1))
        logits = network.forward(network.as_inputs(data.images[:500]))
        _, gradient = loss.value_and_gradient(logits, data.labels[:500])
        network.backward(gradient)
        lengths = [
            float(np.linalg.norm(values))
            for key, values in network.gradients().items()
            if key.endswith("weight")
        ]
        label = {"sigmoid": "sigmoid", "relu": "ReLU"}[name]
        axes[0].plot(range(1, len(lengths) + 1), lengths, marker="o", markersize=4, label=label)
        _, history = train(layers, data, validation, epochs=8, seed=1)
        accuracies = [100 * (report.validation_accuracy or 0) for report in history]
        axes[1].plot(range(1, 9), accuracies, marker="o", markersize=4)
    axes[0].set(title="length of the gradient by layer", xlabel="layer", yscale="log")
    axes[0].legend()
    axes[1].set(title="new digits read rightly, %", xlabel="epoch", ylim=(0, 100))
    return figure


def overfitting() -> Figure:
    """Let a network learn 1,000 digits by heart, and hold it back from that."""
    data, validation = some_digits(1_000, 2_000)
    plain = list(PRESETS["textbook-256-128"].layers(10))
    with_dropout: list[Mapping[str, Any]] = []
    for layer in plain:
        with_dropout.append(layer)
        if layer["kind"] == "relu":
            with_dropout.append({"kind": "dropout", "rate": 0.5})
    runs: tuple[tuple[str, list[Mapping[str, Any]], dict[str, Any]], ...] = (
        ("nothing", plain, {}),
        ("dropout", with_dropout, {}),
        ("weight decay", plain, {"optimizer": "adamw", "weight_decay": 1.0}),
    )
    figure, axes = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
    for part, (name, layers, settings) in zip(axes, runs, strict=True):
        _, history = train(layers, data, validation, epochs=60, batch_size=50, seed=1, **settings)
        epochs = [report.epoch for report in history]
        part.plot(epochs, [report.training_loss for report in history], label="digits learnt from")
        part.plot(epochs, [report.validation_loss for report in history], label="new digits")
        best = max(report.validation_accuracy or 0 for report in history)
        part.set(title=f"{name}: {best:.1%} of new ones", xlabel="epoch", yscale="log")
    axes[0].set_ylabel("loss")
    axes[0].legend(fontsize=9)
    return figure


def first_layer() -> Figure:
    """Show what some neurons of the textbooks' network look for."""
    model = load_model(asset_path("models", "textbook-256-128.safetensors"))
    weight = model.network.parameters()["1.weight"]
    order = np.argsort(-np.linalg.norm(weight, axis=1))[:36]
    figure, axes = plt.subplots(3, 12, figsize=(9, 2.4))
    for part, index in zip(axes.ravel(), order, strict=True):
        show_picture(part, weight[index].reshape(28, 28), colours="RdBu")
    return figure


def convolution() -> Figure:
    """Show a digit, some filters of the network that ships, and where each finds its pattern."""
    network = load_model(asset_path("models", "inkling.safetensors")).network
    _, new = some_digits(0, 500)
    weight = network.parameters()["0.weight"][:, 0]
    digit = new.images[np.flatnonzero(new.labels == 5)[1]]
    maps = network.layers[0].forward(network.as_inputs(digit[None]))[0]
    order = np.argsort(-maps.reshape(len(maps), -1).std(axis=1))[:7]
    figure, axes = plt.subplots(2, 8, figsize=(9, 2.5))
    show_picture(axes[0, 0], digit)
    axes[1, 0].axis("off")
    for column, index in enumerate(order, start=1):
        show_picture(axes[0, column], weight[index], colours="RdBu")
        show_picture(axes[1, column], np.maximum(maps[index], 0), colours="Blues")
    return figure


def ink() -> Figure:
    """Follow pen strokes, large or small, to the picture that the network sees."""
    rng = np.random.default_rng(11)
    figure, axes = plt.subplots(2, 4, figsize=(9, 4.6))
    for row, (digit, size, corner) in enumerate(((7, 0.28, (0.62, 0.08)), (4, 0.85, (0.05, 0.05)))):
        strokes = write_digit(digit, rng=rng)
        left, top, right, bottom = bounding_box(strokes)
        scale = 200 * size / max(right - left, bottom - top)
        place = np.array(corner) * 200 + 10
        moved = [(stroke.points - (left, top)) * scale + place for stroke in strokes]
        paths = [np.asarray(path, dtype=np.float32) for path in moved]
        placed = place_strokes(strokes)
        image = draw_strokes(strokes)
        show_picture(axes[row, 0], draw_lines(paths, line_width=7, size_px=220))
        show_picture(axes[row, 1], draw_lines([8 * path for path in placed], size_px=224))
        show_picture(axes[row, 2], draw_lines(placed, line_width=1.0))
        if image is not None:
            show_picture(axes[row, 3], image)
    titles = ("as it was drawn", "20 px, centred by mass", "28 × 28, thin", "28 × 28, 2.5 px wide")
    for part, title in zip(axes[0], titles, strict=True):
        part.set_title(title)
    return figure


def confidence() -> Figure:
    """Compare stated confidence with how often it comes true, by the temperature."""
    model = load_model(asset_path("models", "textbook-256-128.safetensors"))
    test = load_dataset("mnist", split="test")
    logits = model.network.logits(test.images)
    figure, axes = plt.subplots(1, 2, figsize=(7, 3.4), sharey=True)
    fitted = float(model.calibration["temperature"])
    for part, temperature in zip(axes, (1.0, fitted), strict=True):
        shares = softmax(logits / temperature)
        stated = shares.max(axis=1)
        right = shares.argmax(axis=1) == test.labels
        used = [entry for entry in confidence_bins(stated, right, bins=10) if entry.samples >= 10]
        part.plot([0, 1], [0, 1], color=HAIRLINE, linewidth=1)
        part.plot(
            [entry.confidence for entry in used],
            [entry.accuracy for entry in used],
            marker="o",
            markersize=5,
        )
        part.set(title=f"temperature {temperature:.2f}", xlabel="confidence", aspect="equal")
    axes[0].set_ylabel("share that is right")
    return figure


FIGURES: Mapping[str, Callable[[], Figure]] = {
    "neuron": neuron,
    "optimizers": optimizers,
    "initialisation": initialisation,
    "vanishing": vanishing,
    "overfitting": overfitting,
    "first-layer": first_layer,
    "convolution": convolution,
    "ink": ink,
    "confidence": confidence,
}


def main(names: Sequence[str]) -> int:
    """Draw the named figures, or all of them."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        print(
            f"There is no figure {unknown[0]!r}; there are {', '.join(FIGURES)}.", file=sys.stderr
        )
        return 1
    set_style()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or FIGURES:
        path = PICTURES / f"how-{name}.png"
        figure = FIGURES[name]()
        # Without the maker's version in it, the same picture gives the same file.
        figure.savefig(path, metadata={"Software": None})
        plt.close(figure)
        print(path)
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except DatasetError as error:
        raise SystemExit(str(error)) from None
