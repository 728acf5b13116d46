"""A small review with hostile titles, and a way to run the command line on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from review_tool.cli.main import tool
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.reviews import Review, Surroundings

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
ESCAPE = "\x1b]0;owned\x07\x1b[31m"

RECORDS = f"""TY  - JOUR
ID  - r1
TI  - {HOSTILE}{ESCAPE}
AU  - Roe, Ann
PY  - 2019
T2  - Journal of Co-production
AB  - Partners shared the power in each meeting.
ER  -

TY  - JOUR
ID  - r2
TI  - Peer support in housing estates
AU  - Doe, Dan
PY  - 2020
T2  - Housing Review
DO  - 10.1234/housing.2
ER  -

TY  - JOUR
ID  - r3
TI  - Peer support in housing estates.
AU  - Doe, D
PY  - 2020
T2  - Hous Rev
DO  - 10.1234/housing.2
ER  -

TY  - JOUR
ID  - r4
TI  - Costs of telling stories
AU  - Poe, Eve
PY  - 2021
ER  -
"""

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quiet_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, device name or log of whoever runs the tests."""
    for name in ("REVIEW_TOOL_REVIEW", "REVIEW_TOOL_REVIEWER", "REVIEW_TOOL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("LOGNAME", "stranger")


@pytest.fixture
def run() -> Run:
    def _run(*args: str | Path, stdin: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(tool, [str(arg) for arg in args], input=stdin)
        assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr, result.exc_info)
        assert "\x1b" not in result.output
        return result

    return _run


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """A review of Ada and Ben with four records of three reports, duplicates merged."""
    place = tmp_path / "review"
    citations = tmp_path / "records.ris"
    citations.write_text(RECORDS, encoding="utf-8")
    run("init", place, "--title", HOSTILE, "--reviewer", "Ben", "--as", "Ada")
    run("--review", place, "--as", "Ada", "import", citations, "--source", "Scopus")
    run("--review", place, "--as", "Ada", "dedupe")
    return place


@pytest.fixture
def review(folder: Path) -> Iterator[Review]:
    """The same review, opened through the services."""
    opened = reviews.open_review(folder, around=Surroundings("test"))
    yield opened
    opened.close()


def kinds(review: Review) -> list[str]:
    """The kinds of every event: what was really written."""
    return [told.event.kind for told in auditing.tell(review, auditing.numbers(review))]


def data(result: Result) -> Any:
    """What `--json` printed."""
    return json.loads(result.stdout)
