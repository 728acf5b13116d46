"""Who may come in by the browser: links for one sign-in each, signed-in people, and what the log keeps of both.

A pass is a link or a sign-in. Its secret, 256 random bits, is shown once and never kept: a pass is a small file named
by the secret's SHA-256, in a folder of this computer outside every review. So a second command can write a link or take
a person's passes away while the server runs, and a restart of the server signs nobody out. Nobody can guess 256 bits,
so what is left to guard is the comparison, which takes the same time for every wrong secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.store.queries import plan
from review_tool.store.review import Review

LINK, SIGN_IN = "link", "sign-in"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pass:
    """One way in, of one reviewer."""

    who: str
    kind: str
    """`LINK` or `SIGN_IN`."""
    until: datetime
    """When it ends, whatever was done with it."""
    digest: str
    """SHA-256 of its secret, in hexadecimal."""

    @property
    def short(self) -> str:
        """What the log calls it: enough to tell it from others, of no use to come in."""
        return self.digest[:8]


def write_link(folder: Path, who: str, *, now: datetime, hours: float) -> str:
    """A new link's secret. It lets `who` sign in once, until it ends.

    Raises:
        ReviewError: the folder cannot be written.
    """
    return _write(folder, who, LINK, now + timedelta(hours=hours))


def sign_in(folder: Path, secret: str, *, now: datetime, hours: float) -> tuple[str, Pass] | None:
    """Use a link up: the secret of the sign-in it gives, and the pass. None where it was used, has ended or never was.

    Of two who come with one link at once, one gets in: only one can take the file away.

    Raises:
        ReviewError: the folder cannot be written.
    """
    link = _find(folder, secret, LINK, now)
    if link is None:
        return None
    try:
        _file(folder, link).unlink()
    except FileNotFoundError:
        return None
    new = _write(folder, link.who, SIGN_IN, now + timedelta(hours=hours))
    found = _find(folder, new, SIGN_IN, now)
    return (new, found) if found else None


def signed_in(folder: Path, secret: str, *, now: datetime) -> Pass | None:
    """Whose sign-in a secret is; None where it has ended, was taken away or never was."""
    return _find(folder, secret, SIGN_IN, now)


def holds(folder: Path, one: Pass, *, now: datetime) -> bool:
    """Whether a pass is still there."""
    return now < one.until and _file(folder, one).is_file()


def sign_out(folder: Path, one: Pass) -> None:
    _file(folder, one).unlink(missing_ok=True)


def passes(folder: Path, *, now: datetime) -> list[Pass]:
    """Every pass that holds, by reviewer. What has ended is cleared away."""
    found = []
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        one = _read(file)
        if one is None or now >= one.until:
            file.unlink(missing_ok=True)
        else:
            found.append(one)
    return sorted(found, key=lambda one: (one.who, one.kind, one.until))


def revoke(folder: Path, who: str, *, now: datetime) -> int:
    """Take every pass of a person away; returns how many."""
    theirs = [one for one in passes(folder, now=now) if one.who == who]
    for one in theirs:
        sign_out(folder, one)
    return len(theirs)


def is_here(review: Review, who: str) -> bool:
    """Whether the person is in the team and did not leave it."""
    with review.reading() as connection:
        return any(member.name == who and member.is_here for member in plan.team(connection))


def note_signed_in(review: Review, one: Pass) -> None:
    """Keep in the log that a person signed in by the browser."""
    until = one.until.isoformat(timespec="seconds")
    with review.writing() as unit:
        unit.record("session.opened", f"session:{one.short}", {"until": until}, by=one.who)


def note_refused(review: Review, reasons: Mapping[str, int], *, since: datetime, by: str) -> None:
    """Keep in the log how often somebody was turned away since then, and for what. `by` runs the server."""
    payload = {"reasons": dict(sorted(reasons.items())), "since": since.isoformat(timespec="seconds")}
    with review.writing() as unit:
        unit.record("session.refused", "session:refused", payload, by=by)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _file(folder: Path, one: Pass) -> Path:
    return folder / f"{one.digest}.json"


def _write(folder: Path, who: str, kind: str, until: datetime) -> str:
    secret = secrets.token_urlsafe(_BYTES)
    one = Pass(who, kind, until, _digest(secret))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(_file(folder, one), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(one) | {"until": until.isoformat()}, file)
    except OSError as error:
        raise ReviewError(
            f"{folder} cannot be written: {error.strerror}.",
            hint="Links are kept there; make room, or mend its rights.",
        ) from None
    return secret


def _find(folder: Path, secret: str, kind: str, now: datetime) -> Pass | None:
    digest = _digest(secret)
    one = _read(folder / f"{digest}.json")
    if one is None or not hmac.compare_digest(one.digest, digest) or one.kind != kind or now >= one.until:
        return None
    return one


def _read(file: Path) -> Pass | None:
    """A pass; None where there is none, or what lies there is no pass."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return Pass(said["who"], said["kind"], datetime.fromisoformat(said["until"]), said["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
