"""Findings, recommendations and research gaps with their evidence; what groups of people say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import (
    Agreement,
    Body,
    Claim,
    ClaimKind,
    Gap,
    Link,
    Rank,
    Stance,
    TargetKind,
    body_from,
    body_payload,
    check_agreement,
    check_body,
    check_claim,
    check_rank,
    check_support,
    kind_of,
)
from review_tool.domain.text import clean, one_line
from review_tool.reporting.claims import ClaimView, Evidence
from review_tool.reporting.claims import epicot_of as epicot_of
from review_tool.services.synthesis import evidence_base, weighing
from review_tool.services.synthesis.evidence_base import EvidenceBase
from review_tool.store.queries import claims as stored
from review_tool.store.queries import coding, evidence, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit
from review_tool.synthesis import support
from review_tool.synthesis.chain import leaves
from review_tool.synthesis.support import Support as Support


def write(
    review: Review,
    body: Body,
    *,
    links: tuple[Link, ...] = (),
    judgement: bool = False,
    by: str,
) -> Claim:
    """Write a finding, recommendation or gap.

    Raises:
        ReviewError: it says nothing, or nothing but that research is needed; it rests on nothing without being marked
            as judgement; or a link leads nowhere.
    """
    with review.writing() as unit:
        return write_claim(unit, body, links=links, judgement=judgement, by=by)


def write_claim(unit: Unit, body: Body, *, links: tuple[Link, ...] = (), judgement: bool = False, by: str) -> Claim:
    """As `write`, inside a unit of work of the caller's."""
    body = _cleaned(body)
    check_claim(body, links, judgement=judgement)
    _check_links(unit, links)
    kind = kind_of(body)
    number = stored.next_number(unit.connection, kind)
    payload = {
        "number": number,
        "body": body_payload(body),
        "judgement": judgement,
        "links": [[link.kind.value, link.target, link.stance.value, True] for link in links],
    }
    event = unit.record(f"{kind.value}.written", f"{kind.value}:{kind.letter}{number}", payload, by=by)
    return Claim(event.id, kind, number, body, judgement, links, by, event.at)


def reword(review: Review, claim_id: str, body: Body, *, judgement: bool, by: str) -> None:
    """Give a claim new words; the old ones stay in the log. Agreement, dissent and ranks stay with the claim.

    Raises:
        ReviewError: no such claim, it says nothing, or it would stand without evidence.
    """
    known = claim(review, claim_id)
    body = _cleaned(body)
    check_body(body)
    check_support(body, known.links, judgement=judgement)
    with review.writing() as unit:
        payload = {"body": body_payload(body), "judgement": judgement}
        unit.record("claim.reworded", f"claim:{known.id}", payload, by=by)


def confirm(review: Review, claim_id: str, *, judgement: bool = False, by: str) -> None:
    """Take a draft gap into the register, as it is worded now.

    Raises:
        ReviewError: no such claim, it is no draft, or it rests on nothing without being marked as judgement.
    """
    known = claim(review, claim_id)
    if not isinstance(known.body, Gap) or not known.body.draft:
        raise ReviewError(f"{known.label} is no draft.", hint="Only a gap that the map suggested is confirmed.")
    reword(review, known.id, replace(known.body, status=""), judgement=judgement or known.judgement, by=by)


def link(review: Review, claim_id: str, evidence_link: Link, *, present: bool = True, by: str) -> None:
    """Link evidence to a claim, or take a link away.

    Raises:
        ReviewError: no such claim or evidence, or the last support of a claim not marked as judgement would go.
    """
    known = claim(review, claim_id)
    others = tuple(old for old in known.links if (old.kind, old.target) != (evidence_link.kind, evidence_link.target))
    if present:
        check_support(known.body, (*others, evidence_link), judgement=True)
    else:
        check_support(known.body, others, judgement=known.judgement)
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


# What groups of people say


def agree(review: Review, claim_id: str, said: Agreement, *, by: str) -> None:
    """Write how many of a group are for, against and unsure; a later count of the same group takes its place.

    Raises:
        ReviewError: no such claim, no group, or a count below nought.
    """
    known = claim(review, claim_id)
    with review.writing() as unit:
        write_agreement(unit, known.id, said, by=by)


def write_agreement(unit: Unit, claim_id: str, said: Agreement, *, by: str) -> None:
    """As `agree`, inside a unit of work of the caller's; the claim by its id."""
    said = replace(said, group=one_line(said.group))
    check_agreement(said)
    payload = {"people": said.group, "agree": said.agree, "against": said.against, "unsure": said.unsure}
    unit.record("claim.agreed", f"claim:{claim_id}", payload, by=by)


def dissent(review: Review, claim_id: str, text: str, *, who: str, by: str) -> None:
    """Keep somebody's disagreement with a claim in their own words; it is printed with the claim.

    Raises:
        ReviewError: no such claim, or nothing was said.
    """
    known = claim(review, claim_id)
    with review.writing() as unit:
        write_dissent(unit, known.id, text, who=who, by=by)


def write_dissent(unit: Unit, claim_id: str, text: str, *, who: str, by: str) -> None:
    """As `dissent`, inside a unit of work of the caller's; the claim by its id."""
    text = clean(text).strip()
    if not text:
        raise ReviewError("The dissent says nothing.", hint="Write it in the person's own words.")
    unit.record("claim.dissented", f"claim:{claim_id}", {"who": one_line(who), "text": text}, by=by)


def rank(review: Review, claim_id: str, said: Rank, *, by: str) -> None:
    """Write the place a group gives a gap, 1 being the most urgent.

    Raises:
        ReviewError: no such gap, no group, or a place below 1.
    """
    known = claim(review, claim_id)
    if known.kind is not ClaimKind.GAP:
        raise ReviewError(f"{known.label} is no gap.", hint="Gaps are ranked: G1, G2 …")
    with review.writing() as unit:
        write_rank(unit, known.id, said, by=by)


def write_rank(unit: Unit, claim_id: str, said: Rank, *, by: str) -> None:
    """As `rank`, inside a unit of work of the caller's; the gap by its id."""
    said = replace(said, group=one_line(said.group))
    check_rank(said)
    unit.record("gap.ranked", f"claim:{claim_id}", {"people": said.group, "place": said.rank}, by=by)


# Reading


def claims(review: Review, kind: ClaimKind | None = None) -> list[Claim]:
    """The claims in force: recommendations, gaps, findings. One whose evidence was undone says so in `supported`."""
    with review.reading() as connection:
        return stored.claims(connection, kind)


def claim(review: Review, claim_id: str) -> Claim:
    """One claim by its id or its label (`R1`, `G2`, `F3`).

    Raises:
        ReviewError: there is no such claim.
    """
    for known in claims(review):
        if claim_id in (known.id, known.label):
            return known
    raise ReviewError(
        f"There is no claim {claim_id}.", hint="`review-tool synthesise --json` and its `list` show them."
    )


def views(review: Review, kind: ClaimKind | None = None, *, drafts: bool = True) -> list[ClaimView]:
    """The claims with their evidence looked up and weighed, for showing and exporting."""
    base = evidence_base.read(review)
    wanted = [c for c in base.claims if (kind is None or c.kind is kind) and (drafts or not c.draft)]
    known = weighing.qualities(review)
    tests, studies = weighing.tested(base, wanted, known), weighing.contributions(base, wanted, known)
    looking = _Looking(review, base)
    return [
        ClaimView(one, tuple(looking.up(link) for link in one.links), tests[one.id], tuple(studies[one.id]))
        for one in wanted
    ]


class _Looking:
    """Looks links up in what was read once."""

    def __init__(self, review: Review, base: EvidenceBase) -> None:
        self.base = base
        self.claims = {claim.id: claim for claim in base.claims}
        loose = {e.report for e in base.excerpts.values() if e.report not in base.study_of}
        with review.reading() as connection:
            found = reports.records_of(connection, loose).items() if loose else ()
            self.labels = {root: records[0].citation.short() for root, records in found}

    def up(self, link: Link) -> Evidence:
        base, target = self.base, link.target
        match link.kind:
            case TargetKind.EXCERPT:
                return self._excerpt(target, link.stance)
            case TargetKind.STUDY:
                study = base.studies[int(target)]
                return Evidence("study", study.label, target, study.title, "", link.stance, target)
            case TargetKind.ITEM:
                return self._item(target, link.stance)
            case TargetKind.THEME:
                theme = base.themes[target]
                below = base.ways.under.get(target, ())
                under = tuple(
                    self._excerpt(id_, link.stance) if kind is TargetKind.EXCERPT else self._item(id_, link.stance)
                    for kind, id_ in below
                )
                return Evidence("theme", theme.name, "", theme.description, "", link.stance, target, under=under)
            case TargetKind.FINDING:
                finding = self.claims[target]
                flip = link.stance is Stance.OPPOSES
                beneath = [self.up(one) for one in finding.links]
                kept = tuple(
                    replace(piece, stance=Stance.OPPOSES) if flip else piece
                    for piece in beneath
                    if not flip or piece.stance is Stance.SUPPORTS
                )
                return Evidence(
                    "finding", finding.label, "", finding.body.text, "", link.stance, finding.label, under=kept
                )

    def _excerpt(self, target: str, stance: Stance) -> Evidence:
        excerpt = self.base.excerpts[target]
        study = self.base.study_of.get(excerpt.report)
        label = self.base.studies[study].label if study is not None else self.labels[excerpt.report]
        number = "" if study is None else str(study)
        return Evidence(excerpt.kind.value, label, number, excerpt.text, excerpt.locator, stance, target)

    def _item(self, target: str, stance: Stance) -> Evidence:
        item = self.base.items[target]
        label = f"{item.strand}: {item.label}"
        return Evidence("item", label, "", item.text, "", stance, target, strand=item.strand)


def supports(review: Review, known: list[Claim]) -> dict[str, Support]:
    """What each of these claims rests on, counted, by the claim's id; through findings and themes too."""
    return counted(evidence_base.read(review), known)


def counted(base: EvidenceBase, known: Iterable[Claim]) -> dict[str, Support]:
    """As `supports`, on what is read already."""
    study_of = {id_: base.study_of_excerpt(id_) for id_ in base.excerpts}
    found = {}
    for one in known:
        links = tuple(Link(leaf.kind, leaf.target, leaf.stance) for leaf in leaves(one, base.ways))
        found[one.id] = support.strength_of_support(replace(one, links=links), study_of)
    return found


def strands_behind(base: EvidenceBase, known: Claim) -> dict[str, int]:
    """Which evidence bases stand behind a claim: `Studies` and each strand, with how many studies or items."""
    supporting = [leaf for leaf in leaves(known, base.ways) if leaf.stance is Stance.SUPPORTS]
    studies = {
        leaf.target if leaf.kind is TargetKind.STUDY else base.study_of_excerpt(leaf.target)
        for leaf in supporting
        if leaf.kind is not TargetKind.ITEM
    }
    found = {"Studies": len(studies)} if studies else {}
    items = {leaf.target for leaf in supporting if leaf.kind is TargetKind.ITEM}
    for strand in base.strands:
        if n := sum(base.items[item].strand == strand.name for item in items):
            found[strand.name] = n
    return found


def _cleaned(body: Body) -> Body:
    return body_from(kind_of(body), {name: clean(value).strip() for name, value in body_payload(body).items()})


def _check_links(unit: Unit, links: tuple[Link, ...]) -> None:
    """Raises ReviewError where a link leads nowhere."""
    connection = unit.connection
    kinds = {one.kind for one in links}
    there: dict[TargetKind, set[str]] = {}
    if TargetKind.EXCERPT in kinds:
        there[TargetKind.EXCERPT] = {excerpt.id for excerpt in evidence.excerpts(connection)}
    if TargetKind.ITEM in kinds:
        there[TargetKind.ITEM] = {item.id for item in evidence.items(connection)}
    if TargetKind.STUDY in kinds:
        there[TargetKind.STUDY] = {str(study) for study in reports.included_studies(connection)}
    if TargetKind.THEME in kinds:
        there[TargetKind.THEME] = {theme.name for theme in coding.themes(connection)}
    if TargetKind.FINDING in kinds:
        there[TargetKind.FINDING] = {one.id for one in stored.claims(connection, ClaimKind.FINDING)}
    for one in links:
        if one.target not in there[one.kind]:
            raise ReviewError(
                f"There is no {one.kind.value} {one.target} to rest on.",
                hint="Mark the excerpt, include the study, or write the finding, first.",
            )
