"""Decisions of other programs become votes of the reviewers they name, and what does not map is listed by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services.gathering import voting_in
from review_tool.services.gathering.voting_in import Told
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from tests.reviews import last_verdict, make_review

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


def rayyan(title: str, doi: str, notes: str) -> str:
    return f'rayyan-1,{title},2021,"{notes}",{doi}\n'.replace("`", '""')


RAYYAN = "key,title,year,notes,doi\n" + "".join(
    (
        rayyan(
            "x",
            "10.5555/made.up.1",
            "RAYYAN-INCLUSION: {`Emily`=>`Included`, `Ben`=>`Maybe`} | RAYYAN-LABELS: late,long",
        ),
        rayyan(
            "y",
            "10.5555/made.up.9",
            "RAYYAN-INCLUSION: {`Emily`=>`Excluded`} | RAYYAN-EXCLUSION-REASONS: Wrong Topic,late",
        ),
        rayyan(
            "A survey of partners in research [Corrected]",
            "",
            "RAYYAN-INCLUSION: {`Emily`=>`Excluded`} | RAYYAN-EXCLUSION-REASONS: dull",
        ),
        rayyan("nobody saw it", "", ""),
    )
)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    made.close()


def sheet(folder: Path, text: str, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rayyan_s_people_must_be_said(review: Review, tmp_path: Path) -> None:
    before = len(auditing.numbers(review))
    with pytest.raises(ReviewError, match="“Emily”, “Ben”") as refusal:
        voting_in.import_votes(review, sheet(tmp_path, RAYYAN), by="AK")
    assert "--reviewer “Emily=NAME”" in refusal.value.hint
    assert len(auditing.numbers(review)) == before


def test_rayyan_s_decisions_become_votes_and_the_rest_is_listed(review: Review, tmp_path: Path) -> None:
    done = voting_in.import_votes(review, sheet(tmp_path, RAYYAN), by="AK", told=Told({"Emily": "AK", "Ben": "BR"}))
    assert (done.program, done.rows, done.votes, done.blank, done.tags) == ("rayyan", 4, 3, 1, 2)
    assert [(one.line, one.what[:12]) for one in done.unmapped] == [(3, "no record of"), (4, "“dull” is no")]
    seen = screening.report(review, 1, reviewer="AK")
    assert (last_verdict(seen, TA, "AK"), last_verdict(seen, TA, "BR")) == (Verdict.INCLUDE, Verdict.MAYBE)
    assert seen.tags == ("late", "long")
    assert [vote.note for vote in screening.report(review, 4, reviewer="AK").votes] == ["Rayyan: dull"]
    assert auditing.check(review).ok


def test_a_program_s_file_of_which_nothing_maps_is_refused(review: Review, tmp_path: Path) -> None:
    path = sheet(tmp_path, "title,asreview_label\nno such thing,1\nnor this,0\n")
    with pytest.raises(ReviewError, match=r"Nothing in in.csv maps .* line 2"):
        voting_in.import_votes(review, path, by="AK")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title,asreview_label\nx,\nMade,7\n", "line 3"),
        ('title,notes\nx,"RAYYAN-INCLUSION: {""AK""=>""Perhaps""}"\n', "line 2"),
    ],
)
def test_a_word_that_is_no_verdict_refuses_any_file(review: Review, tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(ReviewError, match=f"{line}: .* is no verdict"):
        voting_in.import_votes(review, sheet(tmp_path, text), by="AK")


def test_covidence_s_piles_and_reasons(review: Review, tmp_path: Path) -> None:
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    text = (
        "Title,Published Year,DOI,Covidence #,Study,Notes,Tags\n"
        "x,2021,10.5555/made.up.1,#1,Kim 2021,Exclusion reason: Wrong topic; seen,late; long\n"
    )
    done = voting_in.import_votes(review, sheet(tmp_path, text), by="AK", told=Told(stage=FT))
    assert (done.program, done.votes, done.tags) == ("covidence", 1, 2)
    vote = screening.report(review, 1, reviewer="AK").votes[-1]
    assert (vote.stage, vote.verdict, vote.reason, vote.note) == (FT, Verdict.EXCLUDE, "wrong topic", "seen")
    heading, title = "Title,DOI,Covidence #,Notes,Tags", "A survey of partners in research [Corrected]"
    path = sheet(tmp_path, f"{heading}\nx,10.5555/made.up.1,#1,,\n{title},,#2,,\n")
    assert voting_in.import_votes(review, path, by="BR").blank == 2
    assert voting_in.import_votes(review, path, by="BR", told=Told(verdict=Verdict.EXCLUDE)).votes == 2


def test_eppi_s_plain_codes(review: Review, tmp_path: Path) -> None:
    text = (
        "ItemId,Title,DOI,Codes\n"
        "1,x,10.5555/made.up.1,INCLUDE on title & abstract; EXCLUDE on wrong topic (full text); Nurses\n"
        "2,A survey of partners in research [Corrected],,EXCLUDE on date\n"
    )
    done = voting_in.import_votes(review, sheet(tmp_path, text), by="AK")
    assert (done.program, done.votes, done.tags) == ("eppi", 3, 1)
    first = screening.report(review, 1, reviewer="AK")
    assert [(v.stage, v.verdict, v.reason) for v in first.votes] == [
        (TA, Verdict.INCLUDE, ""),
        (FT, Verdict.EXCLUDE, "wrong topic"),
    ]
    assert [one.line for one in done.unmapped] == [3], "date is not one of the team's reasons"


def test_of_several_reasons_the_team_s_counts_and_what_cannot_be_a_vote_is_named_with_its_title(
    review: Review, tmp_path: Path
) -> None:
    text = (
        "title,doi,notes\n"
        'x,10.5555/made.up.1,"RAYYAN-INCLUSION: {""AK""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: odd,Wrong topic"\n'
        'Never heard of,,"RAYYAN-INCLUSION: {""AK""=>""Excluded""}"\n'
    )
    done = voting_in.import_votes(review, sheet(tmp_path, text), by="AK")
    vote = screening.report(review, 1, reviewer="AK").votes[-1]
    assert (vote.reason, vote.note) == ("wrong topic", "Rayyan: odd")
    beside, missing = (one.what for one in done.unmapped)
    assert beside == "“odd” stands beside the reason “wrong topic”, in the vote's note."
    assert missing.endswith("“Never heard of”")


def test_an_exclusion_at_full_text_for_a_reason_the_team_does_not_have_is_not_said_to_be_noted(
    review: Review, tmp_path: Path
) -> None:
    text = "Title,DOI,Codes\nx,10.5555/made.up.1,EXCLUDE on full text: odd; INCLUDE on title & abstract\n"
    done = voting_in.import_votes(review, sheet(tmp_path, text), by="AK")
    (one,) = done.unmapped
    assert one.what == "“odd” is not one of the team's reasons; add it to the protocol's first. “x”"
    assert [v.verdict for v in screening.report(review, 1, reviewer="AK").votes] == [Verdict.INCLUDE], (
        "the other stands"
    )


def test_a_spreadsheet_may_be_a_workbook(review: Review, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["Record ID", "Verdict", "Reviewer", "Tags"], [1, "include", "Ben", "late"], [3, "maybe", None, None]):
        page.append(row)
    book.save(tmp_path / "in.xlsx")
    done = voting_in.import_votes(review, tmp_path / "in.xlsx", by="AK", told=Told({"Ben": "BR"}))
    assert (done.program, done.votes, done.tags) == ("spreadsheet", 2, 1)
    page.append([99, "include", None, None])
    book.save(tmp_path / "in.xlsx")
    with pytest.raises(ReviewError, match=r"in.xlsx, line 4: no record"):
        voting_in.import_votes(review, tmp_path / "in.xlsx", by="AK", told=Told({"Ben": "BR"}))
    (tmp_path / "in.xlsx").write_bytes((tmp_path / "in.xlsx").read_bytes()[:300])
    with pytest.raises(ReviewError, match="broken workbook"):
        voting_in.import_votes(review, tmp_path / "in.xlsx", by="AK")


def test_semicolons_part_cells_too_and_formulas_come_back(review: Review, tmp_path: Path) -> None:
    title = '"\'=HYPERLINK(""http://example.org"",""A title that is a formula"")"'
    done = voting_in.import_votes(review, sheet(tmp_path, f"title;verdict\n{title};include\n"), by="AK")
    assert done.votes == 1
    assert last_verdict(screening.report(review, 3, reviewer="AK"), TA, "AK") is Verdict.INCLUDE
