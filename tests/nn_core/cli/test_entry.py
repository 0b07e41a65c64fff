import os
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from nn_core.cli import COMMAND_NAMES, entry, main
from nn_core.cli.command import Command

PROGRAM = "import sys; from nn_core.cli import main; sys.exit(main())"


def test_without_a_command_all_commands_are_listed(inkling):
    outcome = inkling()
    assert outcome.code == 0
    for name in COMMAND_NAMES:
        assert f"  {name} " in outcome.out


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_the_help_of_every_command_shows_examples(inkling, name):
    outcome = inkling(name, "--help")
    assert outcome.code == 0
    assert f"inkling {name}" in outcome.out.split("examples:")[1]


@pytest.mark.parametrize("name", ["list", "download", "import", "show"])
def test_the_help_of_every_command_for_data_says_what_it_does(inkling, name):
    outcome = inkling("data", name, "--help")
    assert outcome.code == 0
    assert f"usage: inkling data {name}" in outcome.out


def test_an_unknown_command_is_told_in_one_sentence(inkling):
    assert "no command 'trian'" in inkling("trian").sentence


def test_a_picture_that_is_not_there_is_not_taken_for_a_command(inkling):
    assert "There is no file seven.png" in inkling("seven.png").sentence


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export",), "required: FILE"),
        (("predict", "x.png", "--jsno"), "Unrecognized arguments: --jsno"),
        (("data",), "required: COMMAND"),
        (("data", "shwo"), "'shwo'"),
        (("evaluate", "--pen-width", "thick"), "'thick' is no number of pixels"),
        (("evaluate", "--writers", "1-x"), "no list of writers"),
        (("evaluate", "--split", "validation"), "'validation'"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_sentence(inkling, words, told):
    assert told in inkling(*words).sentence


def test_the_version_is_told(inkling):
    assert inkling("--version").out.startswith("inkling ")


def test_a_failure_inside_shows_no_traceback(inkling, monkeypatch):
    monkeypatch.setattr("nn_core.cli.predict.find_model", lambda named: 1 / 0)
    assert "mistake of its own (ZeroDivisionError" in inkling("predict", "x.png").sentence


def test_a_failure_inside_shows_its_traceback_on_request(monkeypatch):
    monkeypatch.setattr("nn_core.cli.predict.find_model", lambda named: 1 / 0)
    monkeypatch.setenv("INKLING_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["predict", "x.png"])


def test_ctrl_c_ends_a_command_in_one_sentence(inkling, monkeypatch):
    def interrupted(named):
        raise KeyboardInterrupt

    monkeypatch.setattr("nn_core.cli.predict.find_model", interrupted)
    outcome = inkling("predict", "x.png")
    assert (outcome.code, outcome.out, outcome.err) == (130, "", "inkling: Stopped.\n")


def test_the_command_line_runs_as_a_module_too():
    words = [sys.executable, "-m", "nn_core.cli"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*words, "data", "list"], env=env, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("mnist ")
    done = subprocess.run([*words, "trian"], env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "no command 'trian'" in done.stderr


def test_a_reader_that_leaves_early_is_no_failure(bars):
    words = ["data", "show", str(bars), "--pictures", "200"]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout.read(10) == b"train of /"
        process.stdout.close()
        told = process.stderr.read().splitlines()
        assert all(line.startswith(b"note: ") for line in told)
        assert process.wait(60) == 0


def greet(arguments):
    print(f"hello {arguments.name}")
    return 0


GREETING = Command(
    name="greet",
    summary="say hello",
    description="Say hello.",
    examples=(),
    configure=lambda parser: parser.add_argument("name"),
    run=greet,
)


def test_another_package_adds_a_command_by_an_entry_point(inkling, monkeypatch):
    point = EntryPoint("greet", f"{__name__}:GREETING", entry.EXTENSIONS)
    monkeypatch.setattr(EntryPoint, "load", lambda self: GREETING)
    monkeypatch.setattr(entry, "entry_points", lambda group: [point])
    assert inkling("greet", "world").out == "hello world\n"
    assert "greet      say hello" in inkling().out


def test_a_command_whose_package_is_missing_is_told_in_one_sentence(inkling, monkeypatch):
    point = EntryPoint("serve", "a_package_that_nobody_has:COMMAND", entry.EXTENSIONS)
    monkeypatch.setattr(entry, "entry_points", lambda group: [point])
    assert "'serve' lacks a package" in inkling("serve").sentence
    assert "serve      not usable here" in inkling("--help").out


def test_in_the_packaged_program_it_says_how_to_come_by_what_is_left_out(inkling, monkeypatch):
    point = EntryPoint("serve", "a_package_that_nobody_has:COMMAND", entry.EXTENSIONS)
    monkeypatch.setattr(entry, "entry_points", lambda group: [point])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert 'pip install ".[web]" in the source folder' in inkling("serve").sentence
