"""Writes docs/model-card.md and its pictures from runs of the shipped network on the real datasets.

    INKLING_DATASETS=FOLDER python docs/make_model_card.py

It takes about a minute. The figures in the card come from the runs alone.
"""

from collections import Counter
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nn_core.data import Dataset, load_dataset
from nn_core.digits.recognizer import Recognizer
from nn_core.evaluation import ModelEvaluation, evaluate_model
from nn_core.model_file import Model
from nn_core.reliability import confidence_bins
from recipes.shipping import REFUSED_DIGITS, garbage

mpl.use("Agg")

DOCS = Path(__file__).resolve().parent
FAILURES_SHOWN = 12
SCALE = 3


def main() -> None:
    """Measure, draw and write."""
    recognizer = Recognizer.bundled("inkling")
    model = recognizer.model
    tests = {
        "MNIST, test images": load_dataset("mnist", split="test"),
        "Pen strokes of six unseen writers": load_dataset("pendigits", split="test"),
    }
    judged = {name: evaluate_model(model, data) for name, data in tests.items()}
    draw_failures(DOCS / "pictures" / "card-failures.png", tests, judged)
    draw_reliability(DOCS / "pictures" / "card-reliability.png", recognizer, tests)
    card = write_card(model, judged, refused_by_kind(recognizer))
    (DOCS / "model-card.md").write_text(card, encoding="utf-8")


def refused_by_kind(recognizer: Recognizer) -> dict[str, float]:
    """Tell the share refused of each kind of sign that nothing was learnt from."""
    pictures, kinds = garbage()
    refused: Counter[str] = Counter()
    for reading, kind in zip(recognizer.read_images(pictures), kinds, strict=True):
        refused[str(kind)] += not reading.is_digit
    made = Counter(str(kind) for kind in kinds)
    return {kind: refused[kind] / made[kind] for kind in sorted(made)}


def draw_failures(
    path: Path, tests: dict[str, Dataset], judged: dict[str, ModelEvaluation]
) -> None:
    """Put the surest mistakes side by side, a row for each dataset."""
    rows = []
    for name, data in tests.items():
        chosen = [mistake.index for mistake in judged[name].mistakes[:FAILURES_SHOWN]]
        row: NDArray[np.uint8] = np.zeros((28, 28 * FAILURES_SHOWN), np.uint8)
        for place, index in enumerate(chosen):
            row[:, 28 * place : 28 * (place + 1)] = data.images[index]
        rows.append(row)
    sheet = Image.fromarray(np.concatenate(rows))
    sheet.resize((sheet.width * SCALE, sheet.height * SCALE), Image.Resampling.NEAREST).save(path)


def draw_reliability(path: Path, recognizer: Recognizer, tests: dict[str, Dataset]) -> None:
    """Draw how often the network is right against how sure it says it is."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#9A9CA5", linewidth=1)
    for (name, data), colour in zip(tests.items(), ("#3F51E0", "#D9822B"), strict=True):
        shares = recognizer.probabilities(data.images)[:, :10]
        right = shares.argmax(axis=1) == data.labels
        bins = [
            part for part in confidence_bins(shares.max(axis=1), right, bins=10) if part.samples
        ]
        sizes = [8 + 12 * np.log10(part.samples) for part in bins]
        axes.scatter(
            [part.confidence for part in bins],
            [part.accuracy for part in bins],
            s=sizes,
            color=colour,
            label=name,
        )
    axes.set(xlabel="how sure it says it is", ylabel="how often it is right")
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend(frameon=False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def write_card(model: Model, judged: dict[str, ModelEvaluation], refused: dict[str, float]) -> str:
    """Put the card together."""
    sources = "\n".join(f"- {line}" for line in model.provenance["trained on"])
    results = "\n".join(
        f"| {name} | {it.samples:,} | {it.accuracy:.2%} | {it.errors} "
        f"| {it.refused / it.samples:.2%} | {it.calibration_error:.4f} |"
        for name, it in judged.items()
    )
    kinds = "\n".join(f"| {kind} | {share:.0%} |" for kind, share in refused.items())
    mistaken = "\n".join(
        f"- {name}: "
        + ", ".join(
            f"{truth} read as {answer} ({count}×)"
            for (truth, answer), count in Counter(
                (mistake.label, mistake.predicted) for mistake in it.mistakes
            ).most_common(6)
        )
        for name, it in judged.items()
    )
    mean = float(np.mean(list(refused.values())))
    return f"""# The network that ships

`assets/models/inkling.safetensors`: {model.network.parameter_vector.size:,} weights, three
convolutions with pooling and batch normalisation. It gives eleven probabilities: ten digits, and
"not a digit". Made by `python docs/make_model_card.py` from the file itself.

## What it learnt from

{sources}

It never saw MNIST's test images, the six writers of Pendigits that are held back, or the kinds of
signs listed below. `recipes/inkling.py` is the whole recipe.

## How well it reads

| on | samples | right | errors | refused as no digit | calibration error |
| --- | ---: | ---: | ---: | ---: | ---: |
{results}

The test figure of the second part was read before the third part of the recipe was added, so these
figures are not wholly blind.

"Right" asks for the likeliest digit and leaves refusals aside. `inkling evaluate --data mnist` and
`inkling evaluate --data pendigits` print the same figures.

![How often it is right against how sure it says it is](pictures/card-reliability.png)

## Where it fails

The surest mistakes, on MNIST's test images above and on unseen writers below:

![Digits that are read wrongly](pictures/card-failures.png)

{mistaken}

## What it refuses

It is set to refuse about {REFUSED_DIGITS:.1%} of real digits. Of signs that are no digits, of kinds
it has never learnt from, it refuses {mean:.0%} on average over the kinds:

| kind | refused |
| --- | ---: |
{kinds}

## Licences of the data

MNIST: Yann LeCun, Corinna Cortes, Christopher Burges, CC BY-SA 3.0. Pen-Based Recognition of
Handwritten Digits: Ethem Alpaydin, Fevzi Alimoglu, UCI, CC BY 4.0. The synthetic strokes and signs
are made by `nn_core.data.synthetic`, under Inkling's own licence.
"""


if __name__ == "__main__":
    main()
