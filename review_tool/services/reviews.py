"""Making and opening a review; its team and its plan."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Criterion, Protocol, plan_from
from review_tool.domain.text import one_line
from review_tool.store.database import postgresql
from review_tool.store.database.roles import Released
from review_tool.store.opening import folder, server
from review_tool.store.queries import plan
from review_tool.store.queries.plan import Reviewer as Reviewer
from review_tool.store.review import Reading
from review_tool.store.review import Review as Review
from review_tool.store.state.standings import current_protocol
from review_tool.store.unit import Unit


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


def team(review: Review) -> list[Reviewer]:
    """Everyone in the review, in the order they joined."""
    with review.reading() as connection:
        return plan.team(connection)


def join(review: Review, name: str, *, role: str = "reviewer", by: str) -> Reviewer:
    """Take a person into the team.

    Raises:
        ReviewError: the name is empty or taken; capital letters alone tell nobody from another.
    """
    name = one_line(name)
    if not name:
        raise ReviewError("A reviewer needs a name.", hint="Initials or a pseudonym will do.")
    with review.writing() as unit:
        if taken := called((known.name for known in plan.team(unit.connection)), name):
            raise ReviewError(f"{taken} is a reviewer of this review already.", hint="Choose another name.")
        unit.record("reviewer.joined", f"reviewer:{name}", {"role": role}, by=by)
    return Reviewer(name, role)


def called(known: Iterable[str], name: str) -> str:
    """The known name that is this one but for capital letters, which tell nobody from another; "" where there is none.

    Two that stand side by side in an older review are told apart still.
    """
    alike = [one for one in known if one.casefold() == name.casefold()]
    return name if name in alike else alike[0] if alike else ""


def withdraw(review: Review, name: str, *, by: str, why: str = "") -> None:
    """Note that a person left: their votes stay theirs, their open work is shared out among the others.

    Raises:
        ReviewError: nobody of that name is in the team, the last lead would go, or `by` is no lead.
    """
    with review.writing() as unit:
        team = {member.name: member for member in plan.team(unit.connection)}
        check_lead(unit, by)
        if name not in team or not team[name].is_here:
            raise ReviewError(f"{name} is not in the team.", hint="See `review-tool team list`.")
        if team[name].role == LEAD and sum(member.role == LEAD for member in team.values()) == 1:
            raise ReviewError(
                "The last lead cannot leave.", hint="Take in another with `review-tool team add NAME --role lead`."
            )
        unit.record("reviewer.withdrew", f"reviewer:{name}", {"why": one_line(why), "was": team[name].role}, by=by)


def take_back(review: Review, name: str, *, by: str, role: str = "") -> Reviewer:
    """Take a person back into the team, in the role they had or another.

    Raises:
        ReviewError: the person did not leave, or `by` is no lead.
    """
    with review.writing() as unit:
        check_lead(unit, by)
        roles = [member.role for member in plan.history(unit.connection) if member.name == name]
        if not roles or roles[-1] != plan.WITHDRAWN:
            raise ReviewError(f"{name} has not left the team.", hint="See `review-tool team list`.")
        role = role or next((known for known in reversed(roles) if known != plan.WITHDRAWN), "reviewer")
        unit.record("reviewer.returned", f"reviewer:{name}", {"role": role}, by=by)
    return Reviewer(name, role)


LEAD = "lead"


def leads(review: Review) -> tuple[str, ...]:
    """Who leads, in the order they joined."""
    return tuple(member.name for member in team(review) if member.role == LEAD)


def check_lead(unit: Unit, by: str) -> None:
    """Raises ReviewError where this is for a lead to do and the person is none."""
    leads = [member.name for member in plan.team(unit.connection) if member.role == LEAD]
    if by not in leads:
        raise ReviewError(
            f"This is for the lead to do: {', '.join(leads)}.", hint="Ask them; who it is says so with --as."
        )


def check_reviewer(review: Review, name: str) -> str:
    """The name as the team writes it, if it is a reviewer's.

    Raises:
        ReviewError: nobody of that name is in the team.
    """
    known = [reviewer.name for reviewer in team(review)]
    found = called(known, name)
    if not found:
        raise ReviewError(
            f"“{name}” is not a reviewer of this review.",
            hint=f"Choose one of {', '.join(known)} with --as, or add a person: review-tool team add NAME.",
        )
    return found


def protocol(review: Review) -> Protocol:
    """The protocol in force."""
    with review.reading() as connection:
        return current_protocol(connection)


def protocol_history(review: Review) -> list[tuple[Protocol, str, str, str]]:
    """Every version with who made it, when and why, oldest first."""
    with review.reading() as connection:
        return plan.protocols(connection)


def amend(review: Review, changed: Protocol, *, why: str, by: str) -> Protocol:
    """Put a changed protocol in force, as its next version. Old votes stand as they were cast.

    Args:
        changed: with the version it was made from, or 0; made from an older one, it would undo what came since.

    Raises:
        ReviewError: no reason given, the protocol is not sound, another was put in force meanwhile, or it changes who
            judges what and `by` is no lead.
    """
    if not why.strip():
        raise ReviewError("An amendment needs a reason.", hint="Say in a sentence why the protocol changes.")
    with review.writing() as unit:
        current = current_protocol(unit.connection)
        if changed.version not in (0, current.version):
            raise ReviewError(
                f"The protocol was amended meanwhile: version {current.version} is in force.",
                hint="Look at it, then amend that one.",
            )
        new = _next(current, changed, after=plan.highest_version(unit.connection))
        if _shares(new) != _shares(current):
            check_lead(unit, by)
        unit.record("protocol.amended", "protocol", new.to_payload() | {"why": one_line(why)}, by=by)
    return new


def _shares(protocol: Protocol) -> tuple[object, ...]:
    """Who judges what: the numbers of the plan, and how many judge a report."""
    return protocol.plan, protocol.reviewers_title_abstract, protocol.reviewers_full_text


_LISTS = ("reasons", "include_words", "exclude_words")
_FOR_SAMPLES = frozenset(("title", "sources"))
"""What the sample's file says beside the protocol."""


def read_protocol(path: Path, current: Protocol) -> Protocol:
    """The protocol in force with what a TOML file says instead; what the file leaves out stays as it is.

    Raises:
        ReviewError: no such file, it is not TOML, or it says what a protocol has no place for, which is named.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReviewError(
            f"{path} is not a TOML file: {error}.", hint="See imports/co-production/protocol.toml."
        ) from None
    known = set(Protocol.__dataclass_fields__) - {"version"}
    if unknown := sorted(set(said) - known - _FOR_SAMPLES):
        raise ReviewError(f"{path}: a protocol has no “{unknown[0]}”.", hint="It has " + ", ".join(sorted(known)) + ".")
    changes: dict[str, Any] = {}
    try:
        if isinstance(said.get("plan"), dict) and said["plan"].get("preset"):
            current = current.planned(said["plan"]["preset"])
        for name in known & set(said):
            value = said[name]
            if name == "plan":
                value = plan_from(asdict(current.plan) | _plan_said(current, value))
            elif name == "criteria":
                value = tuple(Criterion(**criterion) for criterion in value)
            elif name in _LISTS:
                value = tuple(str(one) for one in value)
            if type(value) is not type(getattr(current, name)):
                raise TypeError(f"{name} is not of the right type")
            changes[name] = value
    except TypeError as error:
        raise ReviewError(f"{path}: {error}.", hint="See imports/co-production/protocol.toml.") from None
    return replace(current, **changes)


def _plan_said(current: Protocol, said: dict[str, Any]) -> dict[str, Any]:
    """What a file says of the plan, over what its preset says."""
    stages = {
        name: asdict(getattr(current.plan, name)) | said[name]
        for name in ("title_abstract", "full_text")
        if name in said
    }
    return said | stages


def _next(current: Protocol, changed: Protocol, *, after: int) -> Protocol:
    """What was changed, with a number no version had: votes name the version they were cast under, undone or not."""
    fields = {name: getattr(changed, name) for name in Protocol.__dataclass_fields__ if name != "version"}
    return replace(current.amended(**fields), version=1 + max(after, current.version))
