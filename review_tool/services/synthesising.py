"""Codes, themes, strands; recommendations and gaps with their evidence; and the walk from a claim to its events."""

from __future__ import annotations

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Theme
from review_tool.domain.synthesis import (
    Claim,
    ClaimKind,
    Gap,
    Link,
    Recommendation,
    Strand,
    StrandItem,
    TargetKind,
    body_from,
    body_payload,
    check_claim,
)
from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line
from review_tool.reporting.claims import ClaimView as ClaimView
from review_tool.reporting.claims import Evidence as Evidence
from review_tool.services import appraising
from review_tool.store import evidence, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit
from review_tool.synthesis import matrix, support
from review_tool.synthesis.support import Support as Support


def code(review: Review, excerpt: str, name: str, *, present: bool = True, by: str) -> None:
    """Put a code on a marked passage, or take it off.

    Raises:
        ReviewError: the code is empty, or there is no such excerpt.
    """
    name = one_line(name)
    if not name:
        raise ReviewError("The code is empty.", hint="Write a word or two.")
    with review.writing() as unit:
        unit.record("excerpt.coded", f"excerpt:{excerpt}", {"codes": [[name, present]]}, by=by)


def describe_theme(review: Review, name: str, *, description: str, codes: tuple[str, ...], by: str) -> None:
    """Say which codes belong together and why; the same name again describes the theme anew.

    Raises:
        ReviewError: the theme has no name.
    """
    with review.writing() as unit:
        write_theme(unit, name, description=description, codes=codes, by=by)


def write_theme(unit: Unit, name: str, *, description: str, codes: tuple[str, ...], by: str) -> None:
    """As `describe_theme`, inside a unit of work of the caller's."""
    name = one_line(name)
    if not name:
        raise ReviewError("A theme needs a name.", hint="A few words.")
    payload = {"description": clean(description).strip(), "codes": [one_line(code) for code in codes]}
    unit.record("theme.described", f"theme:{name}", payload, by=by)


def themes(review: Review) -> list[Theme]:
    with review.reading() as connection:
        return evidence.themes(connection)


def describe_strand(review: Review, strand: Strand, *, by: str) -> None:
    """Enter an evidence base beside the studies, or describe it anew.

    Raises:
        ReviewError: no name, or a size below nought.
    """
    with review.writing() as unit:
        write_strand(unit, strand, by=by)


def write_strand(unit: Unit, strand: Strand, *, by: str) -> None:
    """As `describe_strand`, inside a unit of work of the caller's."""
    if not one_line(strand.name) or strand.size < 0:
        raise ReviewError("A strand needs a name and how many items it holds.", hint="For example: stories, 100.")
    payload = {"kind": one_line(strand.kind), "size": strand.size, "description": clean(strand.description).strip()}
    unit.record("strand.described", f"strand:{one_line(strand.name)}", payload, by=by)


def add_item(review: Review, strand: str, label: str, text: str, *, by: str) -> str:
    """Enter one item of a strand that claims can rest on. Returns its id.

    Raises:
        ReviewError: no such strand, or no label.
    """
    with review.writing() as unit:
        return write_item(unit, strand, label, text, by=by)


def write_item(unit: Unit, strand: str, label: str, text: str, *, by: str) -> str:
    """As `add_item`, inside a unit of work of the caller's."""
    known = [s.name for s in evidence.strands(unit.connection)]
    if strand not in known:
        raise ReviewError(
            f"There is no strand “{strand}”.",
            hint="There are " + ", ".join(known) + "." if known else "Enter it first.",
        )
    if not one_line(label):
        raise ReviewError("The item has no label.", hint="A few words to know it by.")
    payload = {"label": one_line(label), "text": clean(text).strip()}
    return unit.record("item.added", f"strand:{strand}", payload, by=by).id


def strands(review: Review) -> list[tuple[Strand, list[StrandItem]]]:
    """Each strand with its items."""
    with review.reading() as connection:
        items = evidence.items(connection)
        return [(s, [i for i in items if i.strand == s.name]) for s in evidence.strands(connection)]


def write(
    review: Review,
    body: Recommendation | Gap,
    *,
    links: tuple[Link, ...] = (),
    judgement: bool = False,
    by: str,
) -> Claim:
    """Write a recommendation or gap.

    Raises:
        ReviewError: it says nothing, rests on nothing without being marked as judgement, or a link leads nowhere.
    """
    with review.writing() as unit:
        return write_claim(unit, body, links=links, judgement=judgement, by=by)


def write_claim(
    unit: Unit, body: Recommendation | Gap, *, links: tuple[Link, ...] = (), judgement: bool = False, by: str
) -> Claim:
    """As `write`, inside a unit of work of the caller's."""
    body = _cleaned(body)
    check_claim(body, links, judgement=judgement)
    _check_links(unit, links)
    kind = ClaimKind.RECOMMENDATION if isinstance(body, Recommendation) else ClaimKind.GAP
    number = evidence.next_number(unit.connection, kind)
    payload = {
        "number": number,
        "body": body_payload(body),
        "judgement": judgement,
        "links": [[link.kind.value, link.target, link.stance.value, True] for link in links],
    }
    event = unit.record(f"{kind.value}.written", f"{kind.value}:{kind.letter}{number}", payload, by=by)
    return Claim(event.id, kind, number, body, judgement, links, by, event.at)


def reword(review: Review, claim_id: str, body: Recommendation | Gap, *, judgement: bool, by: str) -> None:
    """Give a claim new words; the old ones stay in the log.

    Raises:
        ReviewError: no such claim, it says nothing, or it would stand without evidence.
    """
    known = claim(review, claim_id)
    body = _cleaned(body)
    check_claim(body, known.links, judgement=judgement)
    with review.writing() as unit:
        payload = {"body": body_payload(body), "judgement": judgement}
        unit.record("claim.reworded", f"claim:{known.id}", payload, by=by)


def link(review: Review, claim_id: str, evidence_link: Link, *, present: bool = True, by: str) -> None:
    """Link evidence to a claim, or take a link away.

    Raises:
        ReviewError: no such claim or evidence, or the last support of a claim not marked as judgement would go.
    """
    known = claim(review, claim_id)
    if not present:
        left = tuple(old for old in known.links if (old.kind, old.target) != (evidence_link.kind, evidence_link.target))
        check_claim(known.body, left, judgement=known.judgement)
    with review.writing() as unit:
        if present:
            _check_links(unit, (evidence_link,))
        row = [evidence_link.kind.value, evidence_link.target, evidence_link.stance.value, present]
        unit.record("claim.linked", f"claim:{known.id}", {"links": [row]}, by=by)


def withdraw(review: Review, claim_id: str, *, by: str) -> None:
    """Take a claim out of the synthesis; undo brings it back.

    Raises:
        ReviewError: there is no such claim.
    """
    known = claim(review, claim_id)
    with review.writing() as unit:
        payload = {"body": body_payload(known.body), "judgement": known.judgement}
        unit.record("claim.withdrawn", f"claim:{known.id}", payload, by=by)


def claims(review: Review, kind: ClaimKind | None = None) -> list[Claim]:
    """The claims in force, recommendations first. One whose evidence was undone says so in `supported`."""
    with review.reading() as connection:
        return evidence.claims(connection, kind)


def claim(review: Review, claim_id: str) -> Claim:
    """One claim by its id or its label (`R1`, `G2`).

    Raises:
        ReviewError: there is no such claim.
    """
    for known in claims(review):
        if claim_id in (known.id, known.label):
            return known
    raise ReviewError(
        f"There is no claim {claim_id}.", hint="`review-tool export recommendations` and `gaps` list them."
    )


def views(review: Review, kind: ClaimKind | None = None) -> list[ClaimView]:
    """The claims with their evidence looked up, for showing and exporting."""
    found = claims(review, kind)
    studies = {study.id: study for study in appraising.studies(review)}
    with review.reading() as connection:
        marked = {excerpt.id: excerpt for excerpt in evidence.excerpts(connection)}
        items = {item.id: item for item in evidence.items(connection)}
        labels = {
            root: records[0].citation.short()
            for root, records in reports.records_of(connection, {e.report for e in marked.values()}).items()
        }
    of_report = {report: study.id for study in studies.values() for report in study.reports}

    def looked_up(link: Link) -> Evidence:
        if link.kind is TargetKind.EXCERPT:
            excerpt = marked[link.target]
            study = of_report.get(excerpt.report)
            return Evidence(
                excerpt.kind.value,
                studies[study].label if study is not None else labels[excerpt.report],
                "" if study is None else str(study),
                excerpt.text,
                excerpt.locator,
                link.stance,
            )
        if link.kind is TargetKind.STUDY:
            return Evidence(
                "study", studies[int(link.target)].label, link.target, studies[int(link.target)].title, "", link.stance
            )
        item = items[link.target]
        return Evidence("item", f"{item.strand}: {item.label}", "", item.text, "", link.stance)

    return [ClaimView(known, tuple(looked_up(link) for link in known.links)) for known in found]


def support_of(review: Review, known: Claim) -> str:
    """How much a claim rests on, in words: studies, excerpts, items, for and against."""
    return supports(review, [known])[known.id].words


def supports(review: Review, known: list[Claim]) -> dict[str, Support]:
    """What each of these claims rests on, counted, by the claim's id."""
    with review.reading() as connection:
        included = reports.included_studies(connection)
        of_report = {report: str(study) for study, group in included.items() for report in group}
        study_of = {e.id: of_report.get(e.report, str(e.report)) for e in evidence.excerpts(connection)}
    return {one.id: support.strength_of_support(one, study_of) for one in known}


def coverage(review: Review) -> Table:
    """Excerpts by study and theme: an empty cell is where a gap may be. One row a study, in the order of `studies`."""
    studies = appraising.studies(review)
    with review.reading() as connection:
        found, described = evidence.excerpts(connection), evidence.themes(connection)
    names = {report: study.label for study in studies for report in study.reports}
    return matrix.coverage(found, described, studies=names)


def _cleaned(body: Recommendation | Gap) -> Recommendation | Gap:
    kind = ClaimKind.RECOMMENDATION if isinstance(body, Recommendation) else ClaimKind.GAP
    return body_from(kind, {name: clean(value).strip() for name, value in body_payload(body).items()})


def _check_links(unit: Unit, links: tuple[Link, ...]) -> None:
    """Raises ReviewError where a link leads nowhere."""
    marked = {excerpt.id for excerpt in evidence.excerpts(unit.connection)}
    items = {item.id for item in evidence.items(unit.connection)}
    studies = {str(study) for study in reports.included_studies(unit.connection)}
    there = {TargetKind.EXCERPT: marked, TargetKind.ITEM: items, TargetKind.STUDY: studies}
    for one in links:
        if one.target not in there[one.kind]:
            raise ReviewError(
                f"There is no {one.kind.value} {one.target} to rest on.",
                hint="Mark the excerpt, or include the study, first.",
            )
