"""Work sheets go out, are filled in by hand, and come back: every odd cell is named, nothing comes in by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting, forms, worksheets
from review_tool.services.studies.extracting import Entry
from review_tool.services.studies.worksheets import Change, Looked
from review_tool.services.synthesis import coding
from tests.reviews import HOSTILE, make_review

WOE = "weight-of-evidence"


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for stage in Stage:
        for report in (1, 2):
            screening.decide(made, report, stage, Verdict.INCLUDE, by="AK")
    extracting.extract(made, 1, "setting", Entry("a clinic", excerpt="In a clinic.", locator="p. 2"), by="BR")
    extracting.extract(made, 1, "costs", Entry(f"=1+1 {HOSTILE}"), by="BR")
    appraising.answer(made, 1, WOE, "A", "high", by="BR", note="Sound.")
    yield made
    made.close()


def edited(path: Path, edit: Callable[[dict[str, Any], Any], None]) -> Path:
    """The workbook as a colleague changed it: `edit` gets key → row's cells by heading, and the page."""
    book = openpyxl.load_workbook(path)
    page = book["Fill in"]
    names = [cell.value for cell in page[1]]
    edit({str(row[0].value): dict(zip(names, row, strict=True)) for row in page.iter_rows(min_row=2)}, page)
    back = path.with_name("back.xlsx")
    book.save(back)
    return back


def sent(review: Review, kind: str, folder: Path, suffix: str = ".xlsx", **chosen: Any) -> Path:
    path = folder / f"{kind}{suffix}"
    worksheets.write(review, kind, path, by="AK", reviewer="BR", **chosen)
    return path


def one(looked: Looked, reason: str) -> Change:
    (found,) = [change for change in looked.changes if reason in change.reason]
    assert not found.accepted
    assert found.remedy
    return found


def test_an_untouched_sheet_comes_back_without_a_change(review: Review, tmp_path: Path) -> None:
    for kind in worksheets.KINDS:
        for suffix in (".xlsx", ".docx"):
            path = sent(review, kind, tmp_path, suffix)
            looked = worksheets.look(review, path, by="AK")
            assert (looked.changes, looked.remarks, looked.kind, looked.reviewer) == ((), (), kind, "BR")
            assert looked.unchanged > 4
            with pytest.raises(ReviewError, match="Nothing in"):
                worksheets.take_in(review, path, by="AK")


def test_the_workbook_offers_lists_and_locks_what_is_not_to_be_changed(review: Review, tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sent(review, "extraction", tmp_path))["Fill in"]
    assert page.protection.sheet
    assert (page["A2"].protection.locked, page["D2"].protection.locked) == (True, False)
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    lists = {str(cell) for rule in page.data_validations.dataValidation for cell in rule.sqref.ranges}
    assert rows["1/design"][3].coordinate in lists
    assert rows["1/setting"][3].coordinate not in lists
    assert [cell.value for cell in rows["1/setting"][3:]] == ["a clinic", "In a clinic.", "p. 2"]
    assert rows["1/costs"][3].data_type == "s", "no formula"
    assert {str(row[0].value).split("/")[0] for row in page.iter_rows(min_row=2)} == {"1", "2"}
    only = openpyxl.load_workbook(sent(review, "extraction", tmp_path, studies=(2,)))["Fill in"]
    assert {str(row[0].value).split("/")[0] for row in only.iter_rows(min_row=2)} == {"2"}


def test_everything_odd_is_named_and_nothing_is_written_by_looking(review: Review, tmp_path: Path) -> None:
    def edit(rows: dict[str, Any], page: Any) -> None:
        rows["1/setting"]["Answer"].value = "a ward"
        rows["1/design"]["Answer"].value = "astrology"
        rows["1/participants"]["Answer"].value = "=1+1"
        rows["1/costs"]["Answer"].value = None
        rows["1/barriers"]["Passage"].value = "A passage without an answer."
        rows["2/setting"]["Id"].value = "2/sitting"
        rows["2/country"]["Question"].value = "Which continent?"
        rows["2/costs"]["Answer"].value = "not reported"
        rows["2/barriers"]["Answer"].value = "Time"
        rows["2/barriers"]["Passage"].value = "There was no time."
        page.append(["", "A study of mine", "", "something new"])
        page.append(["1/setting", "", "", "said twice"])

    back = edited(sent(review, "extraction", tmp_path), edit)
    before = auditing.numbers(review, auditing.Looking())
    looked = worksheets.look(review, back, by="AK")
    assert auditing.numbers(review, auditing.Looking()) == before, "nothing is written"
    accepted = {(c.question.split(" ")[0], c.column, c.old, c.new) for c in looked.changes if c.accepted}
    assert accepted == {
        ("Setting", "Answer", "a clinic", "a ward"),
        ("Costs", "Answer", "", "not reported"),
    }
    assert one(looked, "cannot be “astrology”").where.startswith("row ")
    assert one(looked, "holds a formula").column == "Answer"
    assert one(looked, "none of the sheet's").new == ""
    assert one(looked, "it is a new one").new == "something new"
    assert one(looked, "in an earlier row").where
    assert one(looked, "is gone from the sheet")
    assert one(looked, "words of the sheet").new == "Which continent?"
    assert [c.column for c in looked.changes if "is empty" in c.reason] == ["Passage", "Answer"]
    assert [c.column for c in looked.changes if "needs its place" in c.reason] == ["Answer", "Passage"]


def test_what_is_accepted_comes_in_as_the_reviewer_s_and_is_undone_as_one(review: Review, tmp_path: Path) -> None:
    def edit(rows: dict[str, Any], _page: Any) -> None:
        rows["1/setting"]["Answer"].value = "a ward"
        rows["1/participants"]["Answer"].value = 240
        rows["2/barriers"]["Answer"].value = "Time"
        rows["2/barriers"]["Passage"].value = "There was no time."
        rows["2/barriers"]["Where it stands"].value = "p. 9"
        rows["2/design"]["Answer"].value = "astrology"

    back = edited(sent(review, "extraction", tmp_path), edit)
    before = {(v.study, v.field): v.value for v in extracting.values(review)}
    done = worksheets.take_in(review, back, by="AK")
    assert (done.accepted, done.applied, len(done.changes)) == (5, True, 6)
    after = {(v.study, v.field): v for v in extracting.values(review)}
    assert (after[1, "setting"].value, after[1, "setting"].by) == ("a ward", "BR")
    assert after[1, "setting"].excerpt, "the passage stays behind the changed value"
    assert after[1, "participants"].value == "240"
    assert [e.locator for e in marking.excerpts(review) if e.text == "There was no time."] == ["p. 9"]
    again = worksheets.look(review, back, by="AK")
    assert [change.accepted for change in again.changes] == [False], "what came in is no change any more"
    assert auditing.check(review).ok
    passage = next(e.id for e in marking.excerpts(review) if e.text == "There was no time.")
    coding.code(review, passage, "time", by="BR")
    with pytest.raises(ReviewError, match="A later deed rests on this") as refused:
        undoing.undo_last(review, by="AK", kinds=("worksheet.read",))
    assert ["BR coded a passage" in line for line in refused.value.details] == [True], "not what goes with it"
    undoing.undo_last(review, by="BR", kinds=("excerpt.coded",))
    undone = undoing.undo_last(review, by="AK", kinds=undoing.EXTRACTION)
    assert undone.event.kind == "worksheet.read"
    assert {(v.study, v.field): v.value for v in extracting.values(review)} == before
    undoing.redo_last(review, by="AK", kinds=undoing.EXTRACTION)
    assert {(v.study, v.field): v.value for v in extracting.values(review)} == {k: v.value for k, v in after.items()}
    assert auditing.check(review).ok


def test_what_changed_in_the_review_meanwhile_is_not_overwritten(review: Review, tmp_path: Path) -> None:
    path = sent(review, "appraisal", tmp_path, checklist=WOE)
    appraising.answer(review, 1, WOE, "A", "medium", by="BR", note="On second thoughts.")

    def edit(rows: dict[str, Any], _page: Any) -> None:
        rows[f"1/{WOE}/A"]["Answer"].value = "Low"
        rows[f"1/{WOE}/B"]["Answer"].value = "low"
        rows[f"1/{WOE}/C"]["Answer"].value = "No idea"
        rows[f"2/{WOE}/A"]["What it rests on"].value = "A note alone"

    looked = worksheets.look(review, edited(path, edit), by="AK")
    assert one(looked, "BR changed it in the review meanwhile").old == "High"
    assert one(looked, "none of the answers").remedy == "Answer one of High, Medium, Low."
    assert one(looked, "is empty").new == "A note alone"
    assert [(c.new, c.accepted) for c in looked.changes if c.accepted] == [("low", True)]
    worksheets.take_in(review, tmp_path / "back.xlsx", by="AK")
    assert {(a.item, a.answer, a.reviewer) for a in appraising.answers(review, WOE, study=1)} == {
        ("A", "medium", "BR"),
        ("B", "low", "BR"),
    }


def test_a_changed_form_or_heading_is_named(review: Review, tmp_path: Path) -> None:
    path = sent(review, "extraction", tmp_path)
    form = tmp_path / "form.toml"
    form.write_text(
        'id = "co-production"\ntitle = "Ours"\nversion = "2"\n[[fields]]\nid = "setting"\nlabel = "Place"\n'
        '[[fields]]\nid = "country"\nlabel = "Country"\n'
        'hint = "Where the work was done; several parted by commas."\n',
        encoding="utf-8",
    )
    forms.adopt(review, form, by="AK")

    def edit(rows: dict[str, Any], page: Any) -> None:
        rows["1/setting"]["Answer"].value = "a ward"
        rows["1/country"]["Answer"].value = "Wales"
        rows["1/barriers"]["Answer"].value = "Time"
        page.cell(1, 5).value = "Quotation"
        page.cell(1, 7).value = "My thoughts"

    looked = worksheets.look(review, edited(path, edit), by="AK")
    assert one(looked, "put otherwise now").new == "a ward"
    assert one(looked, "not asked any more").new == "Time"
    assert [change.new for change in looked.changes if change.accepted] == ["Wales"]
    assert len(looked.remarks) == 4
    assert "“Passage” is gone" in looked.remarks[0]
    assert "questions have changed" in looked.remarks[-1]


def test_a_word_document_is_filled_in_too(review: Review, tmp_path: Path) -> None:
    path = sent(review, "appraisal", tmp_path, ".docx", checklist=WOE)
    document: Any = docx.Document(str(path))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    answer, note = document.tables[0].rows[2].cells[2:4]
    choice = next(answer._tc.iter(f"{w}sdt"))
    assert [item.get(f"{w}value") for item in choice.iter(f"{w}listItem")] == ["High", "Medium", "Low"]
    next(choice.iter(f"{w}t")).text = "Medium"
    note.paragraphs[0].add_run("Design fits.")
    back = tmp_path / "back.docx"
    document.save(str(back))
    assert worksheets.is_sheet(back)
    docx.Document().save(str(tmp_path / "minutes.docx"))
    assert not worksheets.is_sheet(tmp_path / "minutes.docx")
    done = worksheets.take_in(review, back, by="AK")
    assert [(c.column, c.new, c.accepted) for c in done.changes] == [
        ("Answer", "Medium", True),
        ("What it rests on", "Design fits.", True),
    ]
    assert ("B", "medium") in {(a.item, a.answer) for a in appraising.answers(review, WOE, study=1)}


def test_what_is_no_sheet_of_this_review_is_refused(review: Review, tmp_path: Path) -> None:
    other = make_review(tmp_path / "other")
    with pytest.raises(ReviewError, match="nothing to ask"):
        worksheets.write(other, "extraction", tmp_path / "x.xlsx", by="AK")
    with pytest.raises(ReviewError, match="not made from this review"):
        worksheets.look(other, sent(review, "extraction", tmp_path), by="AK")
    other.close()
    (tmp_path / "words.docx").write_bytes(b"words")
    with pytest.raises(ReviewError, match="neither an Excel workbook nor a Word"):
        worksheets.look(review, tmp_path / "words.docx", by="AK")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(ReviewError, match="line with its id is missing"):
        worksheets.look(review, tmp_path / "empty.xlsx", by="AK")
    for wrong in ({"kind": "poem"}, {"reviewer": "CD"}, {"studies": (99,)}, {"path": tmp_path / "x.csv"}):
        with pytest.raises(ReviewError):
            worksheets.write(review, **({"kind": "appraisal", "path": tmp_path / "x.xlsx", "by": "AK"} | wrong))  # type: ignore[arg-type]
