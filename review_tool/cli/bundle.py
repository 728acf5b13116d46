"""`bundle export|import|status`: offline reviewers take the review with them and bring their work back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.services import reviews
from review_tool.services.history import bundling

_FILE = click.Path(path_type=Path)


@click.group(cls=Verbs)
def command() -> None:
    """Hand the review to somebody who works offline, and take their work back."""


@command.command(name="export")
@click.option("-o", "--output", "file", required=True, type=_FILE, metavar="FILE", help="As anna.review.zip.")
@click.option("--sealed", is_flag=True, help="Only the hashes of your own work, so that nobody sees your votes yet.")
def export(file: Path, sealed: bool) -> None:
    """Write the whole review as one file; or, sealed, only the proof that your work was done.

    A bundle holds every vote: who opens it with other tools can read them. A seal holds none.
    """
    asked = settings()
    with opened(asked) as review:
        if sealed:
            done = bundling.seal(review, file, by=who(review, asked))
        else:
            with shown() as progress:
                done = bundling.export(review, file, progress=progress)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{done.file}: {plural(done.events, 'event')} of {plural(len(done.heads), 'chain')}")
    for writer, head in done.heads.items():
        say(f"  {writer}: {head}")


@command.command(name="import")
@click.argument("file", type=_FILE)
@click.option("--into", metavar="DIR_OR_URL", help="Make a copy of the review in this new folder or empty database.")
def import_(file: Path, into: str | None) -> None:
    """Merge a bundle into this review; or make a copy of its review in a new folder or database.

    The same bundle twice, or in another order, makes no difference. A copy whose history was changed is refused.
    """
    asked = settings()
    if into is not None:
        bundling.create(file, into)
        place = reviews.shown(into)
        if asked.json:
            say_json({"review": place})
        else:
            say(f"{place} holds the review. Open it with: review-tool --review '{place}'")
        return
    with opened(asked) as review:
        by = who(review, asked)
        with shown() as progress:
            done = bundling.merge(review, file, by=by, progress=progress)
        namesakes = bundling.namesakes(review, done.by_writer)
        given_twice = bundling.given_twice(review, done.by_writer)
    if asked.json:
        say_json({**asdict(done), "namesakes": namesakes, "given_twice": given_twice})
        return
    if done.sealed:
        say("The seal is kept. It is compared with the work when that comes.")
        return
    if not done.events:
        say("Nothing new came with it.")
        return
    say(f"{plural(done.events, 'event')} came:")
    for writer, count in sorted(done.by_writer.items()):
        say(f"  {writer}: {count}")
    if done.restored:
        say(f"{plural(len(done.restored), 'undo')} was set aside: another copy had built on what it took back.")
    for words in [*bundling.namesake_words(namesakes), *given_twice]:
        narrate(words)
    narrate(f"The review as it was before is {done.backup}.")


@command.command()
def status() -> None:
    """Whose work is here, whose is awaited, and who voted after opening another's vote."""
    asked = settings()
    with opened(asked) as review:
        found = bundling.together(review)
    if asked.json:
        say_json(asdict(found))
        return
    for writer, events in found.writers.items():
        say(f"{writer}: {plural(events, 'event')}")
    for writer in found.awaited:
        say(f"{writer}: sealed, and has not come yet")
    for name, count in found.peeks.items():
        say(f"{name} had opened another's vote before first voting on {plural(count, 'report')}.")
