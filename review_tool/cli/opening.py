"""Opening the review, in the command line or on the screens; who is at the keyboard, and on which device."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import click

from review_tool.cli.saying import narrate
from review_tool.cli.settings import Settings
from review_tool.domain.errors import ReviewError
from review_tool.services import people, reviews
from review_tool.services.reviews import Review, Surroundings


def around() -> Surroundings:
    return Surroundings(device(), memory=memory())


def device() -> str:
    """A short random id of this device, made once and kept; the host's name where it cannot be kept.

    Each device writes a chain of its own in the log, so that two never meet.
    """
    from platformdirs import user_state_path

    file = user_state_path("review-tool") / "device"
    try:
        if file.is_file() and re.fullmatch(r"[0-9a-z]{4,32}", known := file.read_text("ascii").strip()):
            return known
        file.parent.mkdir(parents=True, exist_ok=True)
        new = uuid4().hex[:8]
        mine = file.with_name(f"device.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(new + "\n", "ascii")
        os.replace(mine, file)
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return platform.node().partition(".")[0] or "device"


def memory() -> Path:
    """Where this computer remembers how the logs it opened ended."""
    from platformdirs import user_state_path

    return user_state_path("review-tool") / "seen"


def new_place(folder: str, database: str) -> str:
    """Where a new review goes: the folder or the database that was named.

    Raises:
        UsageError: neither was named, or both.
    """
    if bool(folder) == bool(database):
        raise click.UsageError("Name a folder or a --database URL: that is where the review goes.")
    return folder or database


@contextmanager
def opened(settings: Settings) -> Iterator[Review]:
    """The review that was named, open until the verb ends."""
    review = reviews.open_review(settings.review, around=around())
    try:
        yield review
    finally:
        review.close()


def keep_up(review: Review, by: str) -> None:
    """After a long deed: a backup, where one is due and the review is small. A refusal is told; the deed stands."""
    from review_tool.services.safety import backing_up

    try:
        backing_up.keep_up(review, by=by, cheap=True)
    except ReviewError as refusal:
        narrate(f"No backup was made: {refusal} {refusal.hint}")


def who(review: Review, settings: Settings) -> str:
    """The reviewer who acts.

    Raises:
        ReviewError: the name given, or the login name, is not in the team.
    """
    if settings.name:
        return people.check_reviewer(review, settings.name)
    team = [member.name for member in people.team(review)]
    if found := people.called(team, settings.who):
        return found
    raise ReviewError(
        f"Who are you? Your login name, “{settings.who}”, is not in this review's team: {', '.join(team)}.",
        hint="Give your name with --as NAME or REVIEW_TOOL_REVIEWER; a new person joins by "
        "`review-tool team add NAME --as A_MEMBER`.",
    )
