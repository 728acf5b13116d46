"""The code is formatted, linted and typed; and nothing of anyone's machine is in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".tcss", ".css", ".sql", ".csv", ".bib", ".ris", ".txt", ".svg", ""}


@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--check", "-q", "."), ("ruff", "check", "-q", "."), ("mypy", "--no-error-summary")],
    ids=["ruff format", "ruff check", "mypy"],
)
def test_the_checks_pass(command: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def files() -> list[Path]:
    skipped = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "dist"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and path.suffix in TEXT and not skipped & set(path.relative_to(ROOT).parts)
    ]


def test_no_machine_path_and_no_registry_host_is_in_the_repository() -> None:
    told = re.compile(r"(?<![\w/.])/(?:work|farm|root|home/\w+)/|https?://[^ )\"]*(?:pypi|npmjs|debian)[^ )\"]*")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files()
        if path != Path(__file__)
        for match in told.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_the_top_level_is_the_design_s() -> None:
    allowed = {
        "pyproject.toml", "review_tool", "schema", "imports", "tests", "README.md", "LICENSE", "CHANGELOG.md", ".ci",
        ".gitignore", ".gitattributes",
    }  # fmt: skip
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("this is not a git checkout")
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= allowed


def test_no_file_name_hides_what_is_in_it() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert [path for path in files() if path.suffix == ".py" and path.stem in vague] == []
