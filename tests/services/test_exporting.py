"""What leaves the review reads back as what is in it; nothing hostile leaves with it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, digest
from review_tool.domain.synthesis import Gap, Link, Recommendation, TargetKind
from review_tool.services import auditing, exporting, extracting, screening, synthesising
from review_tool.services.reviews import Review
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
    passage = extracting.mark(made, 1, HOSTILE, locator="p. 1", by="AK", codes=("dose",))
    extracting.extract(made, 1, "setting", f"=1+1 {HOSTILE}", by="AK", excerpt=passage)
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
        data = path.read_bytes()
        assert data
        assert not path.with_name(path.name + ".partial").exists()
        if suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path):
                for row in sheet.iter_rows():
                    assert "f" not in {cell.data_type for cell in row}, "no formula cell"
                    assert not any("\x1b" in str(cell.value) for cell in row)
        else:
            assert b"\x1b" not in data


@pytest.mark.parametrize(
    "name", ["records", "votes", "extraction", "recommendations", "gaps", "audit", "summary", "appraisal", "flow"]
)
def test_the_hostile_title_is_there_to_the_letter(review: Review, tmp_path: Path, name: str) -> None:
    suffix = {"summary": ".html", "audit": ".csv"}.get(name, ".csv")
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
