"""A directional gradient check: the slope along one random direction, computed in two ways."""

from collections.abc import Callable

import numpy as np
import pytest

from nn_core.layers import FloatArray, Layer


def slope_errors(layer: Layer, inputs: FloatArray, rng: np.random.Generator) -> dict[str, float]:
    """Compare `backward` with central differences, by the inputs and by each parameter.

    The loss is a random weighting of the layer's outputs. For each array that it depends on, a
    random direction is drawn; what counts is the relative error of the slope along it.
    """
    weighting = rng.normal(size=layer.forward(inputs, training=True).shape)
    gradients = {"inputs": layer.backward(weighting)} | {
        name: gradient.copy() for name, gradient in layer.gradients.items()
    }
    arrays = {"inputs": inputs} | layer.parameters
    errors = {}
    for name, values in arrays.items():
        direction = rng.normal(size=values.shape)
        kept, losses, step = values.copy(), [], 1e-6
        for sign in (1.0, -1.0):
            values[...] = kept + sign * step * direction
            losses.append(float((weighting * layer.forward(inputs, training=True)).sum()))
        values[...] = kept
        measured = (losses[0] - losses[1]) / (2.0 * step)
        computed = float((gradients[name] * direction).sum())
        errors[name] = abs(measured - computed) / max(abs(measured), abs(computed), 1e-3)
    return errors


@pytest.fixture
def check_gradients() -> Callable[..., None]:
    """Check a layer's gradients for random inputs of a shape (the batch first), or given ones."""

    def check(
        layer: Layer, shape: tuple[int, ...], *, seed: int = 0, inputs: FloatArray | None = None
    ) -> None:
        rng = np.random.default_rng(seed)
        layer.build(shape[1:], rng=rng, dtype=np.float64)
        for values in layer.parameters.values():
            values += 0.1 * rng.normal(size=values.shape)
        if inputs is None:
            inputs = rng.normal(size=shape)
        errors = slope_errors(layer, inputs, rng)
        assert max(errors.values()) < 1e-6, errors

    return check
