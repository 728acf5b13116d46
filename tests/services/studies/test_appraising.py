"""Second pairs of eyes on an appraisal: blind, settled, checked, judged; kept, undone, and never leaked."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.appraised import State
from review_tool.domain.errors import ReviewError
from review_tool.services import reviews
from review_tool.services.history import auditing, undoing
from review_tool.services.reporting import exporting
from review_tool.services.reporting.wanted import Wanted
from review_tool.services.reviews import Review
from review_tool.services.studies import agreeing, appraising, checklists
from review_tool.services.studies.appraisal_votes import WITHHELD, answers_table
from review_tool.services.studies.appraised import Appraised, appraised
from tests.reviews import surroundings
from tests.tui.reviewing import all_included

WEIGHT, ROB2, MMAT = "weight-of-evidence", "rob-2", "mmat-2018-structure"
SECRET = "nobody but me saw page 9"


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return all_included(tmp_path)


def fill(review: Review, by: str, answers: str, study: int = 1) -> None:
    """A to D of the weight of evidence, as `hhml`."""
    words = {"h": "high", "m": "medium", "l": "low"}
    for item, letter in zip("ABCD", answers, strict=False):
        appraising.answer(review, study, WEIGHT, item, words[letter], by=by, note=f"{by} on {item}: {SECRET}")


def one(review: Review, reviewer: str = "AK", tool: str = WEIGHT, study: int = 1) -> Appraised:
    return appraised(review, tool, reviewer=reviewer)[study]


def again(review: Review) -> Review:
    """The same review after a restart."""
    review.close()
    return reviews.open_review(review.address, around=surroundings())


def everything_shown(review: Review, folder: Path, reviewer: str) -> str:
    """All a reviewer can get at: answers, tables of votes, the log, every export."""
    shown = [repr(appraising.answers(review, WEIGHT, reviewer=reviewer)), repr(one(review, reviewer))]
    shown += [repr(answers_table(review, reviewer))]
    shown += [told.words for told in auditing.tell(review, auditing.numbers(review), reviewer=reviewer)]
    for what in exporting.EXPORTS:
        for suffix in {suffix for suffix in what.suffixes if suffix not in (".xlsx", ".docx")}:
            path = folder / f"{what.name}{suffix}"
            exporting.export(review, what.name, path, by=reviewer)
            written = path.rglob("*.*") if path.is_dir() else (path,)
            shown += [file.read_text(encoding="utf-8") for file in written]
    return "\n".join(shown)


@pytest.mark.sqlite
def test_nobody_sees_anothers_answers_before_both_have_finished(review: Review, tmp_path: Path) -> None:
    checklists.set_reviewers(review, 2, by="AK")
    fill(review, "BR", "hhml")
    fill(review, "AK", "hml")
    assert SECRET in everything_shown(review, tmp_path, "BR")
    shown = everything_shown(review, tmp_path, "AK")
    assert "BR on" not in shown
    assert WITHHELD in shown
    assert "hidden until both reviewers have finished it" in shown
    seen = one(review)
    assert (seen.released, seen.waiting, seen.done) == (False, ("BR",), 3)
    assert seen.standings["A"].state is State.WAITING
    assert appraised(review, WEIGHT)[1].done == 0
    with pytest.raises(ReviewError, match="finish a study before"):
        agreeing.settle(review, 1, WEIGHT, "B", "high", by="AK")
    appraising.answer(review, 1, WEIGHT, "D", "low", by="AK")
    assert "BR on" in everything_shown(review, tmp_path, "AK")
    assert one(review).released
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert "BR on" not in everything_shown(review, tmp_path, "AK")


def test_going_back_to_one_reviewer_says_whose_answers_it_would_show(review: Review) -> None:
    checklists.set_reviewers(review, 2, by="AK")
    assert checklists.revealing(review) == ""
    fill(review, "BR", "hh")
    assert checklists.kept_blind(review) == {(1, WEIGHT): ("BR",)}
    with pytest.raises(ReviewError, match=r"1 study is not finished.*of BR would be shown"):
        checklists.set_reviewers(review, 1, by="AK")
    assert one(review).waiting == ("BR",)
    with pytest.raises(ReviewError, match="This would show"):
        undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert one(review).waiting == ("BR",)
    checklists.set_reviewers(review, 1, by="AK", reveal=True)
    assert one(review).standings["A"].answer == "high"


def test_a_study_is_put_together_when_it_is_asked_for(review: Review) -> None:
    fill(review, "BR", "hhml")
    appraising.answer(review, 2, WEIGHT, "A", "low", by="AK")
    seen = appraised(review, WEIGHT)
    assert (list(seen), len(seen), 3 in seen) == ([1, 2], 2, False)
    assert seen[1] is seen[1]
    assert seen.designs == set()


def test_what_two_differ_on_is_settled_and_all_three_are_kept(review: Review) -> None:
    checklists.set_reviewers(review, 2, by="AK")
    fill(review, "AK", "hhmm")
    fill(review, "BR", "hlml")
    assert [stands.item for stands in one(review).differences] == ["B", "D"]
    assert one(review).standings["A"].state is State.AGREED
    agreeing.settle(review, 1, WEIGHT, "B", "medium", by="BR", note="we read the methods together")
    with pytest.raises(ReviewError, match="do not differ"):
        agreeing.settle(review, 1, WEIGHT, "A", "low", by="BR")
    with pytest.raises(ReviewError, match="cannot be answered"):
        agreeing.settle(review, 1, WEIGHT, "D", "splendid", by="BR")
    with pytest.raises(ReviewError, match="nobody checks"):
        agreeing.verify(review, 1, WEIGHT, "A", by="BR")
    stands = one(review).standings["B"]
    assert (stands.state, stands.answer) == (State.SETTLED, "medium")
    assert {(a.reviewer, a.answer) for a in stands.said} == {("AK", "high"), ("BR", "low")}
    table = answers_table(review, "AK")
    heads = [column.key for column in table.columns]
    row = dict(zip(heads, next(row for row in table.rows if row[3] == "B"), strict=True))
    assert (row["answer of AK"], row["answer of BR"], row["consensus"]) == ("high", "low", "medium")
    assert (row["consensus_by"], row["consensus_note"]) == ("BR", "we read the methods together")
    figures = agreeing.agreements(review, WEIGHT)[0]
    assert (figures.one, figures.other, figures.figures.n, figures.figures.same) == ("AK", "BR", 4, 2)
    review = again(review)
    assert undoing.undo_last(review, by="BR", kinds=undoing.APPRAISAL).words.startswith("BR settled B of")
    assert one(review).standings["B"].state is State.DIFFERS
    undoing.redo_last(review, by="BR", kinds=undoing.APPRAISAL)
    assert one(review).standings["B"].answer == "medium"
    assert auditing.check(review).ok


def test_a_second_person_verifies_or_corrects_and_the_answer_stays(review: Review) -> None:
    fill(review, "AK", "hhm")
    appraising.answer(review, 1, WEIGHT, "D", "low", by="AK")
    agreeing.verify(review, 1, WEIGHT, "A", by="BR")
    with pytest.raises(ReviewError, match="somebody else's"):
        agreeing.verify(review, 1, WEIGHT, "B", by="AK")
    with pytest.raises(ReviewError, match="says why"):
        agreeing.verify(review, 1, WEIGHT, "B", by="BR", answer="low")
    with pytest.raises(ReviewError, match="rests on nothing"):
        agreeing.verify(review, 1, WEIGHT, "D", by="BR")
    agreeing.verify(review, 1, WEIGHT, "B", by="BR", answer="low", note="no control group, p. 4")
    stands = one(review).standings
    assert (stands["A"].state, stands["B"].state, stands["C"].state) == (
        State.VERIFIED,
        State.CORRECTED,
        State.UNVERIFIED,
    )
    assert (stands["B"].answer, stands["B"].said[0].answer) == ("low", "high")
    assert [s.item for s in one(review).to_verify] == ["C", "D"]
    appraising.answer(review, 1, WEIGHT, "B", "medium", by="AK", note="looked again")
    assert one(review).standings["B"].state is State.UNVERIFIED
    review = again(review)
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert one(review).standings["B"].answer == "low"
    undoing.undo_last(review, by="BR", kinds=undoing.APPRAISAL)
    assert one(review).standings["B"].answer == "high"
    assert auditing.check(review).ok


def domains(review: Review, by: str, *, concealed: str = "y") -> None:
    """RoB 2 for study 1: low throughout, or high in D1."""
    low = {"1.1": "y", "1.2": concealed, "1.3": "n", "2.1": "n", "2.2": "n", "2.6": "y", "3.1": "y"}
    low |= {"4.1": "n", "4.2": "n", "4.3": "n", "5.1": "y", "5.2": "n", "5.3": "n"}
    for item, answer in low.items():
        appraising.answer(review, 1, ROB2, item, answer, by=by, note="p. 2")


def test_levels_are_proposed_and_overridden_with_a_reason(review: Review) -> None:
    domains(review, "AK", concealed="n")
    seen = one(review, tool=ROB2)
    assert {name: p.level for name, p in seen.proposals.items()} == {
        **{"D1": "high", "D2": "low", "D3": "low", "D4": "low", "D5": "low"},
        "overall": "high",
    }
    assert (seen.levels["D1"].state, seen.levels["D1"].answer) == (State.PROPOSED, "high")
    with pytest.raises(ReviewError, match="needs a reason"):
        agreeing.judge_target(review, 1, ROB2, "D1", "some-concerns", by="AK")
    with pytest.raises(ReviewError, match="judges no D9"):
        agreeing.judge_target(review, 1, ROB2, "D9", "low", by="AK")
    agreeing.judge_target(review, 1, ROB2, "D1", "some-concerns", by="AK", reason="central office kept the list")
    seen = one(review, tool=ROB2)
    assert seen.levels["D1"].answer == "some-concerns"
    assert seen.levels["overall"].answer == "some-concerns"
    assert [(j.proposed, j.level, j.reason) for j in seen.judgements] == [
        ("high", "some-concerns", "central office kept the list")
    ]
    agreeing.verify(review, 1, ROB2, "D1", by="BR")
    assert one(review, tool=ROB2).levels["D1"].state is State.VERIFIED
    review = again(review)
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert one(review, tool=ROB2).levels["overall"].answer == "high"
    assert auditing.check(review).ok


def test_levels_of_two_reviewers_may_differ_and_be_settled(review: Review, tmp_path: Path) -> None:
    checklists.set_reviewers(review, 2, by="AK")
    domains(review, "AK")
    domains(review, "BR", concealed="n")
    assert [s.item for s in one(review, tool=ROB2).differences] == ["1.2"]
    assert (
        one(review, tool=ROB2).levels["D1"].state is State.DIFFERS or one(review, tool=ROB2).levels["D1"].answer == ""
    )
    agreeing.settle(review, 1, ROB2, "1.2", "n", by="AK")
    assert one(review, tool=ROB2).levels["D1"].answer == "high"
    agreeing.judge_target(review, 1, ROB2, "D1", "high", by="AK", reason="it was an open list")
    agreeing.judge_target(review, 1, ROB2, "D1", "some-concerns", by="BR", reason="small differences")
    assert [s.item for s in one(review, tool=ROB2).differences] == ["D1"]
    assert one(review, tool=ROB2).levels["overall"].answer == ""
    agreeing.settle(review, 1, ROB2, "D1", "high", by="BR", note="agreed by telephone")
    assert one(review, tool=ROB2).levels["overall"].answer == "high"
    assert not one(review, tool=ROB2).differences
    path = tmp_path / "robvis.csv"
    exporting.export(review, "appraisal", path, by="AK", wanted=Wanted(receiver="robvis"))
    assert path.read_text(encoding="utf-8-sig").splitlines() == [
        "Study,D1,D2,D3,D4,D5,Overall",
        "Kim & Lee 2021,High,Low,Low,Low,Low,High",
    ]


def test_a_mixed_methods_study_answers_its_parts(review: Review) -> None:
    appraising.answer(review, 1, MMAT, "design", "mixed", by="AK")
    assert not one(review, tool=MMAT).tool.is_whole("mixed")
    appraising.answer(review, 1, MMAT, "design", "mixed+descriptive", by="AK")
    seen = one(review, tool=MMAT)
    assert [item.id for item in seen.items][2:] == [f"{d}.{n}" for d in (1, 4, 5) for n in range(1, 6)]
    with pytest.raises(ReviewError, match="design cannot be"):
        appraising.answer(review, 1, MMAT, "design", "mixed+qualitative", by="AK")


def test_an_answer_rests_on_a_passage_and_keeps_its_version(review: Review) -> None:
    appraising.answer(
        review, 1, WEIGHT, "A", "high", by="AK", excerpt="We asked everyone.", locator="p. 3", note="methods"
    )
    given = appraising.answers(review, WEIGHT)[0]
    assert given.version == "1"
    with pytest.raises(ReviewError, match="place"):
        appraising.answer(review, 1, WEIGHT, "B", "high", by="AK", excerpt="Nowhere.")
    appraising.answer(review, 1, WEIGHT, "B", "high", by="AK", excerpt=given.excerpt)
    assert "We asked everyone. (p. 3)" in {cell for row in answers_table(review, "AK").rows for cell in row}
    assert auditing.check(review).ok
