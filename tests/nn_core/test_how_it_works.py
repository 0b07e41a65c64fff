"""What the document says about the code is true of the code."""

import importlib
import re
from pathlib import Path

import pytest

from nn_core.data import loading
from nn_core.model_file import load_model
from nn_core.resources import asset_path

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "how-it-works.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`(nn_core\.[A-Za-z0-9_.]+)`", TEXT)))
FILES = sorted(set(re.findall(r"`((?:nn_core|tests|docs)/[A-Za-z0-9_./-]+)`", TEXT)))
LINKS = sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT)))


def test_the_document_names_code_at_all():
    assert len(NAMES) > 15
    assert len(LINKS) > 8


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_one_of_the_code(name):
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return
    raise AssertionError(f"{name} does not exist")


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_one_of_the_project(name):
    assert (DOCS.parent / name).exists()


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_somewhere(link):
    assert (DOCS / link).exists()


def test_every_heading_in_the_contents_exists():
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) == headings


@pytest.mark.parametrize("name", ["inkling", "textbook-256-128"])
def test_the_weights_of_the_networks_that_ship_are_counted_rightly(name):
    count = load_model(asset_path("models", f"{name}.safetensors")).network.parameter_vector.size
    assert f"{count:,} weights" in TEXT


def test_the_first_network_in_ten_lines_runs_and_learns(monkeypatch, capsys):
    (snippet,) = re.findall(r"```python\n(.+?)```", TEXT, re.DOTALL)
    assert len([line for line in snippet.splitlines() if line.strip()]) <= 10
    monkeypatch.setattr(loading, "SYNTHETIC_SAMPLES", {"train": 1500, "test": 200})
    exec(compile(snippet, "how-it-works.md", "exec"), {})  # the document's own code
    printed = capsys.readouterr().out
    assert "1 dense" in printed or "0 dense" in printed
    share = float(re.search(r"([\d.]+)% of the test digits", printed)[1])
    assert share > 50
