"""The smooth deformation of a whole sign: bent, tapered, stretched, slanted and turned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nn_core.data.synthetic.skeleton import Skeleton
from nn_core.data.synthetic.variation import Variation

__all__ = ["Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The deformations of some samples, as if each were written on a rubber sheet.

    Attributes
    ----------
    centre
        float64 ndarray of shape (2,): the point about which is deformed.
    half_height
        Half the longer side of the sign.
    warps
        float64 ndarray of shape (4, samples, 1): bend, taper, sway and balance as in `Variation`.
    linear
        float64 ndarray of shape (samples, 2, 2): rows are multiplied by it from the left.
    """

    centre: NDArray[np.float64]
    half_height: float
    warps: NDArray[np.float64]
    linear: NDArray[np.float64]

    @classmethod
    def draw(
        cls, skeleton: Skeleton, count: int, *, rng: np.random.Generator, variation: Variation
    ) -> "Sheet":
        """Draw the deformation of each sample."""
        points = np.concatenate([path.masters.mean(axis=0) for path in skeleton.paths])
        low, high = points.min(axis=0), points.max(axis=0)
        half_height = max(float(high[1] - low[1]), float(high[0] - low[0])) / 2
        spreads = [variation.bend, variation.taper, variation.sway, variation.balance]
        warps = rng.standard_normal((4, count, 1)) * np.array(spreads)[:, None, None]
        width = np.exp(variation.aspect * rng.standard_normal(count))
        slant = variation.slant + variation.slant_spread * rng.standard_normal(count)
        slant = np.clip(slant, -0.45, 0.75) + rng.uniform(*skeleton.slant, count)
        angle = np.deg2rad(variation.turn_degrees) * rng.standard_normal(count)
        cos, sin = np.cos(angle), np.sin(angle)
        # Rows are multiplied from the left: first widen, then slant (y points down), then turn.
        linear = np.empty((count, 2, 2))
        linear[:, 0, 0], linear[:, 0, 1] = width * cos, width * sin
        linear[:, 1, 0], linear[:, 1, 1] = -slant * cos - sin, -slant * sin + cos
        return cls((low + high) / 2, half_height, warps, linear)

    def deform(self, curves: NDArray[np.float64]) -> NDArray[np.float64]:
        """Deform curves of shape (samples, points, 2)."""
        x, y = np.moveaxis((curves - self.centre) / self.half_height, -1, 0)
        bend, taper, sway, balance = self.warps
        across = x * (1 + taper * y) + bend * y**2 + sway * (y**3 - y)
        down = y + balance * (1 - y**2)
        deformed: NDArray[np.float64] = np.stack([across, down], axis=-1) @ self.linear
        return deformed * self.half_height
