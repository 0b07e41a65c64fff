"""Shares that come to a hundred, whatever is changed about one of them."""

from collections.abc import Sequence

__all__ = ["add_share", "change_share", "even_shares", "remove_share"]

NEW_SHARE = 20


def change_share(shares: Sequence[float], place: int, share: float) -> list[float]:
    """Give one part another share, and let the others divide the rest as they did before.

    Parameters
    ----------
    shares
        In percent; at least two.
    place
        Which one is changed, from 0.
    share
        Its share from now on; each of the others keeps at least one percent.
    """
    others = [value for index, value in enumerate(shares) if index != place]
    share = min(share, 100.0 - len(others))
    divided = _divide(others, 100.0 - share)
    return [*divided[:place], share, *divided[place:]]


def add_share(shares: Sequence[float]) -> list[float]:
    """Make room for one more part, the last one."""
    new = min(NEW_SHARE, 100 // (len(shares) + 1))
    return [*_divide(shares, 100.0 - new), float(new)]


def remove_share(shares: Sequence[float], place: int) -> list[float]:
    """Take a part out, and divide its share among the others."""
    return _divide([value for index, value in enumerate(shares) if index != place], 100.0)


def even_shares(parts: int) -> list[float]:
    """Give all parts the same share, as nearly as whole percents let it."""
    return _divide([1.0] * parts, 100.0)


def _divide(shares: Sequence[float], whole: float) -> list[float]:
    """Bring shares to another sum, in whole percents but for what is left over."""
    total = sum(shares)
    divided = [max(float(round(whole * share / total)), 1.0) for share in shares]
    largest = divided.index(max(divided))
    divided[largest] = round(divided[largest] + whole - sum(divided), 1)
    return divided
