"""The summary: everything the review found, gathered for five depths, as a folder of pages or one document."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import Any

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.domain.text import clean, clean_source, one_line
from review_tool.formats.writers.plain import reference
from review_tool.reporting.claims import ClaimView
from review_tool.reporting.diagram import flow_svg
from review_tool.reporting.flow import flow_text
from review_tool.reporting.summary.book import Book
from review_tool.reporting.summary.detail import pages
from review_tool.reporting.summary.facts import (
    Decision,
    Drawing,
    Left,
    Marked,
    StudyFacts,
    Summary,
    Telling,
    ThemeFacts,
)
from review_tool.services import overview, protocols, reviews
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing
from review_tool.services.reporting import short_cuts
from review_tool.services.studies import appraised, appraising, extracting, extraction_sheet
from review_tool.services.studies.extraction_sheet import Sheet
from review_tool.services.synthesis import coding, strands, synthesising, weighing
from review_tool.store.history import log
from review_tool.store.queries import lists, plan, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit

READER = "(a reader)"
"""Who reads a summary: nobody of the team, so that nothing still blind is shown."""
_DECIDED = ("decision.", "conflict.", "retrieval.", "duplicates.", "reports.", "mark.")
_TELLING = "summary"


def telling(review: Review) -> Telling:
    """What the team says besides: film, authors, feedback and so on."""
    with review.reading() as connection:
        text = plan.instrument(connection, _TELLING)
    return _read(text, "the summary's own words") if text else Telling()


def adopt(review: Review, path: Path, *, by: str) -> Telling:
    """Take what the team says of its summary from a TOML file; `template` shows what it may hold.

    Raises:
        ReviewError: no such file, not TOML, or a part that a summary has no place for.
    """
    try:
        text = clean_source(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ReviewError(f"{path} cannot be read.", hint="Check its name; it is a TOML file in UTF-8.") from None
    found = _read(text, str(path))
    with review.writing() as unit:
        keep(unit, text, by=by)
    return found


def keep(unit: Unit, text: str, *, by: str) -> None:
    """As `adopt`, of a text that was read, inside a unit of work of the caller's."""
    unit.record("instrument.adopted", f"instrument:{_TELLING}", {"kind": _TELLING, "body": text}, by=by)


TEMPLATE = '''# What your summary says besides the review itself. Leave out what you do not need.
introduction = """
A few plain sentences for everybody. An empty line begins a new paragraph.
"""
video = ""        # the address of a film, https://…
transcript = """
"""
authors = ""
funding = ""
feedback = ""     # how to reach you: an address or a sentence
licence = ""
differences = []  # how it differs from a full review, besides what the log tells: ["…", "…"]

[glossary]        # words of your review with what they mean
# Co-production = "Making something together, as equals."
'''


def _read(text: str, name: str) -> Telling:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReviewError(f"{name} is not a TOML file: {error}.", hint="`summary template` prints one.") from None
    known = {field.name for field in fields(Telling)}
    if unknown := sorted(set(said) - known):
        raise ReviewError(f"{name}: a summary has no “{unknown[0]}”.", hint="It has " + ", ".join(sorted(known)) + ".")
    differences, glossary = said.pop("differences", []), said.pop("glossary", {})
    if not isinstance(differences, list) or not isinstance(glossary, dict):
        raise ReviewError(f"{name}: differences is a list, glossary a table.", hint="`summary template` shows both.")
    parts: dict[str, Any] = {key: clean(str(value)).strip() for key, value in said.items()}
    parts["differences"] = tuple(one_line(str(one)) for one in differences)
    parts["glossary"] = tuple((one_line(str(word)), one_line(str(means))) for word, means in glossary.items())
    found = Telling(**parts)
    if found.video and not found.video.startswith(("https://", "http://")):
        raise ReviewError(f"{name}: the film's address must begin with https://.", hint="Copy it from a browser.")
    return found


def book(review: Review, downloads: tuple[tuple[str, str], ...] = (), drawings: tuple[Drawing, ...] = ()) -> Book:
    """The summary's pages. `downloads` are files that will lie beside them.

    Raises:
        ReviewError: a claim has lost its evidence and is not marked as judgement.
    """
    summary = gather(review, downloads, drawings)
    notice = (
        "This is a demonstration. The citations are real; the decisions, appraisals and claims were made to show how "
        "the tool works. It is not the list of studies, nor the findings, of any published review."
    )
    foot: list[tuple[str, ...]] = [(f"Made on {summary.made_at}. The log ends at {summary.root}.",)]
    if summary.telling.licence:
        foot.append((f"Licence: {summary.telling.licence}",))
    return Book(summary.title, pages(summary), tuple(foot), notice if summary.demonstration else "")


def gather(review: Review, downloads: tuple[tuple[str, str], ...] = (), drawings: tuple[Drawing, ...] = ()) -> Summary:
    """Everything the summary tells. Raises ReviewError as `book`."""
    claims = synthesising.views(review, drafts=False)
    for view in claims:
        if not view.claim.supported:
            raise ReviewError(
                f"{view.claim.label} has lost its evidence.",
                hint="Link evidence again, mark it as judgement, or withdraw it.",
            )
    title, protocol = reviews.title(review), protocols.current(review)
    counted = overview.flow(review)
    with review.reading() as connection:
        heads = log.heads(connection)
        described = {source.name: source for source in plan.sources(connection)}
        history = plan.protocols(connection)
    records = dict(overview.status(review).sources)
    sources = tuple((n, s.platform, s.searched, s.query, records.get(n, 0)) for n, s in described.items())
    excerpts = marking.excerpts(review)
    uses: dict[str, int] = defaultdict(int)
    for excerpt in excerpts:
        for code in excerpt.codes:
            uses[code] += 1
    return Summary(
        title=title,
        protocol=protocol,
        demonstration="demonstration" in title.lower(),
        flow=counted,
        flow_drawing=Drawing(
            flow_svg(counted, title),
            "The PRISMA 2020 flow diagram",
            flow_text(counted).replace("\n", "; "),
            None,
            "flow",
        ),
        claims=tuple(claims),
        studies=_studies(review, claims),
        strands=tuple((strand, tuple(items)) for strand, items in strands.strands(review)),
        themes=tuple(
            ThemeFacts(theme.name, theme.description, theme.codes, sum(uses[code] for code in theme.codes), theme.above)
            for theme in coding.themes(review)
        ),
        drawings=drawings,
        left_out=_left_out(review),
        how=short_cuts.how(review),
        differences=short_cuts.differences(review),
        amendments=tuple((at[:10], why) for _, _, at, why in history[1:]),
        sources=sources,
        downloads=downloads,
        telling=telling(review),
        heads=tuple((writer, head) for writer, (_, head) in sorted(heads.items())),
        root=Checkpoint(review.id, heads).root,
        made_at=review.clock().date().isoformat(),
    )


def _studies(review: Review, claims: list[ClaimView]) -> tuple[StudyFacts, ...]:
    """Each included study with everything known of it that is not blind any more."""
    behind, of_excerpt = _behind(claims)
    marked: dict[int, list[Marked]] = defaultdict(list)
    sheet = extraction_sheet.sheet(review, READER)
    fields = _fields(review, sheet)
    for one in marking.excerpts(review):
        if one.id in sheet.hidden:
            continue
        marked[one.report].append(
            Marked(
                *(one.id, one.text, one.kind == "quote", one.locator, one.codes, of_excerpt.get(one.id, ()), one.by),
                tuple(fields.get(one.id, ())),
            )
        )
    places = {one.id: one.where for many in marked.values() for one in many}
    values = _values(review, sheet, places)
    answers = _answers(review)
    quality = weighing.qualities(review)
    studies = appraising.studies(review)
    records = deduping.cited(review, [number for study in studies for number in study.reports])
    found = []
    for study in studies:
        judged = quality.get(study.id)
        citations = [records[number].citation for number in study.reports]
        found.append(
            StudyFacts(
                id=str(study.id),
                label=study.label,
                title=study.title,
                citations=tuple(reference(citation) for citation in citations),
                doi=citations[0].doi,
                abstract=study.abstract,
                values=tuple(values[study.id]),
                appraisal=tuple(answers.get(study.id, ())),
                quality=judged.level if judged else "",
                quality_words=judged.words if judged else "",
                excerpts=tuple(one for number in study.reports for one in marked[number]),
                decisions=_decisions(review, study.reports),
                claims=tuple(behind.get(str(study.id), ())),
            )
        )
    return tuple(found)


def _behind(claims: list[ClaimView]) -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]]]:
    """Study → labels of the claims that rest on it; excerpt → the same."""
    of_study: dict[str, dict[str, None]] = defaultdict(dict)
    of_excerpt: dict[str, dict[str, None]] = defaultdict(dict)
    for view in claims:
        for leaf in (leaf for piece in view.evidence for leaf in piece.leaves):
            if leaf.study:
                of_study[leaf.study][view.claim.label] = None
            if leaf.kind in ("quote", "paraphrase"):
                of_excerpt[leaf.id][view.claim.label] = None
    return {s: list(labels) for s, labels in of_study.items()}, {e: tuple(labels) for e, labels in of_excerpt.items()}


def _fields(review: Review, sheet: Sheet) -> dict[str, list[str]]:
    """Excerpt → the fields whose values stand in it."""
    labels = {field.id: field.label for field in sheet.form.fields}
    found: dict[str, list[str]] = defaultdict(list)
    for value in extracting.values(review):
        if value.excerpt and value.field in labels and (value.study, value.field) in sheet.cells:
            found[value.excerpt].append(labels[value.field])
    return found


def _values(review: Review, sheet: Sheet, places: dict[str, str]) -> dict[int, list[tuple[str, str, str]]]:
    """Study → (field, value, where it is said), in the form's order; `places` tells where each passage stands."""
    order = {field.id: at for at, field in enumerate(sheet.form.fields)}
    labels = {field.id: field.label for field in sheet.form.fields}
    shown = [v for v in extracting.values(review) if v.field in order and (v.study, v.field) in sheet.cells]
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for value in sorted(shown, key=lambda value: order[value.field]):
        said = "not reported" if value.not_reported else value.value
        found[value.study].append((labels[value.field], said, places.get(value.excerpt, "")))
    return found


def _answers(review: Review) -> dict[int, list[tuple[str, str, str]]]:
    """Study → (question, answer, note) of every checklist, the answers that count."""
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for tool in appraising.checklists(review):
        for number, one in appraised.appraised(review, tool.id).items():
            notes = {a.item: a.note for a in appraising.answers(review, tool.id, study=number)}
            for item in one.items:
                if answer := one.answers.get(item.id):
                    said = next((o.label for o in tool.options_of(item) if o.id == answer), answer)
                    found[number].append((f"{item.id} {item.text}", said, notes.get(item.id, "")))
    return found


def _decisions(review: Review, numbers: tuple[int, ...]) -> tuple[Decision, ...]:
    found = []
    for number in numbers:
        wanted = auditing.numbers(review, report=number)
        for told in auditing.tell(review, wanted, reviewer=READER):
            if told.event.kind.startswith(_DECIDED) and not told.undone:
                found.append(Decision(told.event.at, told.words, told.event.hash[:12]))
    return tuple(sorted(found, key=lambda one: one.at))


def _left_out(review: Review) -> tuple[Left, ...]:
    """The reports excluded at full text, with their reason (PRISMA 2020, item 16b)."""
    with review.reading() as connection:
        excluded = lists.report_ids(connection, Which(Stage.FULL_TEXT, "excluded"))
        standings = {number: reports.standings_of(connection, number)[0] for number in excluded}
    records = deduping.cited(review, excluded)
    return tuple(Left(reference(records[n].citation), standings[n][Stage.FULL_TEXT].reason) for n in excluded)
