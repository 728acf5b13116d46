"""Every verb, given hostile words and run over a review full of them: no escape byte, no fault, no letter lost.

REVIEW_TOOL_HOSTILE=1 gives every hostile text to every verb; without it each verb gets a few.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from review_tool.cli.main import tool
from review_tool.domain.decision import Stage
from review_tool.domain.text import clean
from review_tool.services import reviews
from review_tool.services.judging import screening
from review_tool.services.reviews import Surroundings
from tests.benchmarks.terminal import Terminal
from tests.hostile import STRINGS, forbidden, legitimate, names_for_files, plain_text, sequences
from tests.hostile_review import LEAD, shared

WHOLE = bool(os.environ.get("REVIEW_TOOL_HOSTILE"))
LEFT_OUT = {
    "demo": "it makes eight seconds of sample; its one word is a folder, as init's",
    "serve": "it serves until it is stopped",
}
ARGUABLE = tuple(text for text in STRINGS if "\x00" not in text)
"""What a shell can hand over: a NUL ends an argument."""


def leaves(group: click.Group = tool, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
            if not command.invoke_without_command:
                continue
        yield (*path, name), command


LEAVES = {" ".join(path): (path, command) for path, command in leaves() if path[0] not in LEFT_OUT}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared(tmp_path_factory, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(autouse=True)
def _nothing_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No viewer of full texts opens, and whatever is made under a hostile name is made where tests may write."""
    monkeypatch.chdir(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("not in a test")

    monkeypatch.setattr(subprocess, "Popen", refuse)


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(tool, ["--review", str(folder), "--as", LEAD, *args], input="q\n")


def given(command: click.Command, words: Iterator[str], here: Path, *, optional: bool) -> list[str]:
    """Something for each of its arguments and options: hostile words wherever words are taken."""
    options, arguments = [], []
    for one in command.params:
        if one.name in ("review", "as", "json", "plain") and not one.expose_value:
            continue
        if not (one.required or optional) or getattr(one, "is_flag", False):
            continue
        values = [_value(one.type, words, here) for _ in range(max(one.nargs, 1))]
        if isinstance(one, click.Argument):
            arguments += values
        else:
            options += [f"{one.opts[0]}={values[0]}"] if len(values) == 1 else [one.opts[0], *values]
    return [*options, "--", *arguments]


def _value(kind: click.ParamType[Any], words: Iterator[str], here: Path) -> str:
    if isinstance(kind, click.Choice):
        return str(kind.choices[0])
    if isinstance(kind, click.types.IntParamType):
        return "1"
    if isinstance(kind, click.types.FloatParamType):
        return "0.9"
    if isinstance(kind, click.Path):
        return str(here / next(words).replace("/", "∕").encode("utf-8", "replace").decode()[:60])
    return next(words)


def faults(result: Result, *, as_json: bool = False) -> list[str]:
    """What must never come of a verb."""
    found = [f"{stream}: {bad}" for stream in ("stdout", "stderr") if (bad := forbidden(getattr(result, stream)))]
    if result.exit_code not in (0, 1, 2, 130):
        found.append(f"exit code {result.exit_code}: {result.exc_info}")
    if "fault of this program" in result.output or "Traceback" in result.output:
        found.append(result.output[-600:])
    if as_json and result.exit_code == 0 and result.stdout.strip():
        json.loads(result.stdout)
    return found


def texts_for(name: str) -> Iterator[str]:
    """Hostile texts without end, for each verb beginning elsewhere."""
    start = sum(map(ord, name)) * 37
    return (ARGUABLE[(start + n * 7) % len(ARGUABLE)] for n in count())


@pytest.mark.parametrize("name", LEAVES)
def test_every_verb_given_hostile_words(folder: Path, tmp_path: Path, name: str) -> None:
    path, command = LEAVES[name]
    words = texts_for(name)
    for turn in range(len(ARGUABLE) // 4 if WHOLE else 1):
        for mode in ("--json", "--plain"):
            args = [*path, mode, *given(command, words, tmp_path, optional=turn % 2 == 0)]
            result = run(folder, *args)
            assert (args, faults(result, as_json=mode == "--json")) == (args, [])


READING = (
    *(
        "status",
        "team list",
        "protocol show",
        "plan show",
        "agreement",
        "duplicates list",
        "checklist list",
        "form show",
    ),
    *(
        "form list",
        "appraise list",
        "extract list",
        "extract progress",
        "fulltext list",
        "fulltext documents",
        "stopping",
    ),
    *("synthesise show recommendations", "synthesise show gaps", "synthesise show findings", "synthesise show codes"),
    *("synthesise show themes", "synthesise show strands", "audit log", "audit verify", "bundle status", "conflicts"),
    *(
        "summary show",
        "rank status",
        "screen",
        "read 1",
        "doctor",
        "export --list",
        "appraise",
        "extract",
        "synthesise",
    ),
)


@pytest.mark.parametrize("verb", READING)
def test_every_verb_that_tells_of_the_review(folder: Path, verb: str) -> None:
    for mode in ((), ("--json",), ("--plain",)):
        result = run(folder, *verb.split(), *mode)
        assert (verb, mode, faults(result, as_json="--json" in mode)) == (verb, mode, [])
        assert result.exit_code != 2 or "is a conversation" in result.stderr


def test_what_is_told_as_json_is_what_was_written(tmp_path: Path) -> None:
    """Legitimate titles come out of the command line letter for letter."""
    titles = legitimate(10_000 if WHOLE else 1_000)
    file = tmp_path / "titles.json"
    file.write_text(json.dumps([{"id": f"{n}", "title": title} for n, title in enumerate(titles)]), encoding="utf-8")
    place = tmp_path / "review"
    CliRunner().invoke(tool, ["init", str(place), "--title", titles[0], "--as", LEAD])
    said = run(place, "import", str(file), "--source", "Made up", "--json")
    assert json.loads(said.stdout)["files"][0]["added"] == len(titles)
    opened = reviews.open_review(place, around=Surroundings("test"))
    try:
        rows = screening.rows(opened, list(range(1, len(titles) + 1)), Stage.TITLE_ABSTRACT, LEAD)
        assert [row.title for row in rows] == list(titles)
        assert reviews.title(opened) == titles[0]
    finally:
        opened.close()
    out = tmp_path / "records.csv"
    assert run(place, "export", "records", "-o", str(out)).exit_code == 0
    told = run(place, "audit", "log", "--json")
    assert titles[0] in json.loads(told.stdout)[0]["words"]


def test_a_file_with_an_escape_in_its_name(folder: Path, tmp_path: Path) -> None:
    """It is read, told of in the output, the log and the errors; its name reaches no terminal as it is."""
    for name in islice(names_for_files(ARGUABLE), 0, None, 1 if WHOLE else 40):
        file = tmp_path / name.encode("utf-8", "replace").decode()
        try:
            file.write_text("TY  - JOUR\nTI  - A title\nER  -\n", encoding="utf-8")
        except OSError:
            continue
        for args in (["import", str(file), "--source", name], ["import", f"{file}.absent", "--source", "X"]):
            assert (name, faults(run(folder, *args, "--json"), as_json=True)) == (name, [])
        file.unlink()


@pytest.mark.parametrize("verb", ["status", "audit log --limit 40", "screen --plain", "no\x1b]0;owned\x07such"])
def test_on_a_real_terminal(folder: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output and standard error both go to a pseudo-terminal here."""
    monkeypatch.undo()
    here = ["--review", str(folder), "--as", LEAD]
    terminal = Terminal([sys.executable, "-m", "review_tool", *verb.split(), *here])
    try:
        if "--plain" in verb:
            os.write(terminal.fd, b"?\nq\n")
        while terminal.read(20.0):
            pass
    finally:
        terminal.end()
    assert sequences(terminal.output) == set()
    assert forbidden(plain_text(terminal.output), allowed="\r\n") == []
    assert len(terminal.output) > 40


def test_the_log_file_of_faults_holds_no_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from review_tool.cli.trouble import keep_details

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in STRINGS:
        keep_details(ValueError(text), clean("1"))
    (log,) = tmp_path.rglob("errors.log")
    assert forbidden(log.read_text(encoding="utf-8")) == []
