"""How much hands differ from each other."""

from dataclasses import dataclass

__all__ = ["USUAL", "Variation"]


@dataclass(frozen=True, slots=True)
class Variation:
    """How much hands differ. Lengths are in a skeleton's units, a digit being about 100 high.

    Attributes
    ----------
    jitter
        Standard deviation of each point of the path.
    lift
        Standard deviation of where a stroke begins after the pen was lifted.
    bend, taper, sway, balance
        Standard deviations of the sheet's deformation: an arched axis, one end wider than the
        other, an S-shaped axis, and the middle moved up or down, each as a share of half the
        height.
    aspect
        Standard deviation of the logarithm of width through height.
    slant, slant_spread
        Mean and standard deviation of x gained for each unit of height.
    turn_degrees
        Standard deviation of the rotation.
    overshoot
        Standard deviation of how far a stroke ends too late or too early.
    tremor
        Standard deviation of the unsteadiness along the path.
    """

    jitter: float = 5.0
    lift: float = 2.5
    bend: float = 0.09
    taper: float = 0.13
    sway: float = 0.04
    balance: float = 0.11
    aspect: float = 0.25
    slant: float = 0.14
    slant_spread: float = 0.26
    turn_degrees: float = 7.0
    overshoot: float = 3.0
    tremor: float = 0.35


USUAL = Variation()
"""As much as the writers of MNIST differ, and a little more."""
