"""What leaves the review reads back as what is in it; nothing hostile leaves with it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, digest
from review_tool.domain.synthesis import Gap, Link, Recommendation, TargetKind
from review_tool.domain.text import plain_cell
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting
from review_tool.services.reporting.wanted import Wanted
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting, forms
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import synthesising
from tests.reviews import HOSTILE, make_review

CONTRACT = {
    *("record_id", "report_id", "study_id", "source", "file", "position", "source_id", "title", "authors", "year"),
    *("journal", "volume", "issue", "pages", "doi", "pmid", "abstract", "keywords", "url", "type"),
    *("title_abstract", "full_text", "reason"),
}


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """A review in which the hostile title is an included study, and claims rest on it."""
    made = make_review(tmp_path)
    for stage in Stage:
        screening.decide(made, 1, stage, Verdict.INCLUDE, by="AK", note=HOSTILE)
    screening.decide(made, 3, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")
    passage = marking.mark(made, 1, HOSTILE, locator="p. 1", by="AK", codes=("dose",))
    extracting.extract(made, 1, "setting", Entry(f"=1+1 {HOSTILE}", excerpt=passage), by="AK")
    link = (Link(TargetKind.EXCERPT, passage),)
    synthesising.write(made, Recommendation(f"Mind {HOSTILE}", confidence="low"), links=link, by="AK")
    synthesising.write(made, Gap(f"Why {HOSTILE}?"), links=link, by="AK")
    yield made
    made.close()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_records_have_the_columns_of_the_contract(review: Review, tmp_path: Path) -> None:
    exporting.export(review, "records", tmp_path / "r.csv", by="AK")
    found = rows(tmp_path / "r.csv")
    assert set(found[0]) >= CONTRACT
    assert len(found) == 6
    assert found[0]["title"] == HOSTILE
    assert (found[0]["source_id"], found[0]["position"], found[0]["authors"]) == ("A1", "1", "Kim, Ji-ho; Lee, Sun")
    assert (found[0]["title_abstract"], found[0]["full_text"]) == ("included", "included")
    assert (found[2]["title_abstract"], found[2]["full_text"]) == ("excluded", "")
    assert found[2]["title"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("export", exporting.EXPORTS, ids=lambda one: one.name)
def test_every_export_comes_in_every_format_and_carries_nothing_hostile(
    review: Review, tmp_path: Path, export: exporting.Export
) -> None:
    for suffix in export.suffixes:
        path = tmp_path / f"x{suffix}"
        exporting.export(review, export.name, path, by="AK")
        data = b"".join(map(Path.read_bytes, path.rglob("*.*"))) if path.is_dir() else path.read_bytes()
        assert data
        assert not path.with_name(path.name + ".partial").exists()
        if suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path):
                for row in sheet.iter_rows():
                    assert "f" not in {cell.data_type for cell in row}, "no formula cell"
                    assert not any("\x1b" in str(cell.value) for cell in row)
        elif suffix == ".docx":
            with zipfile.ZipFile(path) as document:
                assert b"\x1b" not in document.read("word/document.xml")
        else:
            assert b"\x1b" not in data


@pytest.mark.parametrize(
    "name",
    ["records", "votes", "extraction", "recommendations", "gaps", "audit", "summary", "appraisal", "flow", "studies"],
)
def test_the_hostile_title_is_there_to_the_letter(review: Review, tmp_path: Path, name: str) -> None:
    suffix = {"summary": ".txt", "audit": ".csv"}.get(name, ".csv")
    exporting.export(review, name, tmp_path / f"x{suffix}", by="AK")
    text = (tmp_path / f"x{suffix}").read_text(encoding="utf-8")
    if name in ("appraisal", "flow"):
        assert HOSTILE not in text, "these name no titles"
    else:
        assert HOSTILE in text.replace('\\"', '"')


def test_the_log_as_a_file_checks_by_itself(review: Review, tmp_path: Path) -> None:
    exporting.export(review, "audit", tmp_path / "log.jsonl", by="AK")
    events = [Event(**json.loads(line)) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(events) > 10
    assert all(digest(event) == event.hash for event in events)


def test_an_unknown_export_or_suffix_is_refused_and_nothing_written(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="no export"):
        exporting.export(review, "poem", tmp_path / "a.csv", by="AK")
    with pytest.raises(ReviewError, match="cannot be written as"):
        exporting.export(review, "records", tmp_path / "a.pdf", by="AK")
    assert list(tmp_path.glob("a.*")) == []


def test_an_export_is_in_the_log(review: Review, tmp_path: Path) -> None:
    exporting.export(review, "flow", tmp_path / "flow.svg", by="AK")
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="export")))
    assert told[-1].words == "AK exported flow to flow.svg."


def heading(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")


def test_columns_are_chosen_for_one_file_or_kept_with_the_review(review: Review, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"

    def columns(**wanted: object) -> list[str]:
        exporting.export(review, "extraction", file, by="AK", wanted=replace(Wanted(), **wanted))  # type: ignore[arg-type]
        return heading(file)

    everything = columns()
    assert "setting.evidence" in everything
    assert columns(columns=("country", "study")) == ["country", "study"]
    assert columns() == everything, "for one file only"
    assert columns(columns=("study", "setting"), excerpts=True) == ["study", "setting", "setting.evidence"]
    assert columns(excerpts=False) == [key for key in everything if not key.endswith(".evidence")]
    assert columns(columns=("country", "study"), save=True) == columns() == ["country", "study"]
    offered = exporting.columns_of(review, "extraction", by="AK")
    assert [(one.key, one.place) for one in offered[:3]] == [("country", 1), ("study", 2), ("study_id", 0)]
    with pytest.raises(ReviewError, match="no column “poem”"):
        columns(columns=("poem",), save=True)
    with pytest.raises(ReviewError, match="named twice"):
        columns(columns=("study", "study"))
    assert columns() == ["country", "study"], "a refused choice is not kept"
    undoing.undo_last(review, by="AK", kinds=("columns.chosen",))
    assert columns() == everything
    undoing.redo_last(review, by="AK", kinds=("columns.chosen",))
    assert columns(columns=("all",)) == everything
    assert auditing.check(review).ok
    assert "AK chose the columns of extraction: country, study." in [
        told.words for told in auditing.tell(review, auditing.numbers(review, auditing.Looking()))
    ]


def test_what_an_export_does_not_take_is_refused_by_name(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="cannot be chosen from by --columns"):
        exporting.export(review, "flow", tmp_path / "f.csv", by="AK", wanted=Wanted(columns=("a",)))
    with pytest.raises(ReviewError, match="by --votes"):
        exporting.export(review, "gaps", tmp_path / "f.csv", by="AK", wanted=Wanted(votes=True))
    with pytest.raises(ReviewError, match="not chosen"):
        exporting.columns_of(review, "flow", by="AK")


def test_the_studies_are_described_by_their_citation_and_the_form(review: Review, tmp_path: Path) -> None:
    exporting.export(review, "studies", tmp_path / "s.csv", by="AK")
    (study,) = rows(tmp_path / "s.csv")
    assert (study["study"], study["year"], study["title"]) == ("Kim & Lee 2021", "2021", HOSTILE)
    assert plain_cell(study["setting"]) == f"=1+1 {HOSTILE}"
    assert study["reports"] == "1"
    exporting.export(review, "studies", tmp_path / "s.md", by="AK")
    assert "Study id" not in (tmp_path / "s.md").read_text(encoding="utf-8"), "what programs need is not on a page"


def test_every_answer_of_every_reviewer_stands_beside_the_others(review: Review, tmp_path: Path) -> None:
    for who, level in (("BR", "low"), ("AK", "high")):
        appraising.answer(review, 1, "weight-of-evidence", "A", level, by=who, note=f"=as {who} says")
    exporting.export(review, "appraisal", tmp_path / "a.csv", by="AK", wanted=Wanted(votes=True))
    found = next(row for row in rows(tmp_path / "a.csv") if row["item"] == "A")
    assert (found["answer of AK"], found["answer of BR"], found["state"]) == ("high", "low", "reviewers differ")
    assert plain_cell(found["note of BR"]) == "=as BR says"
    exporting.export(review, "appraisal", tmp_path / "a.html", by="AK")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert ">High<" in page, "a page shows the words"
    assert "Soundness" in page, "and what the items ask"


def test_the_appraisal_is_drawn_as_lights_and_as_bars(review: Review, tmp_path: Path) -> None:
    def drawn(**wanted: object) -> str:
        asked = replace(Wanted(), **wanted)  # type: ignore[arg-type]
        exporting.export(review, "appraisal", tmp_path / "p.svg", by="AK", wanted=asked)
        return (tmp_path / "p.svg").read_text(encoding="utf-8")

    assert "No study was appraised yet." in drawn(plot="traffic")
    for item, level in zip("ABC", ("high", "low", "medium"), strict=True):
        appraising.answer(review, 1, "weight-of-evidence", item, level, by="AK")
    assert drawn() == drawn(plot="traffic", checklist="weight-of-evidence")
    assert "A: High 1. B: Low 1. C: Medium 1. D: not appraised 1." in drawn()
    assert "100 %" in drawn(plot="summary")
    appraising.answer(review, 1, "mmat-2018-structure", "design", "qualitative", by="AK")
    appraising.answer(review, 1, "mmat-2018-structure", "1.1", "cant-tell", by="AK")
    assert "Qualitative: 1 study." in drawn(checklist="mmat-2018-structure")
    with pytest.raises(ReviewError, match="no plot “pie”"):
        drawn(plot="pie")
    with pytest.raises(ReviewError, match="Only the summary plot weighs"):
        drawn(weight="participants")
    with pytest.raises(ReviewError, match="is no number"):
        drawn(plot="summary", weight="setting")
    with pytest.raises(ReviewError, match="by --columns"):
        drawn(columns=("a",))
    with pytest.raises(ReviewError, match="A plot is a picture"):
        exporting.export(review, "appraisal", tmp_path / "p.csv", by="AK", wanted=Wanted(plot="traffic"))


def test_domains_are_drawn_where_domains_are_judged(review: Review, tmp_path: Path) -> None:
    for item in ("1.1", "1.2"):
        appraising.answer(review, 1, "rob-2", item, "y", by="AK")
    appraising.answer(review, 1, "rob-2", "1.3", "n", by="AK")
    exporting.export(review, "appraisal", tmp_path / "p.svg", by="AK", wanted=Wanted(checklist="rob-2"))
    text = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert "D1: Low 1. D2: not appraised 1." in text
    assert "All: " in text


def test_studies_weigh_by_a_number_of_the_form(review: Review, tmp_path: Path) -> None:
    form = tmp_path / "form.toml"
    fields = '[[fields]]\nid = "n"\nlabel = "People"\ntype = "number"\n'
    form.write_text(f'id = "ours"\ntitle = "Ours"\nversion = "1"\n{fields}', encoding="utf-8")
    forms.adopt(review, form, by="AK")
    for stage in Stage:
        screening.decide(review, 2, stage, Verdict.INCLUDE, by="AK")
    for study, level in ((1, "high"), (2, "low")):
        appraising.answer(review, study, "weight-of-evidence", "A", level, by="AK")
    wanted = Wanted(plot="summary", weight="n", checklist="weight-of-evidence")
    extracting.extract(review, 1, "n", Entry("30"), by="AK")
    done = exporting.export(review, "appraisal", tmp_path / "p.svg", by="AK", wanted=wanted)
    assert [loss.records for loss in done.losses] == [1], "a study without the number is told"
    extracting.extract(review, 2, "n", Entry("10"), by="AK")
    exporting.export(review, "appraisal", tmp_path / "p.svg", by="AK", wanted=wanted)
    assert "+ H 75 %" in (tmp_path / "p.svg").read_text(encoding="utf-8")


def test_every_value_stands_with_who_wrote_and_who_checked_it(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    extracting.verify(review, 1, "setting", by="BR")
    extracting.extract(review, 1, "country", Entry("Wales"), by="AK")
    extracting.correct(review, 1, "country", Entry("England", why="Table 1 says so."), by="BR")
    exporting.export(review, "extraction", path, by="AK", wanted=Wanted(votes=True))
    found = {(row["field"], row["by"]): row for row in rows(path)}
    assert (found["setting", "AK"]["state"], found["setting", "AK"]["checked_by"]) == ("verified", "BR")
    assert found["setting", "AK"]["passage"] == HOSTILE
    assert [(found["country", who]["value"], found["country", who]["counts"]) for who in ("AK", "BR")] == [
        ("Wales", ""),
        ("England", "yes"),
    ]
    assert found["country", "BR"]["why"] == "Table 1 says so."
    exporting.export(review, "extraction", path, by="AK")
    assert rows(path)[0]["country"] == "England"


def test_what_two_extract_blind_is_in_no_table_before_both_have(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    extracting.choose_way(review, "dual", by="AK")
    for votes in (False, True):
        exporting.export(review, "extraction", path, by="BR", wanted=Wanted(votes=votes))
        assert "=1+1" not in path.read_text(encoding="utf-8")
    extracting.extract(review, 1, "setting", Entry("elsewhere"), by="BR")
    exporting.export(review, "extraction", path, by="BR")
    assert rows(path)[0]["setting"] == "reviewers differ"
    exporting.export(review, "extraction", path, by="BR", wanted=Wanted(votes=True))
    assert [row["by"] for row in rows(path)] == ["AK", "BR"]
