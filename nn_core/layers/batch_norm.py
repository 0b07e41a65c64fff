"""BatchNorm: each feature is brought to mean 0 and variance 1 over the batch, then rescaled."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.errors import ConfigError
from nn_core.layers.base import FloatArray, Layer, Shape
from nn_core.layers.settings import as_number

__all__ = ["BatchNorm"]


class BatchNorm(Layer):
    """Normalises over the batch: weight · (x - mean) / √(variance + epsilon) + bias.

    After a convolution a feature is a channel, and its statistics are taken over all places. In
    training they are the batch's; in use they are the running ones kept in `buffers`
    ("running_mean", "running_var", the variance unbiased as in PyTorch).

    Parameters
    ----------
    momentum
        The share by which the running statistics move towards each batch's; the very first
        batch's are taken as they are.
    epsilon
        Keeps the division from blowing up where a feature hardly varies.

    Input shape
        (batch, features) or (batch, channels, height, width)
    Output shape
        the same

    Raises
    ------
    ConfigError
        If a number is out of range.

    References
    ----------
    Ioffe, Szegedy: "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
    Covariate Shift", 2015, https://arxiv.org/abs/1502.03167
    """

    kind = "batch_norm"

    def __init__(self, *, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.momentum = as_number("The momentum of a batch normalisation", momentum)
        self.epsilon = as_number("The epsilon of a batch normalisation", epsilon)
        if not 0.0 < self.momentum <= 1.0:
            raise ConfigError(
                "The momentum of a batch normalisation lies above 0 and up to 1, "
                f"not at {momentum}."
            )
        if not 0.0 < self.epsilon <= 1.0:
            raise ConfigError(
                f"The epsilon of a batch normalisation lies above 0 and up to 1, not at {epsilon}."
            )

    def output_shape(self, input_shape: Shape) -> Shape:
        """Keep the shape."""
        if len(input_shape) not in (1, 3):
            raise self._shape_error(
                "samples of shape (features,) or (channels, height, width)", input_shape
            )
        return input_shape

    def build(
        self,
        input_shape: Shape,
        *,
        rng: np.random.Generator | None,
        dtype: type[np.floating] = np.float32,
        followed_by: str | None = None,
    ) -> Shape:
        """Begin with a weight of ones, a bias of zeros, and statistics that change nothing."""
        output_shape = self.output_shape(input_shape)
        features = input_shape[0]
        self._add_parameter("weight", np.ones(features, dtype))
        self._add_parameter("bias", np.zeros(features, dtype))
        self.buffers["running_mean"] = np.zeros(features, dtype)
        self.buffers["running_var"] = np.ones(features, dtype)
        return output_shape

    def forward(self, inputs: FloatArray, *, training: bool = False) -> FloatArray:
        """Compute weight · (x - mean) / √(variance + epsilon) + bias."""
        self._axes = (0, 2, 3) if inputs.ndim == 4 else (0,)
        self._training = training
        if training:
            mean, variance = inputs.mean(axis=self._axes), inputs.var(axis=self._axes)
            self.update_running(mean, variance, inputs.size // len(mean))
        else:
            mean, variance = self.buffers["running_mean"], self.buffers["running_var"]
        self._deviation = np.sqrt(variance + self.epsilon)
        self._normalised = (inputs - self._over(mean, inputs)) / self._over(self._deviation, inputs)
        weight, bias = self.parameters["weight"], self.parameters["bias"]
        return self._over(weight, inputs) * self._normalised + self._over(bias, inputs)

    def update_running(self, mean: FloatArray, variance: FloatArray, count: int) -> None:
        """Move the running statistics towards those of a batch.

        Parameters
        ----------
        mean, variance
            The batch's, ndarrays of shape (features,).
        count
            How many numbers each was taken over.
        """
        unbiased = variance * (count / max(count - 1, 1))
        known_mean, known_variance = self.buffers["running_mean"], self.buffers["running_var"]
        untouched = not known_mean.any() and bool((known_variance == 1.0).all())
        share = 1.0 if untouched else self.momentum
        known_mean += share * (mean - known_mean)
        known_variance += share * (unbiased - known_variance)

    def backward(self, grad_output: FloatArray) -> FloatArray:
        """Carry back weight / deviation · (grad - mean of grad - x̂ · mean of grad · x̂)."""
        axes, normalised = self._axes, self._normalised
        (grad_output * normalised).sum(axis=axes, out=self.gradients["weight"])
        grad_output.sum(axis=axes, out=self.gradients["bias"])
        scale = self._over(self.parameters["weight"] / self._deviation, grad_output)
        if not self._training:
            return scale * grad_output
        count = grad_output.size // len(self._deviation)
        mean_grad = self._over(self.gradients["bias"] / count, grad_output)
        mean_product = self._over(self.gradients["weight"] / count, grad_output)
        return scale * (grad_output - mean_grad - normalised * mean_product)

    @staticmethod
    def _over(features: FloatArray, inputs: FloatArray) -> FloatArray:
        """Shape one number a feature so that it spreads over a batch."""
        return features.reshape(-1, 1, 1) if inputs.ndim == 4 else features

    def config(self) -> dict[str, Any]:
        """Describe the layer: momentum and epsilon."""
        return {"kind": self.kind, "momentum": self.momentum, "epsilon": self.epsilon}
