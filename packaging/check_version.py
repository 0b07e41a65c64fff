"""Refuse to release a tag that is not the version, or a version without a section of changes."""

import re
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def main(tag: str) -> None:
    """Compare the tag with pyproject.toml and CHANGELOG.md."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    if tag != f"v{version}":
        raise SystemExit(f"The tag is {tag}; pyproject.toml says version {version}.")
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[{re.escape(version)}\]", changes, re.MULTILINE):
        raise SystemExit(f"CHANGELOG.md has no section for {version}.")
    print(f"Releasing {version}.")


if __name__ == "__main__":
    main(sys.argv[1])
