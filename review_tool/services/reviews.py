"""Making and opening a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Protocol
from review_tool.domain.text import one_line
from review_tool.store.database import postgresql
from review_tool.store.database.roles import Released
from review_tool.store.opening import folder, server
from review_tool.store.queries import plan
from review_tool.store.review import Reading
from review_tool.store.review import Review as Review


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a roof brings along: the time, and the name of this device (part of each writer's name)."""

    device: str
    clock: Callable[[], datetime] = _now
    memory: Path | None = None
    """A folder outside every review, in which this computer remembers how the logs it opened ended."""
    folder: Path = Path()
    """Where a review that lies in no folder has its imports and exports."""


def create(
    address: str | Path, title: str, *, by: str, around: Surroundings, protocol: Protocol | None = None
) -> Review:
    """A new review in a folder or a PostgreSQL database, with `by` as its lead.

    Raises:
        ReviewError: no title, or the place cannot take a review.
    """
    title, by = one_line(title), one_line(by)
    if not title:
        raise ReviewError("A review needs a title.", hint="Give one with --title.")
    made = _made(address, around)
    with made.writing() as unit:
        unit.record("review.created", f"review:{made.id}", {"title": title}, by=by)
        unit.record("reviewer.joined", f"reviewer:{by}", {"role": "lead"}, by=by)
        first = (protocol or Protocol()).amended()
        unit.record("protocol.amended", "protocol", first.to_payload() | {"why": "first version"}, by=by)
    return made


def _made(address: str | Path, around: Surroundings) -> Review:
    new = str(uuid4())
    if postgresql.is_address(address):
        return _releasing(
            server.create(
                str(address), id=new, clock=around.clock, device=around.device, folder=around.folder.absolute()
            )
        )
    return folder.create(Path(address), id=new, clock=around.clock, device=around.device)


def open_review(address: str | Path, *, around: Surroundings) -> Review:
    """The review in a folder, or at the URL of a PostgreSQL database.

    Raises:
        ReviewError: there is none, it is damaged, out of reach, newer than this program, or where SQLite is unsafe.
    """
    if postgresql.is_address(address):
        return _releasing(
            server.open_review(str(address), clock=around.clock, device=around.device, folder=around.folder.absolute())
        )
    return folder.open_review(Path(address), clock=around.clock, device=around.device)


def _releasing(opened: Review) -> Review:
    """A review in a database, which is told what blinded roles may see, and catches up with what they did."""

    def free_of(connection: Reading, studies: set[int]) -> tuple[set[int], set[Released]]:
        from review_tool.services.studies import in_sight  # knows every stage's rules: slow to import, and seldom asked

        return in_sight.free_of(connection, studies)

    opened.releasing = free_of
    opened.catch_up()
    return opened


def shown(address: str | Path) -> str:
    """An address as it may be shown and written down: a URL without its password.

    Raises:
        ReviewError: it is neither a folder nor the URL of a database that can hold a review.
    """
    return postgresql.shown(str(address)) if postgresql.is_address(address) else str(address)


def is_there(address: str | Path) -> bool:
    """Whether there is a review, sound or not, at a folder; of a URL it is taken for granted."""
    return postgresql.is_address(address) or folder.is_there(Path(address))


def settle(review: Review) -> None:
    """Do for the database what a later vote would else have to wait for; soon done, and most often nothing."""
    review.settle()


def title(review: Review) -> str:
    with review.reading() as connection:
        return plan.title(connection)
