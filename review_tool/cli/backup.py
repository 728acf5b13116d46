"""`backup`: verified copies, made, listed and gone back to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import around, opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json, say_table, terminal
from review_tool.cli.settings import Settings, Verbs, settings
from review_tool.domain.errors import ReviewError
from review_tool.services.reviews import Review
from review_tool.services.safety import backing_up
from review_tool.services.safety.backing_up import Backup, Losing


class _FileOrVerb(Verbs):
    """`backup FILE` is `backup make FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            return "make", self.commands["make"], args
        return super().resolve_command(ctx, args)


@click.group(cls=_FileOrVerb, invoke_without_command=True, subcommand_metavar="[FILE | VERB …]")
@click.pass_context
def command(context: click.Context) -> None:
    """Verified copies of the whole review: full texts, log and all.

    Without a verb a copy is made: into FILE, or among the review's backups. A review that changes is backed up by
    itself every 30 minutes from the screens, and before it is upgraded, merged, mended or set back. The newest of the
    last 24 hours, 7 days, 4 weeks and 12 months are kept. Of a review in PostgreSQL bundles are written, by connections
    with all rights alone, and tried by making a review of each; that one was made stands in the log, for the others.
    """
    if context.invoked_subcommand is None:
        _make(None)


@command.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--if-due", is_flag=True, help="Only where the review changed and the newest backup is old enough.")
@click.option("--in-background", is_flag=True, hidden=True)
def make(file: Path | None, if_due: bool, in_background: bool) -> None:
    """Write a verified copy to FILE, or among the review's backups."""
    if in_background and hasattr(os, "nice"):
        os.nice(10)  # whoever is at the keys comes first
    _make(file, if_due=if_due)


def _make(file: Path | None, *, if_due: bool = False) -> None:
    asked = settings()
    with opened(asked) as review, shown() as progress:
        by = who(review, asked) if backing_up.in_database(review) else ""
        if if_due:
            done = backing_up.keep_up(review, by=by, progress=progress)
        else:
            done = backing_up.back_up(review, file, by=by, progress=progress)
    if asked.json:
        say_json(asdict(done) if done else {"file": None})
    elif done is None:
        say("No backup is due.")
    else:
        say(f"{done.file}: {done.size} bytes, checked, SHA-256 {done.sha256}")
        narrate("To go back to it: review-tool backup restore FILE")
        if done.file.endswith(".zip"):
            narrate("To make a review of it elsewhere: review-tool bundle import FILE --into FOLDER_OR_EMPTY_DATABASE")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the backups of a review are looked for."""

    folder: Path
    review: Review | None = None
    """The review itself, where it lies in a database; that of a folder need not open."""

    @property
    def of(self) -> str:
        return self.review.id if self.review else ""


@contextmanager
def _kept(asked: Settings) -> Iterator[_Kept]:
    if "://" in asked.review:
        with opened(asked) as review:
            yield _Kept(review.folder, review)
    else:
        yield _Kept(Path(asked.review))


@command.command("list")
def list_() -> None:
    """The review's backups, newest first; of a review in PostgreSQL, those that were made from this folder."""
    asked = settings()
    with _kept(asked) as kept:
        folder, found = kept.folder, backing_up.listed(kept.folder, kept.of)
        known = backing_up.newest_known(kept.review) if kept.review else None
    here = {one.path.name for one in found}
    is_elsewhere = known and known.file not in here and (not found or known.at[:19] > found[0].made[:19])
    elsewhere = known if is_elsewhere else None
    if asked.json:
        listed = {"place": str(backing_up.place(folder)), "backups": [_payload(one) for one in found]}
        say_json(listed | ({"elsewhere": asdict(elsewhere)} if elsewhere else {}))
        return
    if elsewhere:
        when = elsewhere.at[:16].replace("T", " ")
        narrate(f"The newest that the log knows of, {elsewhere.file} of {when} UTC, lies where {elsewhere.by} made it.")
    if not found:
        narrate(f"There is no backup in {backing_up.place(folder)} yet.")
        return
    say_table(
        ("made (UTC)", "why", "events", "size", "checked", "file"),
        [
            (
                one.made[:16].replace("T", " "),
                one.why.replace("-", " "),
                str(one.events) if one.events >= 0 else "?",
                _megabytes(one.size),
                "sound" if one.sound else "NOT sound",
                one.path.name,
            )
            for one in found
        ],
    )


@command.command()
@click.argument("file")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: str, yes: bool) -> None:
    """Go back to a backup: FILE is its name, its path, or `newest` for the newest good one.

    The review as it is now is itself backed up first, and what would be lost is said before. The review must be open
    nowhere else. This also works where the review does not open any more, or its file is gone.
    """
    asked = settings()
    with _kept(asked) as kept:
        chosen = backing_up.find(kept.folder, file, kept.of)
        there = kept.review
        losing = backing_up.losing_there(there, chosen) if there else backing_up.losing(kept.folder, chosen)
        for line in _would_be(chosen, losing):
            narrate(line)
        if not yes and chosen.sound:
            if not terminal():
                raise ReviewError("Going back needs a yes.", hint="Add --yes, once you have read the lines above.")
            click.confirm("Go back to it?", abort=True, err=True)
        with shown() as progress:
            if there:
                by, here = who(there, asked), around()
                done = backing_up.restore_there(there, chosen, by=by, around=here, progress=progress)
            else:
                by = asked.name or asked.who
                done = backing_up.restore(kept.folder, chosen, by=by, around=around(), progress=progress)
    if asked.json:
        say_json({"file": str(chosen.path), "kept": done.kept, "lost": losing.events, "by": losing.by})
        return
    say(f"The review is what it was at {chosen.made[:16].replace('T', ' ')} UTC.")
    if done.kept:
        say(f"What it was until now is kept: {done.kept}")


def _would_be(chosen: Backup, losing: Losing) -> list[str]:
    at = f"{chosen.made[:16].replace('T', ' ')} UTC"
    lines = [f"{chosen.path.name}: made {at}, {plural(chosen.events, 'event')}, {plural(chosen.records, 'record')}."]
    if not losing.known:
        lines.append("The review as it is cannot be read, so what would be lost cannot be told.")
    elif not losing.events:
        lines.append("Nothing would be lost: it holds every event that the review has.")
    else:
        who_ = ", ".join(f"{n} of {name}" for name, n in losing.by.items())
        lines.append(f"{plural(losing.events, 'event')} since would be lost: {who_}.")
    return [*lines, "The review as it is now is kept among the backups first."]


@command.command("set")
@click.option("--every", type=click.IntRange(min=0), metavar="MINUTES", help="How often; 0 for never.")
@click.option("--place", metavar="FOLDER", help="Where to: another disk is best. “” for the review's own folder.")
def set_(every: int | None, place: str | None) -> None:
    """See or choose how often a changed review is backed up by itself, and where to."""
    asked = settings()
    with opened(asked) as review:
        if every is None and place is None:
            chosen = backing_up.cadence(review.folder)
        else:
            who(review, asked)
            chosen = backing_up.choose(review, every=every, to=place)
        where = backing_up.place(review.folder)
    if asked.json:
        say_json({"every": chosen.every, "place": str(where)})
    else:
        often = f"every {plural(chosen.every, 'minute')} while it changes" if chosen.every else "never by itself"
        say(f"The review is backed up {often}, into {where}.")


def _payload(one: Backup) -> dict[str, Any]:
    return {
        "file": str(one.path),
        "made": one.made,
        "why": one.why,
        "events": one.events,
        "records": one.records,
        "size": one.size,
        "sha256": one.sha256,
        "sound": one.sound,
        "faults": list(one.faults),
    }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
