"""Reports and pairs of records as labelled lines."""

from __future__ import annotations

from collections.abc import Mapping

from review_tool.cli.saying import labelled, say
from review_tool.domain.decision import Stage
from review_tool.domain.differences import word_differences
from review_tool.domain.plan import Task
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Record
from review_tool.domain.report import Report
from review_tool.domain.text import one_line
from review_tool.services.gathering import deduping
from review_tool.services.gathering.deduping import Pair
from review_tool.services.judging import screening
from review_tool.services.reviews import Review


def show_report(report: Report, protocol: Protocol, stage: Stage, place: str) -> None:
    """One report as a reviewer judges it."""
    c = report.citation
    where = [c.journal, f"volume {c.volume}" if c.volume else "", f"pages {c.pages}" if c.pages else ""]
    say()
    say(f"Report {report.id}, {place}")
    if stage in report.tasks:
        say(labelled("Yours", Task(report.tasks[stage]).words))
    if stage in report.not_theirs:
        say(labelled("Not yours to judge now", report.not_theirs[stage]))
    say(labelled("Title", c.title or "none"))
    for label, text in (
        ("Authors", "; ".join(c.authors)),
        ("Year", str(c.year or "")),
        ("Journal", ", ".join(part for part in where if part)),
        ("DOI", c.doi),
        ("Type", c.kind),
        ("Language", c.language),
        ("Keywords", "; ".join(c.keywords)),
        ("From", "; ".join(f"{r.source}, record {r.id}" for r in report.records)),
    ):
        if text:
            say(labelled(label, text))
    say(labelled("Abstract", c.abstract or "none"))
    _marked(protocol, f"{c.title}\n{c.abstract}")
    if stage is Stage.FULL_TEXT:
        say(labelled("Full text", report.retrieval or "not sought yet"))
        for label, things in (
            ("Attached", report.documents),
            ("Tried", tuple(f"{one.at[:10]} {one.state}: {one.words}" for one in report.attempts)),
        ):
            if things:
                say(labelled(label, "; ".join(things)))
    for vote in report.votes:
        said = "; ".join(part for part in (vote.reason, vote.note) if part)
        said += " (set aside: to be judged again)" if vote.aside else ""
        said += "" if vote.learn else " (not to learn from)"
        say(labelled(f"Vote of {one_line(vote.reviewer)}", f"{vote.verdict} at {vote.stage.words} {said}".rstrip()))
    for settled in report.consensus:
        say(
            labelled(f"Settled by {one_line(settled.by)}", f"{settled.verdict} at {settled.stage.words} {settled.note}")
        )
    if report.related:
        say(labelled("Related to", ", ".join(f"report {number}" for number in report.related)))
    if report.tags:
        say(labelled("Tags", ", ".join(report.tags)))
    for note in report.notes:
        say(labelled(f"Note of {one_line(note.by)}, {note.at[:10]}", note.text))


def _marked(protocol: Protocol, text: str) -> None:
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for span in screening.highlights(protocol, text):
        found[span.include][text[span.start : span.end].lower()] = None
    for include, label in ((True, "Words for"), (False, "Words against")):
        if found[include]:
            say(labelled(label, ", ".join(found[include])))


def show_pair(review: Review, pair: Pair, place: str) -> None:
    """Two records side by side: what is the same once, what differs twice, or once with its words marked."""
    one, other = deduping.record(review, pair.a), deduping.record(review, pair.b)
    say()
    say(
        f"{place}: records {pair.a} and {pair.b}, score {pair.score:.2f}"
        + (f", {pair.verdict}" if pair.verdict else "")
    )
    if pair.why:
        say(labelled("  why asked", "; ".join(pair.why)))
    if pair.related:
        say("  They look related but distinct, such as a preprint and its article.")
    say(labelled("  from", f"{_from(one)} | {_from(other)}"))
    for mine in (one, other):
        if rest := [str(r.id) for r in deduping.records(review, mine.id) if r.id != mine.id]:
            noun = "record" if len(rest) == 1 else "records"
            say(labelled(f"  merged with {mine.id}", f"{noun} {', '.join(rest)}, as report {mine.report}"))
    for field in deduping.compare(review, pair.a, pair.b):
        if not field.a and not field.b:
            continue
        if field.state == "same":
            say(labelled(f"  {field.field} same", field.a))
        else:
            say(labelled(f"  {field.field} {field.state}", differing(field.a, field.b)))


def show_kept(review: Review, pair: Pair, chosen: Mapping[str, int]) -> None:
    """Whose value each field would have if the two were merged."""
    mine, theirs = deduping.records(review, pair.a), deduping.records(review, pair.b)
    _, origin = deduping.combined([*mine, *theirs], chosen)
    fields: dict[int, list[str]] = {}
    for field, number in origin.items():
        fields.setdefault(number, []).append(field)
    kept = "; ".join(f"of record {number} {', '.join(names)}" for number, names in sorted(fields.items()))
    say(labelled("  if merged, kept", kept))


def differing(a: str, b: str) -> str:
    """Both texts: `old | new`, or as one text where they share words: `five [-old-] {+new+} words`."""
    runs = word_differences(a, b)
    if not any(run.same for run in runs) or len(runs) == 1:
        return f"{a or 'nothing'} | {b or 'nothing'}"
    parts: list[str] = []
    for run in runs:
        if run.same:
            parts.append(run.a)
        else:
            parts += [f"[-{run.a}-]"] * bool(run.a) + [f"{{+{run.b}+}}"] * bool(run.b)
    return " ".join(parts)


def _from(record: Record) -> str:
    return f"{record.source} ({record.file}, {record.position})"
