"""The evidence and gap map: any two dimensions, and an empty cell becomes a draft that a person confirms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence_map import NOT_CODED
from review_tool.domain.synthesis import Gap, Strand
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import coding, mapping, strands
from tests.reviews import make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2, 4):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    for number in (1, 2):
        marking.mark(made, number, "Time was short.", locator="p. 1", by="AK", codes=("time",))
    extracting.extract(made, 2, "design", Entry("qualitative"), by="AK")
    coding.describe_theme(made, "Time", description="", codes=("time",), by="AK")
    coding.describe_theme(made, "Pay", description="", codes=("pay",), by="AK")
    strands.describe_strand(made, Strand("Stories", "stories", 9), by="AK")
    strands.add_item(made, "Stories", "Paid", "…", by="AK", codes=("pay",))
    yield made
    assert auditing.check(made).ok
    made.close()


def test_studies_and_items_stand_where_their_codes_put_them(review: Review) -> None:
    made = mapping.make(review, "theme", "strand")
    assert made.rows == ("Time", "Pay", NOT_CODED)
    assert made.columns == ("Studies", "Stories")
    assert made.cell("Time", "Studies").words == "2 studies (2 not judged)"
    assert made.cell("Pay", "Stories").words == "1 item of other strands"
    assert made.cell(NOT_CODED, "Studies").studies == 1
    assert {(cell.row, cell.column) for cell in made.empty} == {
        ("Time", "Stories"),
        ("Pay", "Studies"),
        ("Pay", "Stories"),
    }
    table = mapping.map_table(made)
    assert len(table.rows) == 6
    assert table.rows[0][:3] == ("Time", "Studies", "2")


def test_quality_colours_a_cell_and_suggests_reasons(review: Review) -> None:
    for study in (1, 2):
        appraising.answer(review, study, "weight-of-evidence", "D", "low", by="AK", note="Thin.")
    cell = mapping.make(review, "theme", "strand").cell("Time", "Studies")
    assert (cell.quality, cell.reasons) == ("low", ("A2", "B2"))
    assert mapping.make(review, "Theme", "quality").cell("Time", "low").studies == 2


def test_an_empty_cell_becomes_a_draft_gap(review: Review) -> None:
    made = mapping.make(review)
    assert (made.down, made.across) == ("theme", "study design")
    claim = mapping.draft_gap(review, made, "Pay", "qualitative", by="AK")
    assert isinstance(claim.body, Gap)
    assert (claim.draft, claim.body.codes, claim.judgement) == (True, ("A1",), False)
    assert "theme: Pay × study design: qualitative: nothing" in claim.body.cell
    with pytest.raises(ReviewError, match="not coded yet"):
        mapping.draft_gap(review, made, "Pay", NOT_CODED, by="AK")


def test_a_dimension_is_named_or_refused(review: Review) -> None:
    ids = [one.id for one in mapping.dimensions(review)]
    assert {"theme", "code", "strand", "quality", "design", "appraised-design"} <= set(ids)
    with pytest.raises(ReviewError, match="Nothing is coded by “weather”"):
        mapping.make(review, "weather", "theme")
    with pytest.raises(ReviewError, match="two different"):
        mapping.make(review, "theme", "theme")
