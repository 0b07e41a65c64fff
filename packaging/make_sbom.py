"""Name every component inside the folder build: a CycloneDX bill of materials and the licences.

It goes by what build.spec has listed in `build/build/contents.json`: the Python files come from
installed distributions, the system's shared libraries from Debian packages.
"""

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePath

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

CHECKOUT = Path(__file__).resolve().parent.parent
ICU_VERSION = re.compile(r"libicudata\.so\.(\d+)")


def used_distributions(sources: Iterable[str]) -> list[Distribution]:
    """Find the installed distributions that the bundle's files come from."""
    used = {str(Path(source).resolve()) for source in sources}
    return sorted(
        (
            distribution
            for distribution in distributions()
            if any(str(file.locate().resolve()) in used for file in distribution.files or ())
        ),
        key=lambda distribution: distribution.name.lower(),
    )


def licence_of(distribution: Distribution) -> str:
    """Say under which licence a distribution is, as it says itself."""
    metadata = distribution.metadata
    expression = metadata.get("License-Expression") or ""
    if expression:
        return expression
    for classifier in metadata.get_all("Classifier") or ():
        if classifier.startswith("License ::"):
            return classifier.rsplit(" :: ", 1)[-1]
    return (metadata.get("License") or "unknown").splitlines()[0]


def python_component(distribution: Distribution) -> Component:
    """Describe an installed distribution."""
    name, licence = distribution.name, licence_of(distribution)
    spdx = bool(distribution.metadata.get("License-Expression"))
    return Component(
        name=name,
        version=distribution.version,
        type=ComponentType.LIBRARY,
        licenses=[LicenseExpression(licence) if spdx else DisjunctiveLicense(name=licence)],
        purl=PackageURL("pypi", None, name.lower(), distribution.version),
        bom_ref=f"pypi/{name.lower()}",
    )


def debian_packages(sources: Iterable[str]) -> dict[str, str]:
    """Find the Debian packages that shared libraries of the system come from, with versions."""
    if not shutil.which("dpkg-query"):
        return {}
    paths = {str(Path(source).resolve()) for source in sources if ".so" in Path(source).name}
    system = sorted(path for path in paths if path.startswith(("/usr/lib/", "/lib/")))
    if not system:
        return {}
    # A library may be known by the path with or without /usr.
    asked = [form for path in system for form in (path, path.removeprefix("/usr"))]
    answer = subprocess.run(["dpkg-query", "--search", *asked], capture_output=True, text=True)
    names = sorted({line.partition(":")[0] for line in answer.stdout.splitlines()})
    versions = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *names],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(line.split() for line in versions.splitlines())


def debian_component(name: str, version: str) -> Component:
    """Describe a Debian package."""
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=PackageURL("deb", "debian", name, version),
        bom_ref=f"deb/{name}",
    )


def other_components(sources: Iterable[str]) -> list[Component]:
    """Describe what neither a distribution nor a package names."""
    components = [
        Component(
            name="CPython",
            version=platform.python_version(),
            type=ComponentType.PLATFORM,
            licenses=[LicenseExpression("PSF-2.0")],
            bom_ref="cpython",
        ),
        Component(
            name="Inter",
            type=ComponentType.DATA,
            description="The typeface.",
            licenses=[LicenseExpression("OFL-1.1")],
            bom_ref="inter",
        ),
    ]
    icu = (ICU_VERSION.fullmatch(Path(source).name) for source in sources)
    components += [
        Component(
            name="ICU",
            version=found[1],
            type=ComponentType.LIBRARY,
            description="As built for Qt; its data without what Inkling never asks Qt for.",
            licenses=[LicenseExpression(icu_licence(int(found[1])))],
            bom_ref="icu",
        )
        for found in icu
        if found
    ]
    return components


def icu_licence(version: int) -> str:
    """Name the licence of a version of ICU; `packaging/licences/ICU` has the earlier one's text."""
    return "Unicode-3.0" if version >= 74 else "Unicode-DFS-2016"


def copy_licences(used: Iterable[Distribution], packages: Iterable[str], folder: Path) -> None:
    """Put the licence texts of everything into `folder`, a folder each."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_licence(python_licence(), folder / "CPython" / "LICENSE.txt")
    copy_licence(CHECKOUT / "assets" / "fonts" / "OFL.txt", folder / "Inter" / "OFL.txt")
    for distribution in used:
        for file in distribution.files or ():
            if re.match(r"(?i)(licen[cs]e|copying|notice|authors)", file.name):
                target = folder / distribution.name / place_of(file)
                copy_licence(Path(str(file.locate())), target)
    for package in packages:
        text = Path("/usr/share/doc", package, "copyright")
        if text.exists():
            copy_licence(text, folder / package / "copyright")


def copy_licence(text: Path, target: Path) -> None:
    """Copy one text to where it belongs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(text, target)


def place_of(file: PurePath) -> PurePath:
    """Say where in its distribution's folder a licence goes.

    A distribution may bring many of one name, each for a part of it.
    """
    parts = file.parts
    if parts[0].endswith(".dist-info"):
        parts = parts[2:] if parts[1] == "licenses" else parts[1:]
    return PurePath(*parts)


def python_licence() -> Path:
    """Find the licence of the Python that is running, which lies elsewhere on each system."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = [
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc", version, "copyright"),
    ]
    return next(place for place in places if place.exists())


def main(words: list[str]) -> None:
    """Write the bill of materials and the licences."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("contents", type=Path, help="what build.spec listed")
    parser.add_argument("bill", type=Path, help="the file to write")
    parser.add_argument("licences", type=Path, help="the folder to put the licence texts in")
    options = parser.parse_args(words)

    sources: list[str] = json.loads(options.contents.read_text())
    used = used_distributions(sources)
    packages = debian_packages(sources)
    inkling = next(python_component(item) for item in used if item.name == "inkling")
    inkling.type = ComponentType.APPLICATION
    bill = Bom()
    bill.metadata.component = inkling
    parts = [python_component(item) for item in used if item.name != "inkling"]
    parts += [debian_component(name, version) for name, version in packages.items()]
    parts += other_components(sources)
    for part in parts:
        bill.components.add(part)
    bill.register_dependency(inkling, parts)
    options.bill.write_text(JsonV1Dot6(bill).output_as_string(indent=2) + "\n")
    copy_licences(used, packages, options.licences)
    print(f"{options.bill}: {len(parts)} components.")


if __name__ == "__main__":
    main(sys.argv[1:])
