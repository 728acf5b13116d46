"""Full texts kept and found again; a folder matched; studies grouped and parted; marks beside inclusion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import Cancelled, ReviewError
from review_tool.domain.report import ReportMark, Which
from review_tool.services import overview, reviews
from review_tool.services.fulltexts import matching_files, retrieving
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting
from review_tool.services.studies.extracting import Entry
from tests.reviews import make_review, surroundings

FULL = Stage.FULL_TEXT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in screening.ids(made, Which()):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    yield made
    made.close()


def file(folder: Path, name: str, text: str = "made up") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text)
    return path


def test_a_full_text_is_one_deed_and_comes_out_again(review: Review, tmp_path: Path) -> None:
    retrieving.attach(review, 1, file(tmp_path, "a [1].pdf"), by="AK")
    assert screening.report(review, 1, reviewer="AK").retrieval == "retrieved"
    (kept,) = retrieving.documents(review, 1)
    assert (kept.name, kept.size, kept.by) == ("a [1].pdf", 7, "AK")
    with pytest.raises(ReviewError, match="attached to report 1 already"):
        retrieving.attach(review, 1, tmp_path / "a [1].pdf", by="AK")
    out = retrieving.save(review, kept, tmp_path / "out")
    assert out.read_text() == "made up"
    assert retrieving.save(review, kept, tmp_path / "out") == out
    out.write_text("another")
    assert retrieving.save(review, kept, tmp_path / "out").name == "a [1] 2.pdf"
    undoing.undo_last(review, by="AK", kinds=undoing.FULL_TEXT)
    assert retrieving.documents(review) == ()
    assert screening.report(review, 1, reviewer="AK").retrieval == "sought"
    assert auditing.check(review).ok


def test_a_hostile_name_stays_in_the_folder(review: Review, tmp_path: Path) -> None:
    with review.writing() as unit:
        retrieving.write_document(unit, 1, "../../x\\..|<evil>.pdf", b"text", by="AK")
    (kept,) = retrieving.documents(review)
    out = retrieving.save(review, kept, tmp_path / "out")
    assert out.parent == tmp_path / "out"


def test_dropped_paths_are_read_as_terminals_write_them(tmp_path: Path) -> None:
    one, two = file(tmp_path, "a b.pdf"), file(tmp_path, "it's.pdf")
    assert retrieving.dropped(f"'{one}'") == [one]
    assert retrieving.dropped(str(one)) == [one]
    assert retrieving.dropped(str(one).replace(" ", "\\ ")) == [one]
    assert retrieving.dropped(f"file://{str(one).replace(' ', '%20')}") == [one]
    assert retrieving.dropped(f"'{one}' \"{two}\"") == [one, two]
    assert retrieving.dropped(f"{one}\n{two}\n") == [one, two]
    assert retrieving.dropped("  ") == []


def test_a_folder_is_matched_before_anything_is_written(review: Review, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    file(folder, "10.5555_made.up.1.pdf", "one")
    file(folder, "A survey of partners in research [Corrected].pdf", "two")
    file(folder, "Ruiz 2019.pdf", "three")
    file(folder, "invoice.pdf", "four")
    file(folder, "notes.log", "five")
    before = auditing.numbers(review)
    found = {p.path.name: p for p in matching_files.propose(review, folder)}
    assert auditing.numbers(review) == before
    assert {name: (p.state, p.matches[0].report if p.matches else None) for name, p in found.items()} == {
        "10.5555_made.up.1.pdf": ("sure", 1),
        "A survey of partners in research [Corrected].pdf": ("sure", 4),
        "Ruiz 2019.pdf": ("doubtful", 3),
        "invoice.pdf": ("no report", None),
    }
    sure = [(p.path, p.matches[0].report, p.why) for p in found.values() if p.sure]
    assert len(matching_files.attach_all(review, sure, by="AK")) == 2
    again = {p.path.name: p for p in matching_files.propose(review, folder)}
    assert again["10.5555_made.up.1.pdf"].state == "kept already"
    with pytest.raises(ReviewError, match="already"):
        matching_files.attach_all(review, [(folder / "invoice.pdf", 2, ""), *sure], by="AK")
    assert retrieving.documents(review, 2) == ()
    with pytest.raises(ReviewError, match="is no folder"):
        matching_files.propose(review, folder / "invoice.pdf")

    def stop(_done: int, _total: int, _words: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        matching_files.propose(review, folder, progress=stop)


def test_a_web_page_or_a_text_is_known_by_the_title_it_begins_with(review: Review, tmp_path: Path) -> None:
    title = "A survey of partners in research [Corrected]"
    folder = tmp_path / "texts"
    file(folder, "scan1.html", f"<html><h1>{title}</h1><p>Background.</p></html>")
    file(
        folder, "scan2.txt", "Somebody else's paper\n\n" + "We asked many people. " * 200 + f"\n\nReferences\n\n{title}"
    )
    found = {p.path.name: p for p in matching_files.propose(review, folder)}
    assert [(m.report, m.sure) for m in found["scan1.html"].matches] == [(4, True)]
    assert found["scan2.txt"].matches == (), "what a text cites at its end is not what it is"


def test_two_files_of_one_report_are_asked_about(review: Review, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    file(folder, "10.5555_made.up.1.pdf", "one")
    file(folder, "copy of 10.5555_made.up.1.pdf", "two")
    assert [p.state for p in matching_files.propose(review, folder)] == ["doubtful", "doubtful"]


def test_studies_are_grouped_and_parted_with_undo_after_a_restart(review: Review) -> None:
    for number in (1, 2, 3):
        screening.decide(review, number, FULL, Verdict.INCLUDE, by="AK")
    retrieving.group(review, [1, 2, 3], by="AK")
    extracting.extract(review, 1, "setting", Entry("a ward"), by="AK")
    assert overview.flow(review).new_studies == 1
    assert retrieving.ungroup(review, [1], by="AK") == {1: [1], 2: [2, 3]}
    assert [screening.report(review, n, reviewer="AK").study for n in (1, 2, 3)] == [1, 2, 2]
    assert [v.study for v in extracting.values(review)] == [1]
    with pytest.raises(ReviewError, match="alone in its study"):
        retrieving.ungroup(review, [1], by="AK")
    address = review.address
    review.close()
    again = reviews.open_review(address, around=surroundings())
    undoing.undo_last(again, by="AK", kinds=undoing.FULL_TEXT)
    assert [screening.report(again, n, reviewer="AK").study for n in (1, 2, 3)] == [1, 1, 1]
    assert auditing.check(again).ok
    again.close()


def test_what_awaits_classification_is_neither_included_nor_excluded(review: Review) -> None:
    screening.decide(review, 1, FULL, Verdict.INCLUDE, by="AK")
    screening.decide(review, 2, FULL, Verdict.EXCLUDE, by="AK", reason="other")
    assert retrieving.set_mark(review, 1, "awaiting", by="AK", why="asked the authors") is ReportMark.AWAITING
    retrieving.set_mark(review, 3, "ongoing", by="AK")
    retrieving.set_mark(review, 2, "retracted", by="AK", why="notice of 2023")
    flow = overview.flow(review)
    assert (flow.new_reports, flow.dbr_awaiting, flow.dbr_ongoing, flow.dbr_to_do) == (0, 1, 1, 3)
    assert flow.faults() == []
    assert screening.ids(review, Which(FULL, "awaiting classification")) == [1]
    assert screening.ids(review, Which(FULL, "ongoing")) == [3]
    assert screening.ids(review, Which(FULL, "retracted")) == [2]
    assert screening.ids(review, Which(FULL, "included")) == []
    assert screening.ids(review, Which(FULL, "excluded")) == [2]
    assert 3 not in screening.ids(review, Which(FULL, "to do", "BR"))
    seen = screening.report(review, 1, reviewer="AK")
    assert (seen.standings[FULL].outcome, seen.marks[0].why) == (Outcome.AWAITING, "asked the authors")
    assert screening.rows(review, [2], FULL, "AK")[0].marks == ("retracted",)
    with pytest.raises(ReviewError, match="already marked"):
        retrieving.set_mark(review, 1, "awaiting classification", by="AK")
    with pytest.raises(ReviewError, match="is marked awaiting"):
        retrieving.set_mark(review, 1, "ongoing", by="AK")
    with pytest.raises(ReviewError, match="cannot be marked"):
        retrieving.set_mark(review, 1, "lost", by="AK")
    retrieving.set_mark(review, 1, "awaiting classification", by="AK", present=False)
    assert overview.flow(review).new_reports == 1
    undoing.undo_last(review, by="AK", kinds=undoing.FULL_TEXT)
    assert overview.flow(review).dbr_awaiting == 1
    assert auditing.check(review).ok
