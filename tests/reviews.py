"""A small review of hostile titles, made through the services as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy.event
from sqlalchemy.pool import Pool

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.record import Source
from review_tool.domain.report import Report
from review_tool.services import people, reviews
from review_tool.services.gathering import importing
from review_tool.services.reviews import Review, Surroundings
from review_tool.store.database.driver import sqlite_module
from tests.engines import Server

FOLDERS = ("imports", "exports")

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
"""A title that is markup, to a program that believes it."""
ESCAPE = "\x1b]0;owned\x07\x1b[31m"
"""A terminal sequence that must never reach a terminal."""

RIS = f"""TY  - JOUR
ID  - A1
TI  - {HOSTILE}{ESCAPE}
AU  - Kim, Ji-ho
AU  - Lee, Sun
PY  - 2021
JO  - Journal of Made-up Care
VL  - 12
IS  - 3
SP  - 12
EP  - 20
DO  - 10.5555/made.up.1
AB  - Nurses and patients planned care together. [IL-6] rose in *both* groups; partners felt heard.
ER  -

TY  - JOUR
ID  - A2
TI  - Making a clinic together: what patients and staff say
AU  - Osei, Ama
PY  - 2020
JO  - Made-up Health
DO  - 10.5555/made.up.2
AB  - Interviews with people who planned a clinic with its staff. Time and pay were short.
ER  -

TY  - JOUR
ID  - A3
TI  - =HYPERLINK("http://example.org","A title that is a formula")
AU  - Ruiz, Bea
PY  - 2019
JO  - Made-up Methods
AB  - A protocol for a study of shared decisions.
ER  -

TY  - JOUR
ID  - A4
TI  - A survey of partners in research [Corrected]
AU  - O'Neil, Pat
PY  - 2018
JO  - Made-up Methods
ER  -
"""

BIB = """@article{osei2020,
  author = {Osei, A.},
  title = {Making a clinic together: What patients and staff say},
  journal = {Made-up Health},
  year = {2020},
  doi = {10.5555/made.up.2},
}

@article{ruiz2022,
  author = {Ruiz, Bea and Kim, Ji-ho},
  title = {Partners in research, four years on},
  journal = {Made-up Methods},
  year = {2022},
}
"""

PROTOCOL = Protocol(
    question="What do partners gain, and what do they need?",
    criteria=(
        Criterion("I1", "People and professionals make something together.", True, "Patients help to plan a clinic."),
        Criterion("E1", "A protocol without findings.", False),
    ),
    reasons=("wrong topic", "protocol only", "other"),
    include_words=("partner*", "together"),
    exclude_words=("protocol",),
)


class Clock:
    """A clock that moves a second each time it is looked at, so that nothing depends on the day."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def surroundings(folder: Path = Path()) -> Surroundings:
    return Surroundings("desk", Clock(), folder=folder)


_server: Server | None = None


@contextmanager
def made_in(server: Server) -> Iterator[None]:
    """Within this block reviews are made in databases of the server, which then go, whoever still holds one open."""
    global _server
    _server, made = server, list[str]()
    _made.append(made)
    opened: list[Any] = []

    def note(connection: Any, _record: object) -> None:
        opened.append(connection)

    sqlalchemy.event.listen(Pool, "connect", note)
    try:
        yield
    finally:
        _server = None
        sqlalchemy.event.remove(Pool, "connect", note)
        for connection in opened:
            if hasattr(connection, "pgconn"):
                connection.close()
        for database in _made.pop():
            server.drop(database)


_made: list[list[str]] = []


def place(folder: Path) -> str | Path:
    """Where a new review goes: the folder, or a new database in place of it."""
    if _server is None:
        return folder
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    _made[-1].append(_server.prepared())
    return _server.url(_made[-1][-1])


def make_review(folder: Path, *, reviewers: int = 1) -> Review:
    """Six records from two sources: five works, one of them twice. AK leads; BR is in the team too.

    `reviewers` is how many must vote on each report at either stage.
    """
    protocol = PROTOCOL
    if reviewers != 1:
        protocol = Protocol(
            **{name: getattr(PROTOCOL, name) for name in ("question", "criteria", "reasons", "include_words")},
            exclude_words=PROTOCOL.exclude_words,
            reviewers_title_abstract=reviewers,
            reviewers_full_text=reviewers,
        )
    review = reviews.create(
        place(folder / "review"),
        "Partners [in care]",
        by="AK",
        around=surroundings(folder / "review"),
        protocol=protocol,
    )
    people.join(review, "BR", by="AK")
    for name, text, source in (("made-up.ris", RIS, "Embase"), ("library.bib", BIB, "Zotero")):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        importing.import_file(review, path, Source(source), by="AK")
    return review


def last_verdict(seen: Report, stage: Stage, reviewer: str) -> Verdict | None:
    """The reviewer's last vote at the stage, among those shown; one that was set aside is none."""
    mine = [vote.verdict for vote in seen.votes if vote.stage is stage and vote.reviewer == reviewer and not vote.aside]
    return mine[-1] if mine else None


@contextmanager
def behind_its_back(review: Review) -> Iterator[Callable[[str], int]]:
    """A function that changes the review's database as one would who has all rights; it returns how many rows."""
    if _server is not None:
        with _server.connect(_made[-1][-1]) as plain:
            tables = plain.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                plain.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            yield lambda statement: int(plain.execute(statement).rowcount)
        return
    file = sqlite_module().connect(str(review.folder / "review.db"))
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f"DROP TRIGGER {trigger}")
    yield lambda statement: int(file.execute(statement).rowcount)
    file.commit()
    file.close()
