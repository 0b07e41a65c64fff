"""Results on standard output: JSON on one line, or text for people."""

import json
from typing import Any

import numpy as np

from nn_core.wording import percent

__all__ = ["counted", "percentage", "plain", "print_json", "sure"]


def percentage(share: float, places: int = 2) -> str:
    """Write a share from 0 to 1 as a percentage, never rounding up to a perfect one."""
    value = 100 * share
    if value < 100:
        value = min(value, 100 - 10**-places)
    return f"{value:.{places}f}%"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write how many there are of something: "1 trial", "2 trials", "1,000 classes"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sure(confidence: float) -> str:
    """Say how sure a network is of an answer, which is never wholly: "99.2% sure"."""
    return f"{percent(confidence).replace(' %', '%')} sure"


def print_json(value: Any) -> None:
    """Print one JSON value on one line."""
    print(json.dumps(plain(value), ensure_ascii=False, allow_nan=False), flush=True)


def plain(value: Any) -> Any:
    """Turn NumPy's numbers and arrays into Python's, all the way down; NaN becomes None."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
