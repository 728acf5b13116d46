"""`import`: citation files into the review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import keep_up, opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.domain.record import Source, SourceKind
from review_tool.domain.text import one_line
from review_tool.services.gathering import hits, importing
from review_tool.services.gathering.importing import Imported
from review_tool.services.gathering.problem_list import write_problems

_KINDS = {kind.value.split()[0] if kind is not SourceKind.CITATIONS else "citations": kind for kind in SourceKind}
_SHOWN = 20
"""Problems of one file that are told on stderr."""


def _date(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise click.BadParameter(f"“{value}” is no date; write it as 2026-03-12.") from None


@click.command(cls=Verb)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", "name", required=True, help="Where the search was run: PubMed, Scopus, a website's name.")
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Which kind of source it is.  [default: database]")
@click.option("--searched", callback=_date, default="", metavar="YYYY-MM-DD", help="When the search was run.")
@click.option("--query", help="The search as it was run.")
@click.option("--platform", help="Through which platform, such as Ovid.")
@click.option("--hits", "hits_", type=click.IntRange(min=0), help="How many results the source said it found.")
@click.option(
    "--problems", "problems_file", type=click.Path(path_type=Path), help="Write what is odd to this CSV file."
)
@click.option("--format", "format_", metavar="FORMAT", help="Read the files as this format instead of telling it.")
def command(
    files: tuple[Path, ...],
    name: str,
    kind: str | None,
    searched: str,
    query: str | None,
    platform: str | None,
    hits_: int | None,
    problems_file: Path | None,
    format_: str | None,
) -> None:
    """Bring citation files in, of any format of the README: RIS, BibTeX, PubMed, EndNote, CSV, Excel …

    All the files are written whole, or nothing of any. Records that this source has delivered before, byte for byte,
    are not added again.
    """
    asked = settings()
    given: dict[str, Any] = {
        "kind": _KINDS[kind] if kind else None,
        "searched": searched or None,
        "query": query,
        "platform": platform,
        "hits": hits_,
    }
    with opened(asked) as review, shown() as progress:
        by = who(review, asked)
        # What is not said again about a source that is known stays as it was described.
        name = one_line(name)
        known = next((s for s in importing.sources(review) if s.name == name), Source(name))
        source = replace(known, **{key: value for key, value in given.items() if value is not None})
        done = importing.import_files(review, files, source, by=by, format=format_, progress=progress)
        compared = hits.compared(source, hits.delivered(hits.imports(review), source.name)) if hits_ is not None else ""
        keep_up(review, by)
    if problems_file is not None:
        count = write_problems(problems_file, ((one.file, problem) for one in done for problem in one.problems))
        narrate(f"{problems_file}: {plural(count, 'problem')}")
    if not asked.json:
        for one in done:
            _tell(one)
        if compared:
            say(f"{source.name}: {compared.removeprefix('✓ ').removeprefix('○ ')}")
    if asked.json:
        say_json({"files": [_payload(one) for one in done]})
    elif any(one.added for one in done):
        narrate("Next: review-tool dedupe")


def _tell(done: Imported) -> None:
    for problem in done.problems[:_SHOWN]:
        told = replace(problem, what=f"Left out: {problem.what}") if problem.refused else problem
        narrate(f"{done.file}, {told}")
    if len(done.problems) > _SHOWN:
        narrate(f"{done.file}: {len(done.problems) - _SHOWN} more: --problems OUT.csv writes all")
    counts = f"{done.added} added + {done.already_present} already present + {done.refused} refused"
    say(f"{done.file} ({done.format}): {plural(done.read, 'record')} = {counts}")
    if done.read and not done.added:
        say(f"Nothing was added: {done.source} has delivered all of {done.file} before.")


def _payload(done: Imported) -> dict[str, Any]:
    return {
        "file": done.file,
        "format": done.format,
        "read": done.read,
        "added": done.added,
        "already_present": done.already_present,
        "refused": done.refused,
        "problems": [{"line": p.line, "what": p.what, "hint": p.hint} for p in done.problems],
    }
