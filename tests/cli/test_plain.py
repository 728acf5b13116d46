"""Plain conversations over piped lines end where the services would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.record import Source
from review_tool.domain.report import Retrieval, Which
from review_tool.domain.synthesis import ClaimKind, Stance, TargetKind
from review_tool.services import protocols
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping, importing
from review_tool.services.judging import conflicts, screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting
from review_tool.services.synthesis import coding, synthesising
from tests.cli.conftest import HOSTILE, Run, kinds
from tests.reviews import last_verdict

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture
def included(review: Review) -> Review:
    """Reports 1 and 4 included at full text."""
    for number in (1, 4):
        for stage in Stage:
            screening.decide(review, number, stage, Verdict.INCLUDE, by="Ada")
    return review


def mine(review: Review, number: int, stage: Stage, who: str = "Ada") -> Verdict | None:
    return last_verdict(screening.report(review, number, reviewer=who), stage, who)


def test_screening_votes_notes_tags_and_undo(run: Run, folder: Path, review: Review) -> None:
    lines = "i\nn too [small]\nt pilot\ne 2\nu\nm\nexclude\nq\n"
    told = run("screen", "--plain", "--review", folder, "--as", "Ada", stdin=lines).stdout
    assert f"Title: {HOSTILE}\n" in told
    assert "saved: include 1" in told
    assert [mine(review, n, TA) for n in (1, 2, 4)] == [Verdict.INCLUDE, Verdict.MAYBE, Verdict.EXCLUDE]
    assert screening.report(review, 2, reviewer="Ada").tags == ("pilot",)
    assert screening.report(review, 2, reviewer="Ada").notes[0].text == "too [small]"
    assert kinds(review)[-7:] == [
        "decision.made",
        "note.written",
        "tag.set",
        "decision.made",
        "event.undone",
        "decision.made",
        "decision.made",
    ]
    assert told.rstrip().splitlines()[-1] == "Ended. 7 saved."


def test_each_vote_is_written_before_the_next_line_and_the_end_of_input_is_polite(
    run: Run, folder: Path, review: Review
) -> None:
    told = run("screen", "--review", folder, "--as", "Ben", stdin="i").stdout
    assert mine(review, 1, TA, "Ben") is Verdict.INCLUDE
    assert told.rstrip().endswith("Ended. 1 saved.")
    assert "2 reports to do" in run("screen", "--review", folder, "--as", "Ben", stdin="").stdout


def test_stray_text_is_no_vote(run: Run, folder: Path, review: Review) -> None:
    before = kinds(review)
    result = run("screen", "--review", folder, "--as", "Ada", stdin="i think so\nxyz\n?\n\n", code=1)
    assert "is none of the answers; nothing was done" in result.stdout
    assert "2 answers from the input could not be taken" in result.stderr
    assert kinds(review) == before


def test_all_letters_are_said_once_and_a_few_with_each_prompt(run: Run, folder: Path) -> None:
    said = run("screen", "--plain", "--review", folder, "--as", "Ada", stdin="m\nm\nq\n").stdout
    assert said.count("q quit") == 1
    assert said.count("i include, e exclude, m maybe, ? all letters:") == 2


def test_search_skip_and_redo(run: Run, folder: Path, review: Review) -> None:
    lines = "s\n/ stories\ni\n"
    told = run("screen", "--review", folder, "--as", "Ada", stdin=lines).stdout
    assert "Report 4, 1 of 1" in told
    assert mine(review, 4, TA) is Verdict.INCLUDE
    assert "2 reports still to do" in told
    run("screen", "--review", folder, "--as", "Ada", "--words", "housing", stdin="e\nu\nr\n")
    assert mine(review, 2, TA) is Verdict.EXCLUDE


def test_full_text_needs_a_reason_and_knows_retrieval(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    for number in (1, 2, 4):
        screening.decide(review, number, TA, Verdict.INCLUDE, by="Ada")
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 full text")
    lines = f"a {paper}\ne\n9\n2\n- asked the library\ne 1\n"
    run("screen", "--stage", "full-text", "--review", folder, "--as", "Ada", stdin=lines, code=1)
    first, second, third = (screening.report(review, n, reviewer="Ada") for n in (1, 2, 4))
    assert first.standings[FT].outcome is Outcome.EXCLUDED
    assert first.standings[FT].reason == protocols.current(review).reasons[1]
    assert (first.documents, first.retrieval) == (("paper.pdf",), Retrieval.RETRIEVED)
    assert (second.retrieval, second.attempts[-1].words) == (Retrieval.NOT_RETRIEVED, "asked the library")
    assert third.standings[FT].reason == protocols.current(review).reasons[0]


def test_conflicts_are_settled_and_reopened(run: Run, folder: Path, review: Review) -> None:
    protocols.amend(review, replace(protocols.current(review), reviewers_title_abstract=2), why="two", by="Ada")
    for number in (1, 4):
        screening.decide(review, number, TA, Verdict.INCLUDE, by="Ada")
        screening.decide(review, number, TA, Verdict.EXCLUDE, by="Ben")
    lines = "i\nit fits\nu\ne\n\nn talked\ns\n"
    told = run("conflicts", "--plain", "--review", folder, "--as", "Ada", stdin=lines).stdout
    assert "2 conflicts to settle" in told
    assert "Vote of Ben: exclude" in told
    assert conflicts.open_ids(review, TA) == [4]
    settled = screening.report(review, 1, reviewer="Ada")
    assert settled.standings[TA].outcome is Outcome.EXCLUDED
    assert len(settled.votes) == 2
    assert screening.report(review, 4, reviewer="Ada").notes[0].text == "talked"


def test_duplicates_are_judged(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "doubt.csv"
    sheet.write_text(
        'title,authors,year\nA reflection on the collective,"Milton, D; Ridout, S; Martin, N",2018\n'
        'A reflection on the collective,"Milton, Damian; Ridout, Susy; Martin, Nicola",2019\n',
        encoding="utf-8",
    )
    importing.import_file(review, sheet, Source("Web"), by="Ada")
    deduping.run(review, by="Ada")
    pairs = deduping.pairs(review)
    assert len(pairs) == 1
    pair = pairs[0]
    shown = run("duplicates", "list", "--review", folder).stdout
    assert f"records {pair.a} and {pair.b}" in shown
    assert "year similar: 2018 | 2019" in shown
    assert "authors similar: Milton, [-D;-] {+Damian;+} Ridout, [-S;-] {+Susy;+}" in shown
    told = run("duplicates", "--plain", "--review", folder, "--as", "Ada", stdin="s\nu\nd\n").stdout
    assert "Pair 1 of 1" in told
    assert "[-these-] are in the first only" in told
    assert "0 pairs still to judge" in told
    assert deduping.pairs(review, judged=True)[0].verdict == "different"


def test_fields_are_chosen_line_by_line(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "doubt.csv"
    sheet.write_text(
        'title,authors,year\nA reflection on the collective,"Milton, D; Ridout, S; Martin, N",2018\n'
        'A reflection on the collective,"Milton, Damian; Ridout, Susy; Martin, Nicola",2019\n',
        encoding="utf-8",
    )
    importing.import_file(review, sheet, Source("Web"), by="Ada")
    deduping.run(review, by="Ada")
    a, b = deduping.pairs(review)[0].a, deduping.pairs(review)[0].b
    here = ["--review", folder, "--as", "Ada"]
    told = run("duplicates", "--plain", *here, stdin="f\nf authors\nf colour\ns\nu\n", code=1).stdout
    assert f"if merged, kept: of record {a} title; of record {b} authors, year" in told
    assert f"if merged, kept: of record {a} title, authors; of record {b} year" in told
    assert "There is no field “colour”" in told
    asked = run("duplicates", "--plain", *here, stdin="a\na 0.9\na 0.01\nn\na 0.01\ny\n", code=1).stdout
    assert "0 pairs with that score; nothing was done." in asked
    assert "saved: 1 pair merged" in asked
    assert run("duplicates", "field", b, "year", a, *here).stdout.strip() == f"Report {a} shows the year of record {a}."
    listed = run("duplicates", "list", "--merged", *here).stdout
    assert f"year {a} (chosen)" in listed
    assert "gives no doi" in run("duplicates", "field", a, "doi", b, *here, code=1).stderr


def test_related_reports_are_listed(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "related.csv"
    sheet.write_text('title,authors,year\nErratum to: Costs of telling stories,"Poe, Eve",2021\n', encoding="utf-8")
    importing.import_file(review, sheet, Source("Web"), by="Ada")
    here = ["--review", folder, "--as", "Ada"]
    assert "1 pair is related but distinct" in run("dedupe", *here).stdout
    listed = run("duplicates", "list", "--related", *here)
    assert "records 4 and 5" in listed.stdout
    assert "1 pair of related reports" in listed.stderr
    assert "Related to: report 4" in run("screen", "--plain", *here, stdin="s\ns\ns\nq\n").stdout
    preview = run("duplicates", "all", "--score", "0.5", "--preview", *here).stdout
    assert preview == "0 pairs would be merged. 0 pairs to review.\n"


def test_appraisal_of_one_study(run: Run, folder: Path, included: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    lines = "h well done\nm\nfits enough\nl\n\nu\nl off topic\nm the team's rule\n"
    told = run("appraise", "--checklist", "weight-of-evidence", "--study", 1, *here, stdin=lines).stdout
    given = {a.item: (a.answer, a.note) for a in appraising.answers(included, "weight-of-evidence", study=1)}
    assert given == {
        "A": ("high", "well done"),
        "B": ("medium", "fits enough"),
        "C": ("low", "off topic"),
        "D": ("medium", "the team's rule"),
    }
    assert "Judgement: " in told
    assert "1 of 1 study fully appraised by Ada" in told


def test_appraisal_asks_the_design_first(run: Run, folder: Path, included: Review) -> None:
    run("appraise", "--review", folder, "--as", "Ada", "--plain", stdin="1\n1\ny\nabstract\nf\nq\n")
    given = {a.item: a.answer for a in appraising.answers(included, "mmat-2018-structure", study=1)}
    assert given == {"design": "qualitative", "S1": "yes"}


def test_extraction_with_a_passage(run: Run, folder: Path, included: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    lines = "v a hospital [ward]\nPartners shared the power.\nabstract\nq\n-\nv 1\n1\nu\nv 3\n\nf\nq\n"
    run("extract", "--plain", *here, stdin=lines)
    values = {v.field: v for v in extracting.values(included, 1)}
    excerpt = marking.excerpts(included, 1)[0]
    assert values["setting"].value == "a hospital [ward]"
    assert values["setting"].excerpt == excerpt.id
    assert (excerpt.text, excerpt.locator, excerpt.kind.value) == ("Partners shared the power.", "abstract", "quote")
    assert values["country"].not_reported
    assert values["design"].value == "non-randomised"
    assert values["design"].excerpt in ("", None)
    again = run("extract", "--plain", *here, "--study", 1, stdin="v x\n\n").stdout
    assert "Setting: The service" not in again


def test_synthesis_from_passage_to_claim_and_back(run: Run, folder: Path, included: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    first = "\n".join(
        (
            *("x", "1", "Partners shared the power.", "abstract", "q", "shared power"),
            *("h", "Power", "Who decides", "shared power; trust", "n"),
            *("t", "Stories", "stories", "100", "Told by people", "Story 1", "It helped."),
            *("r", "Share decisions.", "Leads", "Early", "1", "3", "One study.", ""),
            *("shared", "1", "it helped", "-1", ""),
            *("g", "Nothing on costs.", "none", "Funders", *[""] * 8, "n"),
            *("g", "Nothing on costs.", "none", "Funders", *[""] * 8, "y"),
            *("q", ""),
        )
    )
    run("synthesise", "--plain", *here, stdin=first, code=1)
    claims = synthesising.claims(included)
    assert [(c.label, c.judgement) for c in claims] == [("R1", False), ("G1", True)]
    assert [(link.kind, link.stance) for link in claims[0].links] == [
        (TargetKind.EXCERPT, Stance.SUPPORTS),
        (TargetKind.ITEM, Stance.OPPOSES),
    ]
    assert coding.themes(included)[0].codes == ("shared power", "trust")
    walk = "o r1\n1\n1\n1\n1\nb\nb\nb\nb\nb\nc\npower\n1\n-shared power\nd G1\nu\nU\nm\n\n\n\nq\n"
    told = run("synthesise", "--plain", *here, stdin=walk).stdout
    assert f"report 1: Roe 2019. {HOSTILE}" in told
    assert "1. vote: Ada: include" in told
    assert "decision.made, hash" in told
    assert "This is the end of the chain." in told
    assert marking.excerpts(included)[0].codes == ()
    assert synthesising.claims(included, ClaimKind.GAP) == []


def test_plain_says_when_there_is_nothing_to_appraise(run: Run, folder: Path) -> None:
    for verb in (["appraise", "--checklist", "weight-of-evidence"], ["extract"]):
        assert "No study is included yet" in run(*verb, "--plain", "--review", folder, "--as", "Ada", code=1).stderr


def test_the_list_shown_is_the_list_asked_for(run: Run, folder: Path, review: Review) -> None:
    screening.decide(review, 4, TA, Verdict.EXCLUDE, by="Ada")
    told = run("screen", "--state", "excluded", "--review", folder, "--as", "Ada", stdin="i\n").stdout
    assert "1 report excluded" in told
    assert screening.ids(review, Which(TA, "excluded")) == []


def test_the_last_deed_of_a_list_can_be_taken_back(run: Run, folder: Path, review: Review) -> None:
    told = run("screen", "--review", folder, "--as", "Ada", stdin="i\ni\ne\nu\ni\nq\n").stdout
    assert "The end of the list. 0 reports still to do" in told
    assert mine(review, 4, TA) is Verdict.INCLUDE
    lines = "- by mail\nu\ni\n"
    run("screen", "--stage", "full-text", "--review", folder, "--as", "Ada", stdin=lines)
    assert screening.report(review, 1, reviewer="Ada").retrieval != Retrieval.NOT_RETRIEVED
    assert mine(review, 1, FT) is Verdict.INCLUDE
