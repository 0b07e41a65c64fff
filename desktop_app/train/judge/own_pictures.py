"""Which of the judged pictures are digits of the person's own hand, whose answers can be mended."""

from collections.abc import Mapping

from nn_core.data import MY_DIGITS, Dataset
from nn_core.errors import DatasetError
from nn_core.teaching import Collection

__all__ = ["find_own", "relabel_own"]


def find_own(dataset: str, data: Dataset | None) -> Mapping[int, int]:
    """Find pictures in the person's own collection.

    Parameters
    ----------
    dataset
        The name of what was learnt from; only one that names the collection is looked through.
    data
        The judged pictures.

    Returns
    -------
    Mapping[int, int]
        The digits' keys in the collection by the places of the pictures.
    """
    if data is None or MY_DIGITS not in dataset:
        return {}
    try:
        digits = Collection().digits()
    except DatasetError:
        return {}
    keys = {(digit.image.tobytes(), digit.label): digit.key for digit in digits}
    found = (
        (index, keys.get((image.tobytes(), int(label))))
        for index, (image, label) in enumerate(zip(data.images, data.labels, strict=True))
    )
    return {index: key for index, key in found if key is not None}


def relabel_own(key: int, label: int) -> bool:
    """Give a digit of the collection another right answer; False if it is not there any more.

    Raises
    ------
    DatasetError
        If the collection cannot be written.
    """
    return bool(Collection().relabel({key: label}))
