"""Which versions of what made a result, for the record that is kept beside it."""

import platform
from importlib.metadata import PackageNotFoundError, version

import numpy as np

__all__ = ["program_version", "versions"]


def program_version() -> str:
    """Tell Inkling's own version, or "unknown" for a source tree that is not installed."""
    try:
        return version("inkling")
    except PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """List the versions that a training run's result may depend on."""
    return {
        "inkling": program_version(),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
    }
