"""The rules of the ground: outcomes, flow, protocol, claims, identifiers, forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_tool.domain import identifiers
from review_tool.domain.decision import Consensus, Outcome, Stage, Verdict, Vote, standing
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, digest, first_fault
from review_tool.domain.extraction import Field, FieldType
from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.record import Citation
from review_tool.domain.synthesis import Gap, Link, Recommendation, Stance, TargetKind, check_claim

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT
IN, OUT, MAYBE = Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.MAYBE


def votes(stage: Stage, *cast: tuple[str, Verdict] | tuple[str, Verdict, str]) -> list[Vote]:
    return [Vote("", 1, stage, who, verdict, *rest) for who, verdict, *rest in cast]


@pytest.mark.parametrize(
    ("stage", "cast", "needed", "outcome"),
    [
        (TA, [], 1, Outcome.TO_DO),
        (TA, [("A", IN)], 1, Outcome.INCLUDED),
        (TA, [("A", OUT)], 1, Outcome.EXCLUDED),
        (TA, [("A", MAYBE)], 1, Outcome.INCLUDED),
        (TA, [("A", IN)], 2, Outcome.TO_DO),
        (TA, [("A", IN), ("A", OUT)], 2, Outcome.TO_DO),
        (TA, [("A", OUT), ("A", IN), ("B", IN)], 2, Outcome.INCLUDED),
        (TA, [("A", MAYBE), ("B", IN)], 2, Outcome.INCLUDED),
        (TA, [("A", MAYBE), ("B", OUT)], 2, Outcome.CONFLICT),
        (TA, [("A", IN), ("B", OUT)], 1, Outcome.CONFLICT),
        (TA, [("A", OUT, "x"), ("B", OUT, "y")], 2, Outcome.EXCLUDED),
        (FT, [("A", MAYBE)], 1, Outcome.CONFLICT),
        (FT, [("A", OUT, "x"), ("B", OUT, "x")], 2, Outcome.EXCLUDED),
        (FT, [("A", OUT, "x"), ("B", OUT, "y")], 2, Outcome.CONFLICT),
        (FT, [("A", IN), ("B", IN)], 2, Outcome.INCLUDED),
    ],
)
def test_votes_make_an_outcome(stage: Stage, cast: list[tuple[str, Verdict]], needed: int, outcome: Outcome) -> None:
    assert standing(stage, votes(stage, *cast), needed).outcome is outcome


def test_an_exclusion_has_the_reason_that_all_gave() -> None:
    assert standing(TA, votes(TA, ("A", OUT, "x"), ("B", OUT, "x")), 2).reason == "x"
    assert standing(TA, votes(TA, ("A", OUT, "x"), ("B", OUT, "y")), 2).reason == ""


def test_votes_show_once_they_sway_nobody() -> None:
    shown = {outcome for outcome in Outcome if outcome.shows_votes}
    assert set(Outcome) - shown == {Outcome.TO_DO, Outcome.AWAITING, Outcome.ONGOING}


def test_consensus_stands_above_the_votes() -> None:
    cast = votes(FT, ("A", IN), ("B", OUT, "x"))
    settled = Consensus("", 1, FT, OUT, "C", "y")
    assert standing(FT, cast, 2, settled).outcome is Outcome.EXCLUDED
    assert standing(FT, cast, 2, settled).reason == "y"


def test_the_boxes_add_up_or_say_which_do_not() -> None:
    flow = Flow(
        database_results=100,
        duplicates=10,
        records_screened=90,
        records_excluded=60,
        records_to_do=5,
        dbr_sought_reports=25,
        dbr_notretrieved_reports=1,
        dbr_assessed=24,
        dbr_excluded=(ReasonCount("x", 10), ReasonCount("y", 4)),
        dbr_to_do=2,
        new_studies=7,
        new_reports=8,
    )
    assert flow.faults() == []
    assert replace(flow, records_excluded=61).faults() == ["screened less excluded less to do is sought: 24 is not 25"]
    assert "more studies" in replace(flow, new_studies=9).faults()[0]


def test_a_protocol_is_versioned_and_sound() -> None:
    first = Protocol(question="Why?").amended()
    second = first.amended(reviewers_title_abstract=2)
    assert (first.version, second.version) == (1, 2)
    assert Protocol.from_payload(second.to_payload()) == second
    with pytest.raises(ReviewError, match="One or two"):
        first.amended(reviewers_full_text=3)
    with pytest.raises(ReviewError, match="same id"):
        first.amended(criteria=(Criterion("I1", "a"), Criterion("I1", "b")))


def test_a_claim_without_evidence_is_refused() -> None:
    with pytest.raises(ReviewError, match="without evidence"):
        check_claim(Gap("What lasts?"), (), judgement=False)
    with pytest.raises(ReviewError, match="without evidence"):
        check_claim(Gap("What lasts?"), (Link(TargetKind.EXCERPT, "x", Stance.OPPOSES),), judgement=False)
    check_claim(Gap("What lasts?"), (), judgement=True)
    check_claim(Recommendation("Pay people."), (Link(TargetKind.STUDY, "3"),), judgement=False)
    with pytest.raises(ReviewError, match="Confidence"):
        check_claim(Recommendation("Pay people.", confidence="sure"), (), judgement=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1000/ABC.1", "10.1000/abc.1"),
        ("https://doi.org/10.1000/abc.1.", "10.1000/abc.1"),
        ("doi: 10.1002/(SICI)1097-0258(19980815)17:15<1623", "10.1002/(sici)1097-0258(19980815)17:15"),
        ("see 10.1000/x%2Fy (2020)", "10.1000/x/y"),
        ("10.1000/abc)", "10.1000/abc"),
        ("no doi here 10.5", ""),
    ],
)
def test_a_doi_is_found_in_any_dress(text: str, found: str) -> None:
    assert identifiers.doi(text) == found


def test_a_pmid_is_digits() -> None:
    assert identifiers.pmid("PMID: 12345678 [PubMed]") == "12345678"
    assert identifiers.pmid("none") == ""


def test_a_value_is_of_its_field_s_type() -> None:
    Field("n", "Participants", FieldType.NUMBER).check("1 240")
    with pytest.raises(ReviewError, match="number"):
        Field("n", "Participants", FieldType.NUMBER).check("many")
    when = Field("w", "When", FieldType.DATE)
    for date in ("2026-03-12", "2026-03", "2026"):
        when.check(date)
    for no_date in ("last spring", "2026-13", "12.3.2026"):
        with pytest.raises(ReviewError, match="date"):
            when.check(no_date)
    choice = Field("d", "Design", FieldType.CHOICE, options=("trial", "survey"))
    choice.check("trial")
    with pytest.raises(ReviewError, match="Design cannot be"):
        choice.check("essay")


@pytest.mark.parametrize(
    ("authors", "year", "short"),
    [
        ((), 2020, "A long title of a record wit 2020"),
        (("Kim, J",), None, "Kim"),
        (("Kim, J", "Lee, S"), 2021, "Kim & Lee 2021"),
        (("Kim, J", "Lee, S", "Ruiz, B"), 2021, "Kim et al. 2021"),
    ],
)
def test_a_citation_has_a_short_name(authors: tuple[str, ...], year: int | None, short: str) -> None:
    assert Citation(title="A long title of a record without authors", authors=authors, year=year).short()[:28] in (
        short[:28],
        short,
    )


def chain(n: int) -> list[Event]:
    events, prev = [], GENESIS
    for seq in range(1, n + 1):
        event = Event("r", "A@d", seq, f"id{seq}", "2026-01-01", "A", "tag.set", "report:1", {"x": seq}, "0", prev)
        event = replace(event, hash=digest(event))
        events.append(event)
        prev = event.hash
    return events


@given(st.integers(1, 8), st.data())
def test_any_change_of_a_chain_is_found(n: int, data: st.DataObject) -> None:
    events = chain(n)
    assert first_fault(events) == ""
    at = data.draw(st.integers(0, n - 1))
    changed = list(events)
    changed[at] = replace(changed[at], payload={"x": -1})
    assert first_fault(changed)
    if n > 1:
        assert first_fault([*events[:at], *events[at + 1 :]]) or at == n - 1
