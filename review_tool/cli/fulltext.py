"""`fulltext`: full texts sought, attached and marked; reports grouped into studies."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from review_tool.cli.asking import Talk, converse
from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import labelled, narrate, plural, say, say_json, say_table, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Document, ReportMark, Retrieval, Which
from review_tool.domain.text import one_line
from review_tool.services.fulltexts import matching_files, retrieving
from review_tool.services.fulltexts.matching_files import Proposal
from review_tool.services.judging import screening
from review_tool.services.reviews import Review

STATES = (
    "all",
    "to do",
    "included",
    "excluded",
    "conflict",
    "not retrieved",
    "awaiting classification",
    "ongoing",
    "retracted",
)
_MARKS = ("retracted", "awaiting", "ongoing")


@click.group(cls=Verbs, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Full texts: sought, attached, marked. Without a verb of its own: deciding on them, as `screen` does."""
    if context.invoked_subcommand is None:
        asked = settings()
        if not terminal() or asked.plain or asked.json:
            raise click.UsageError("Line by line, full texts are decided on with: screen --stage full-text --plain.")
        open_screens(asked, mode="fulltext")


@command.command("list")
@click.option("--state", type=click.Choice(STATES), default="all", help="Only reports that stand so.")
def list_(state: str) -> None:
    """The reports at full text: where each stands, its study, what was tried, its full texts and marks."""
    asked = settings()
    with opened(asked) as review:
        numbers = screening.ids(review, Which(Stage.FULL_TEXT, state, asked.who))
        found = [screening.report(review, number, reviewer=asked.who) for number in numbers]
    if asked.json:
        say_json(
            [
                {
                    "report": r.id,
                    "study": r.study,
                    "title": r.citation.title,
                    "state": r.standings[Stage.FULL_TEXT].outcome.value,
                    "reason": r.standings[Stage.FULL_TEXT].reason,
                    "retrieval": r.retrieval,
                    "attempts": [asdict(attempt) for attempt in r.attempts],
                    "documents": list(r.documents),
                    "marks": [asdict(mark) for mark in r.marks],
                }
                for r in found
            ]
        )
        return
    for r in found:
        at = r.standings[Stage.FULL_TEXT]
        where = r.retrieval if r.retrieval == Retrieval.NOT_RETRIEVED else at.outcome.value
        more = [
            f"study {r.study}" if r.study != r.id else "",
            at.reason,
            *(m.mark.value for m in r.marks),
            *r.documents,
        ]
        tried = "; ".join(a.words for a in r.attempts if a.words and a.state != Retrieval.RETRIEVED)
        more += [f"tried: {tried}" if tried else ""]
        say(
            labelled(
                f"{r.id} {r.citation.short()}, {where}", "; ".join(part for part in more if part) or r.citation.title
            )
        )
    narrate(f"{plural(len(found), 'report')} {state if state != 'all' else 'at full text'}.")


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--report", type=int, metavar="N", help="The report it belongs to; needed for a file, not for a folder.")
@click.option("--preview", is_flag=True, help="Say which file would go where, and why; write nothing.")
@click.option("--yes", is_flag=True, help="Attach the sure ones without asking; the doubtful stay.")
def attach(path: Path, report: int | None, preview: bool, yes: bool) -> None:
    """Keep a full text with its report; of a FOLDER, each file with the report its DOI or title tells."""
    asked = settings()
    if report is not None:
        with opened(asked) as review:
            sha = retrieving.attach(review, report, path, by=who(review, asked))
        if asked.json:
            say_json({"report": report, "file": path.name, "sha": sha})
        else:
            say(f"{path.name} is kept with report {report}.")
        return
    if path.is_file():
        raise ReviewError("Whose full text is it?", hint="Give the report's number with --report N.")
    if preview or yes or asked.json:
        with opened(asked) as review:
            _attach_sure(review, path, by=who(review, asked), preview=preview or not yes, as_json=asked.json)
    else:
        converse(asked, lambda talk: _ask_each(talk, path))


def _attach_sure(review: Review, folder: Path, *, by: str, preview: bool, as_json: bool) -> None:
    with shown() as progress:
        found = matching_files.propose(review, folder, progress=progress)
        sure = [(p.path, p.matches[0].report, p.why) for p in found if p.sure]
        if not preview:
            matching_files.attach_all(review, sure, by=by, progress=progress)
    if as_json:
        say_json({"attached": 0 if preview else len(sure), "preview": preview, "files": list(map(_payload, found))})
        return
    _show(found)
    if preview:
        say(f"{plural(len(sure), 'file')} would be attached, {len(found) - len(sure)} not. Nothing is written yet.")
    else:
        say(f"{plural(len(sure), 'file')} attached, {len(found) - len(sure)} not.")


def _payload(proposal: Proposal) -> dict[str, Any]:
    return {
        "file": str(proposal.path),
        "state": proposal.state,
        "report": proposal.kept
        if proposal.kept is not None
        else proposal.matches[0].report
        if proposal.matches
        else None,
        "why": proposal.why,
        "others": [match.report for match in proposal.matches[1:]],
    }


def _show(found: list[Proposal]) -> None:
    rows = [
        (p.state, one_line(p.path.name), str(p.matches[0].report) if p.matches else "", p.why)
        for p in sorted(found, key=lambda p: not p.sure)
    ]
    say_table(("", "file", "report", "why"), rows)


def _ask_each(talk: Talk, folder: Path) -> None:
    """The sure ones together, the doubtful one by one."""
    with shown() as progress:
        found = matching_files.propose(talk.review, folder, progress=progress)
    _show(found)
    sure = [(p.path, p.matches[0].report, p.why) for p in found if p.sure]
    if sure and talk.yes(f"Attach {plural(len(sure), 'sure file')}?"):
        with talk.writing(plural(len(sure), "file")):
            matching_files.attach_all(talk.review, sure, by=talk.by)
    for proposal in found:
        if proposal.state != "doubtful":
            continue
        say(labelled("File", proposal.path.name))
        titles = [
            f"{m.report} {screening.report(talk.review, m.report, reviewer=talk.by).citation.title} ({m.why})"
            for m in proposal.matches
        ]
        place = talk.pick("Which report's full text is it", titles, none="none of these")
        if place is not None:
            chosen = proposal.matches[place]
            with talk.writing(f"{proposal.path.name} to report {chosen.report}"):
                matching_files.attach_all(talk.review, [(proposal.path, chosen.report, chosen.why)], by=talk.by)


@command.command()
@click.argument("report", type=int)
@click.argument("state", type=click.Choice(Retrieval.ALL))
@click.option("--tried", default="", help="What was tried: library, author by e-mail.")
def note(report: int, state: str, tried: str) -> None:
    """Note where the search for a full text stands, and what was tried."""
    asked = settings()
    with opened(asked) as review:
        retrieving.mark(review, report, state, by=who(review, asked), attempt=tried)
    if asked.json:
        say_json({"report": report, "retrieval": state, "tried": tried})
    else:
        say(f"Report {report}: {state}" + (f" ({tried})." if tried else "."))


@command.command()
@click.argument("report", type=int)
@click.argument("wanted", metavar="MARK", type=click.Choice(_MARKS))
@click.option("--off", is_flag=True, help="Take the mark off.")
@click.option("--why", default="", help="Why, in a sentence.")
def mark(report: int, wanted: str, off: bool, why: str) -> None:
    """Mark a report as retracted, awaiting classification or ongoing; the last two take it out of the decision."""
    asked = settings()
    with opened(asked) as review:
        put: ReportMark = retrieving.set_mark(review, report, wanted, by=who(review, asked), present=not off, why=why)
    if asked.json:
        say_json({"report": report, "mark": put.value, "present": not off})
    else:
        say(f"Report {report} is {'no longer ' if off else ''}marked {put.value}.")


@command.command()
@click.argument("reports", type=int, nargs=-1, required=True)
def group(reports: tuple[int, ...]) -> None:
    """Say that these REPORTS tell of one study; it bears the lowest number."""
    asked = settings()
    with opened(asked) as review:
        study = retrieving.group(review, reports, by=who(review, asked))
    if asked.json:
        say_json({"study": study, "reports": sorted(set(reports))})
    else:
        say(f"Reports {', '.join(map(str, sorted(set(reports))))} are study {study}.")


@command.command()
@click.argument("reports", type=int, nargs=-1, required=True)
def ungroup(reports: tuple[int, ...]) -> None:
    """Take REPORTS out of their study: each is a study of its own again."""
    asked = settings()
    with opened(asked) as review:
        studies = retrieving.ungroup(review, reports, by=who(review, asked))
    if asked.json:
        say_json({"studies": [{"study": study, "reports": found} for study, found in sorted(studies.items())]})
        return
    for study, found in sorted(studies.items()):
        say(f"Study {study}: {plural(len(found), 'report')} {', '.join(map(str, found))}.")


@command.command()
@click.option("--report", type=int, metavar="N", help="Only this report's.")
def documents(report: int | None) -> None:
    """The full texts kept in the review."""
    asked = settings()
    with opened(asked) as review:
        found = retrieving.documents(review, report)
    if asked.json:
        say_json([asdict(document) for document in found])
        return
    say_table(
        ("report", "file", "kB", "by"),
        [(str(d.report), d.name, str((d.size + 999) // 1000), d.by) for d in found],
    )
    narrate(f"{plural(len(found), 'full text')} kept in the review.")


@command.command()
@click.argument("report", type=int)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path(), help="The folder; else this one.")
def save(report: int, output: Path) -> None:
    """Write the full texts of REPORT out of the review, under their names."""
    asked = settings()
    with opened(asked) as review:
        paths = [retrieving.save(review, document, output) for document in _of(review, report)]
    if asked.json:
        say_json({"report": report, "files": [str(path) for path in paths]})
    for path in () if asked.json else paths:
        say(f"Written: {path}")


@command.command("open")
@click.argument("report", type=int)
def open_(report: int) -> None:
    """Open the newest full text of REPORT with this computer's own program."""
    asked = settings()
    with opened(asked) as review:
        path = retrieving.view(review, _of(review, report)[-1])
    if asked.json:
        say_json({"report": report, "file": str(path)})
    else:
        say(f"Opened: {path}")


def _of(review: Review, report: int) -> tuple[Document, ...]:
    """Raises ReviewError where the report has no full text."""
    found = retrieving.documents(review, report)
    if not found:
        raise ReviewError(
            f"Report {report} has no full text.",
            hint=f"Attach one: review-tool fulltext attach FILE --report {report}.",
        )
    return found
