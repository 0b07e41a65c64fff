"""The container: built from the Dockerfile, and its service run as the image says.

No container engine is needed. Debian's buildah builds in a chroot, on a base image made by
debootstrap; bubblewrap runs the result on a read-only root. Needs root and Debian's packages
bubblewrap, buildah and debootstrap; `make check-container` runs it.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Any
from urllib.request import Request, urlopen

import pytest

pytestmark = [pytest.mark.container, pytest.mark.timeout(3600)]

CHECKOUT = Path(__file__).resolve().parents[2]
BASE = "localhost/inkling-base"
TOOLS = ("buildah", "bwrap", "debootstrap")
PORT = 18_042
USER = 10_001
# A machine that reaches packages by a way of its own lends that way to the build.
LENT = ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")


def run(*command: str | Path) -> str:
    outcome = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout.strip()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A bare Debian 12 with Python, kept for the next run."""
    missing = [tool for tool in TOOLS if which(tool, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing or os.geteuid() != 0:
        pytest.fail("This needs root, and: apt-get install bubblewrap buildah debootstrap")
    if BASE in run("buildah", "images", "--format", "{{.Name}}").split():
        return BASE
    folder = tmp_path_factory.mktemp("base")
    root, archive = folder / "root", folder / "base.tar"
    packages = "--include=python3,python3-venv,ca-certificates"
    run("debootstrap", "--variant=minbase", packages, "bookworm", root)
    with tarfile.open(archive, "w") as tar:
        tar.add(root, ".", filter=_without_leftovers)
    container = run("buildah", "from", "scratch")
    run("buildah", "add", "--quiet", container, archive, "/")
    run("buildah", "config", "--env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", container)
    run("buildah", "commit", "--quiet", "--rm", container, BASE)
    return BASE


def _without_leftovers(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    leftovers = ("./var/cache/apt/", "./var/lib/apt/lists/", "./usr/share/doc/")
    return None if entry.name.startswith(leftovers) else entry


def build(base: str, target: str) -> str:
    tag = f"localhost/inkling-{target}"
    volumes = [f"--volume={path}:{path}:ro" for path in LENT if Path(path).exists()]
    run(
        "buildah", "bud", "--isolation", "chroot", "--pull-never", "--layers",
        "--format", "docker", "--build-arg", f"BASE={base}", "--target", target,
        *volumes, "--tag", tag, ".",
    )  # fmt: skip
    return tag


class Container:
    """A container's files, mounted, and what its image says about running it.

    Attributes
    ----------
    config
        The image's configuration, as Docker writes it.
    root
        Where the files lie.
    """

    def __init__(self, image: str) -> None:
        self._name = run("buildah", "from", "--pull-never", image)
        self.root = Path(run("buildah", "mount", self._name))
        inspected = json.loads(run("buildah", "inspect", self._name))
        self.config: dict[str, Any] = inspected["Docker"]["config"]

    def command(self, *words: str) -> list[str]:
        """Run words as the image's user, with its environment, on a root that cannot change."""
        variables = [entry.split("=", 1) for entry in self.config["Env"]]
        environment = [word for name, value in variables for word in ("--setenv", name, value)]
        return [
            "bwrap", "--ro-bind", str(self.root), "/", "--proc", "/proc", "--dev", "/dev",
            "--tmpfs", "/tmp", "--chmod", "1777", "/tmp",
            "--unshare-pid", "--unshare-ipc", "--unshare-uts",
            "--clearenv", *environment, "--chdir", self.config["WorkingDir"],
            "--die-with-parent", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID",
            "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups",
            "--no-new-privs", "--inh-caps=-all", *words,
        ]  # fmt: skip

    def remove(self) -> None:
        run("buildah", "umount", self._name)
        run("buildah", "rm", self._name)


@pytest.fixture(scope="module")
def production(base: str) -> Iterator[Container]:
    container = Container(build(base, "production"))
    yield container
    container.remove()


class Running:
    """The service of a container.

    Attributes
    ----------
    process
        bubblewrap's process.
    log
        The file that the service writes its log to.
    """

    def __init__(self, container: Container, log: Path, *arguments: str) -> None:
        self.log = log
        words = [*container.config["Entrypoint"], *arguments, "--port", str(PORT)]
        with log.open("wb") as file:
            self.process = subprocess.Popen(container.command(*words), stdout=file, stderr=file)
        self.wait_for("Application startup complete")

    def wait_for(self, words: str) -> None:
        while words not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)

    def pid(self) -> int:
        """Find the service's own process, as the machine outside numbers it."""
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                words = command.read_text().split("\0")
                if words[:3] == ["python", "-m", "web_api"] and str(PORT) in words:
                    return int(command.parent.name)
        raise AssertionError("The service's process is not there.")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def service(production: Container, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(production, tmp_path_factory.mktemp("production") / "log")
    yield running
    running.stop()


def test_hadolint_finds_no_fault() -> None:
    run(Path(sys.executable).with_name("hadolint"), CHECKOUT / "Dockerfile")


def test_the_image_names_an_ordinary_user_and_a_health_check(production: Container) -> None:
    assert production.config["User"] == f"{USER}:{USER}"
    assert production.config["Healthcheck"]["Test"][0] == "CMD"
    assert "8000/tcp" in production.config["ExposedPorts"]


def test_the_image_holds_what_is_pinned_and_nothing_of_the_window(production: Container) -> None:
    pins = (CHECKOUT / "constraints/service.txt").read_text()
    pinned = set(re.findall(r"^([a-z0-9-]+)==", pins, flags=re.MULTILINE))
    folders = production.root.glob("opt/inkling/lib/python*/site-packages/*.dist-info")
    held = {re.sub(r"[-_.]+", "-", folder.name.partition("-")[0]).lower() for folder in folders}

    assert {"fastapi", "inkling", "numpy", "uvicorn"} <= held
    assert held - {"inkling"} <= pinned
    assert not any(name.startswith(("pyside6", "pip", "setuptools")) for name in held)
    assert not list(production.root.glob("opt/inkling/bin/pip*"))


def test_the_command_line_works_in_it_too(production: Container) -> None:
    assert "--workers" in run(*production.command("inkling", "serve", "--help"))


def test_the_service_answers_on_a_read_only_root(service: Running) -> None:
    address = f"http://127.0.0.1:{PORT}"
    body = json.dumps({"strokes": [[[20, 20], [60, 18], [45, 50], [36, 88]]]}).encode()
    request = Request(f"{address}/predict", body, {"Content-Type": "application/json"})

    with urlopen(request) as answer, urlopen(f"{address}/paint-screen") as page:
        assert json.load(answer)["digit"] in range(10)
        assert b"<canvas" in page.read()
    assert service.process.poll() is None


def test_the_service_runs_as_an_ordinary_user_without_capabilities(service: Running) -> None:
    status = Path(f"/proc/{service.pid()}/status").read_text()

    assert re.search(rf"^Uid:\t{USER}\t{USER}\t{USER}\t{USER}$", status, flags=re.MULTILINE)
    assert re.search(r"^CapEff:\t0+$", status, flags=re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\t1$", status, flags=re.MULTILINE)


def test_the_images_own_health_check_is_content(service: Running, production: Container) -> None:
    assert service.process.poll() is None
    words = [
        word.replace("127.0.0.1:8000", f"127.0.0.1:{PORT}")
        for word in production.config["Healthcheck"]["Test"][1:]
    ]

    assert subprocess.run(production.command(*words), check=False).returncode == 0


def test_development_starts_anew_with_changes(base: str, tmp_path: Path, service: Running) -> None:
    service.stop()  # its port is wanted
    development = Container(build(base, "development"))
    try:
        running = Running(development, tmp_path / "log", *development.config["Cmd"])
        changed = development.root / "srv/inkling/web_api/problems.py"
        changed.write_text(changed.read_text() + "\n")
        running.wait_for("Reloading...")
        running.stop()
    finally:
        development.remove()
