"""The datasets that Inkling knows by name: their files, hashes, mirrors and licences."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nn_core.errors import DatasetError

__all__ = ["CATALOGUE", "DIGIT_NAMES", "CatalogueEntry", "DatasetFile", "Mirror", "catalogue_entry"]

DIGIT_NAMES = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

FASHION_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True, slots=True)
class Mirror:
    """One place that a file can be fetched from.

    Attributes
    ----------
    url
        The address, whole.
    member
        The file's path inside the zip archive that the address gives, or empty.
    """

    url: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One file of a dataset.

    Attributes
    ----------
    name
        The file's name without the ending of any compression.
    sha256
        SHA-256 of its raw bytes, whatever it is wrapped in on a mirror, in hexadecimal.
    size
        Roughly how many bytes a mirror sends, for a progress bar before it answers.
    mirrors
        Tried in this order.
    """

    name: str
    sha256: str
    size: int
    mirrors: tuple[Mirror, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One dataset that is known by name.

    Attributes
    ----------
    name
        What is typed: "mnist".
    title
        What is read: "MNIST".
    description
        One line about what the pictures show.
    licence
        Under which terms, and whose work it is.
    class_names
        In the order of the labels.
    files
        Everything that must be there.
    folder_names
        Folders that are looked for inside those of `INKLING_DATASETS`; the first is Inkling's own.
    """

    name: str
    title: str
    description: str
    licence: str
    class_names: tuple[str, ...]
    files: tuple[DatasetFile, ...]
    folder_names: tuple[str, ...]

    @property
    def download_size(self) -> int:
        """Bytes that a download takes, roughly."""
        return sum(file.size for file in self.files)


def _idx_files(
    hashes: Mapping[str, tuple[str, int]], addresses: tuple[str, ...]
) -> tuple[DatasetFile, ...]:
    return tuple(
        DatasetFile(name, sha256, size, tuple(Mirror(f"{base}/{name}.gz") for base in addresses))
        for name, (sha256, size) in hashes.items()
    )


_MNIST = CatalogueEntry(
    name="mnist",
    title="MNIST",
    description="60,000 training and 10,000 test digits, 28×28, by 500 writers",
    licence="LeCun, Cortes, Burges; CC BY-SA 3.0",
    class_names=DIGIT_NAMES,
    files=_idx_files(
        {
            "train-images-idx3-ubyte": (
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                9_912_422,
            ),
            "train-labels-idx1-ubyte": (
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                28_881,
            ),
            "t10k-images-idx3-ubyte": (
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                1_648_877,
            ),
            "t10k-labels-idx1-ubyte": (
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                4_542,
            ),
        },
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            "https://storage.googleapis.com/cvdf-datasets/mnist",
            "http://yann.lecun.com/exdb/mnist",
        ),
    ),
    folder_names=("mnist", "MNIST/raw", "MNIST"),
)

_FASHION = CatalogueEntry(
    name="fashion-mnist",
    title="Fashion-MNIST",
    description="60,000 training and 10,000 test pieces of clothing, 28×28",
    licence="Zalando Research; MIT",
    class_names=FASHION_NAMES,
    files=_idx_files(
        {
            "train-images-idx3-ubyte": (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                26_421_880,
            ),
            "train-labels-idx1-ubyte": (
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                29_515,
            ),
            "t10k-images-idx3-ubyte": (
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                4_422_102,
            ),
            "t10k-labels-idx1-ubyte": (
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
                5_148,
            ),
        },
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
        ),
    ),
    folder_names=("fashion-mnist", "FashionMNIST/raw", "FashionMNIST"),
)

_PENDIGITS = CatalogueEntry(
    name="pendigits",
    title="Pendigits",
    description="7,494 digits by 30 writers as pen strokes on a tablet, drawn as the pad draws",
    licence="Alpaydin, Alimoglu (UCI Machine Learning Repository); CC BY 4.0",
    class_names=DIGIT_NAMES,
    files=(
        DatasetFile(
            name="pendigits-orig.tra",
            sha256="a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
            size=1_000_000,
            mirrors=(
                Mirror(
                    "https://archive.ics.uci.edu/static/public/81/"
                    "pen+based+recognition+of+handwritten+digits.zip",
                    member="pendigits-orig.tra.Z",
                ),
                Mirror(
                    "https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/"
                    "pendigits-orig.tra.Z"
                ),
            ),
        ),
    ),
    folder_names=("pendigits",),
)

CATALOGUE: Mapping[str, CatalogueEntry] = MappingProxyType(
    {entry.name: entry for entry in (_MNIST, _FASHION, _PENDIGITS)}
)
"""Every dataset that can be downloaded, by name."""


def catalogue_entry(name: str) -> CatalogueEntry:
    """Look a dataset up by name.

    Raises
    ------
    DatasetError
        If no dataset has that name.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        names = ", ".join(CATALOGUE)
        raise DatasetError(
            f"No dataset is called {name!r}; the ones to download are {names}."
        ) from None
