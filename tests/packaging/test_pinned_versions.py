import re
from pathlib import Path

import pytest

CONSTRAINTS = Path(__file__).resolve().parents[2] / "constraints"
LISTS = sorted(CONSTRAINTS.glob("*.txt"))
PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?: ; (?P<marker>.*?))? \\$", re.MULTILINE
)


def pins(path: Path) -> dict[tuple[str, str | None], str]:
    return {
        (pin["name"], pin["marker"]): pin["version"]
        for pin in PIN.finditer(path.read_text("utf-8"))
    }


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_version_is_pinned_with_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    names = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert names
    assert len(names) == len(pins(path))
    for entry in re.split(r"\n(?=\S)", text.strip())[1:]:
        assert "--hash=sha256:" in entry
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_all_lists_agree_so_that_one_environment_can_hold_them(path: Path) -> None:
    known = pins(CONSTRAINTS / "dev.txt")
    for key, version in pins(path).items():
        assert known.get(key, version) == version


def test_pythons_that_pyside_6_12_aborts_on_get_an_earlier_one() -> None:
    versions = {
        marker: tuple(int(part) for part in version.split("."))
        for (name, marker), version in pins(CONSTRAINTS / "app.txt").items()
        if name == "pyside6-essentials"
    }
    assert versions["python_full_version < '3.12'"] < (6, 12)
