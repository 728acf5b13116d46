"""The co-production sample, taken through every stage."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage
from review_tool.domain.synthesis import Finding, Gap, TargetKind
from review_tool.services import demonstrating, overview, reviews
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing
from review_tool.services.judging import conflicts
from review_tool.services.studies import checklists, extracting
from review_tool.services.studies.appraised import appraised
from review_tool.services.synthesis import coding, strands, synthesising, tracing
from tests.engines import Server
from tests.reviews import made_in, place, surroundings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "review"


@pytest.fixture(scope="module")
def done(folder: Path) -> demonstrating.Demonstrated:
    return demonstrating.demonstrate(folder, by="Visitor", around=surroundings())


def test_the_flow_is_the_sample_s_and_adds_up(done: demonstrating.Demonstrated) -> None:
    flow = done.flow
    assert flow.faults() == []
    assert (flow.database_results, flow.duplicates, flow.records_screened) == (532, 98, 434)
    assert (flow.records_excluded, flow.dbr_assessed, flow.new_studies) == (195, 239, 59)
    assert [(r.reason, r.n) for r in flow.dbr_excluded] == [("outside the demonstration's selection", 180)]


@pytest.mark.usefixtures("done")
def test_every_stage_left_its_work(folder: Path) -> None:
    review = reviews.open_review(folder, around=surroundings())
    assert "demonstration" in reviews.title(review)
    assert deduping.pairs(review) == []
    assert len(conflicts.settled_ids(review, Stage.TITLE_ABSTRACT)) == 13
    assert {found.stage for found in conflicts.agreements(review)} == set(Stage)
    claims = Counter(claim.kind.value for claim in synthesising.claims(review))
    assert claims["recommendation"] >= 8
    assert claims["gap"] >= 6
    assert claims["finding"] >= 5
    found = {claim.label: claim for claim in synthesising.claims(review)}
    assert all(claim.body.graded for claim in found.values() if isinstance(claim.body, Finding))
    assert all(claim.body.codes for claim in found.values() if isinstance(claim.body, Gap))
    assert len(found["R1"].agreement) == 3
    assert found["R1"].dissent
    assert "demonstration" in found["R1"].dissent[0].text
    assert len({rank.group for rank in found["G1"].ranks}) == 3
    assert any(link.kind is TargetKind.FINDING for link in found["R1"].links)
    assert [theme.final for theme in coding.themes(review)].count(True) == 2
    assert all(item.codes for _, items in strands.strands(review) for item in items)
    assert all(claim.supported for claim in synthesising.claims(review))
    assert all(value.excerpt for value in extracting.values(review))
    assert [strand.size for strand, _ in strands.strands(review)] == [573, 100, 9]
    left = {todo.reviewer: todo.title_abstract for todo in overview.status(review).todo}
    assert left["Ada (demonstration)"] == 0
    assert auditing.check(review).ok
    review.close()


@pytest.mark.usefixtures("done")
def test_every_claim_opens_to_its_decisions(folder: Path) -> None:
    review = reviews.open_review(folder, around=surroundings())
    for claim in synthesising.claims(review):
        for step in tracing.below(review, tracing.claim_step(claim), reviewer="Visitor"):
            deeper = tracing.below(review, step, reviewer="Visitor")
            assert deeper
            if deeper[0].kind == "report":
                assert tracing.below(review, deeper[0], reviewer="Visitor")[0].kind == "vote"
    review.close()


def test_the_exports_are_there(done: demonstrating.Demonstrated) -> None:
    names = {Path(export.file).name for export in done.exports}
    assert {"records.csv", "flow.csv", "flow.svg", "extraction.xlsx", "recommendations.md", "summary"} <= names
    records = next(export for export in done.exports if export.file.endswith("records.csv"))
    with Path(records.file).open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == records.rows == 532


def test_the_sample_copies_no_abstract() -> None:
    """Where the data it was made from lies beside the repository: no eight words in a row are anyone else's."""
    shared = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "coproduction"
    if not shared.is_dir():
        pytest.skip("../shared is not here")

    def shingles(text: str) -> set[tuple[str, ...]]:
        words = text.lower().split()
        return {tuple(words[n : n + 8]) for n in range(len(words) - 7)}

    theirs: set[tuple[str, ...]] = set()
    for path in (shared / "master.csv", *(shared / "reading").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                theirs |= shingles(row["abstract"]) - shingles(row["title"])
    sample = demonstrating.sample_folder()
    for name in (
        "extraction",
        "excerpts",
        "recommendations",
        "gaps",
        "appraisal",
        "themes",
        "strand_items",
        "findings",
    ):
        with (sample / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for cell in row.values():
                    assert not shingles(cell) & theirs


@pytest.mark.usefixtures("done")
def test_one_study_was_appraised_blind_and_settled_and_answers_were_checked(folder: Path) -> None:
    review = reviews.open_review(folder, around=surroundings())
    twice = [one for one in appraised(review, "weight-of-evidence").values() if len(one.standings["A"].said) == 2]
    (one,) = twice
    assert {name: (s.state.value, s.answer) for name, s in one.standings.items()} == {
        "A": ("settled", "medium"),
        "B": ("agreed", "high"),
        "C": ("agreed", "high"),
        "D": ("settled", "medium"),
    }
    looked = [
        s for seen in appraised(review, "mmat-2018-structure").values() for s in seen.standings.values() if s.check
    ]
    assert sorted(s.state.value for s in looked) == ["corrected", "verified"]
    assert checklists.plan(review).reviewers == 1


def test_in_postgresql_it_comes_to_the_same(done: demonstrating.Demonstrated, server: Server, tmp_path: Path) -> None:
    with made_in(server):
        around = surroundings(tmp_path / "there")
        again = demonstrating.demonstrate(place(tmp_path / "there"), by="Visitor", around=around)
    assert again.flow == done.flow
    for here, there in zip(done.exports, again.exports, strict=True):
        assert (here.what, here.rows, here.losses) == (there.what, there.rows, there.losses)
        if here.what in ("records", "extraction", "findings", "gaps", "themes", "strands") and here.file.endswith(
            ".csv"
        ):
            assert Path(here.file).read_bytes() == Path(there.file).read_bytes(), here.what
