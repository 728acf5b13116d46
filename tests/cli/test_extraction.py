"""Extraction, forms and full texts from the command line: as data, and line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.fulltexts import retrieving
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting, extraction_sheet, forms
from review_tool.services.studies.extracting import Entry
from tests.cli.conftest import Run, data


@pytest.fixture
def included(review: Review) -> Review:
    for number in (1, 2, 4):
        screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="Ada")
    for number in (1, 2):
        screening.decide(review, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="Ada")
    return review


def test_form_list_show_adopt_export_and_looks(run: Run, folder: Path, included: Review, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    listed = data(run("form", "list", "--json", *here))
    assert [form["id"] for form in listed["come_along"]] == ["general", "co-production"]
    assert (listed["in_force"], listed["chosen"]) == ("general", False)
    assert "nobody chose it yet" in run("form", "list", *here).stdout
    file = tmp_path / "mine.toml"
    run("form", "export", "-o", file, *here)
    assert data(run("form", "export", "--json", *here))["toml"] == run("form", "export", *here).stdout
    run("extract", "value", 1, "country", "Estonia", *here)
    file.write_text(file.read_text().replace('label = "Country"', 'label = "Countries"'))
    told = data(run("form", "adopt", file, "--preview", "--json", *here))
    assert told["another_look"] == [{"study": 1, "field": "country", "why": ["reworded from “Country”"]}]
    assert not forms.chosen(included)
    assert data(run("form", "adopt", file, "--why", "several", "--json", *here))["version"] == "2"
    assert "Study 1" in run("form", "looks", *here).stdout
    assert data(run("form", "show", "--json", *here))["fields"][1]["label"] == "Countries"
    assert "general 2" in run("form", "show", "--history", *here).stdout
    assert "cannot be read" in run("form", "adopt", tmp_path / "none.toml", *here, code=1).stderr


def test_form_edit_line_by_line(run: Run, folder: Path, included: Review) -> None:
    lines = "\n".join(
        [
            *("a", "Ethics approval", "3", "Was it asked for?", "", "yes; no; not needed", "y"),
            *("c 2", "Countries", "", "", "", ""),
            *("m 15 1", "t 9", "x", "p", "after the pilot", ""),
        ]
    )
    told = run("form", "edit", "--plain", "--review", folder, "--as", "Ada", stdin=lines, code=1).stdout
    form = forms.current(included)
    assert form.version == "2"
    assert (form.fields[0].id, form.fields[0].options) == ("ethics_approval", ("yes", "no", "not needed"))
    assert form.fields[0].required
    assert form.fields[2].label == "Countries"
    assert [field.id for field in form.every if field.retired] == ["outcomes"]
    assert "“x” is none of the answers" in told


@pytest.mark.usefixtures("included")
def test_values_verified_corrected_and_listed(run: Run, folder: Path) -> None:
    ada, ben = (["--review", folder, "--as", name] for name in ("Ada", "Ben"))
    passage = ["--excerpt", "240 nurses", "--locator", "p. 4"]
    assert data(run("extract", "value", 1, "participants_n", "204", *passage, "--json", *ada))["state"] == "extracted"
    run("extract", "value", 1, "costs", "--not-reported", *ada)
    assert data(run("extract", "verify", 1, "costs", "--json", *ben))["state"] == "verified"
    assert "Say why" in run("extract", "correct", 1, "participants_n", "240", *ben, code=1).stderr
    run("extract", "correct", 1, "participants_n", "240", "--why", "digits swapped", *ben)
    (row,) = data(run("extract", "list", "--study", 1, "--state", "corrected", "--json", *ada))
    assert (row["value"], row["by"], row["excerpt"]["locator"]) == ("240", "Ben", "p. 4")
    assert [(v["by"], v["value"], v["why"]) for v in row["values"]] == [
        ("Ada", "204", ""),
        ("Ben", "240", "digits swapped"),
    ]
    told = data(run("extract", "progress", "--json", *ada))
    assert told["way"] == "single"
    assert (told["studies"][0]["extracted"], told["studies"][0]["seen_twice"]) == (2, 2)
    assert "not reported" in run("extract", "list", "--study", 1, *ada).stdout
    assert data(run("extract", "pilot", 1, "--json", *ada)) == {"pilots": [1]}
    assert ", pilot: 2 of 14 extracted" in run("extract", "progress", *ada).stdout


def test_two_blind_then_settled_line_by_line(run: Run, folder: Path, included: Review) -> None:
    ada, ben = (["--review", folder, "--as", name] for name in ("Ada", "Ben"))
    assert "Dual" in run("extract", "plan", "dual", *ada).stdout
    run("extract", "value", 1, "setting", "a ward", *ada)
    told = run("extract", "--plain", "--study", 1, *ben, stdin="v a clinic\n\nq\n").stdout
    assert "a ward" not in told
    settled = run("extract", "--plain", "--which", "differ", *ada, stdin="v a ward of a clinic\n\nboth\nq\n").stdout
    assert "Now, by Ben: a clinic" in settled
    cell = extraction_sheet.sheet(included, "Ada").cell(1, "setting")
    assert (cell.state, cell.value and cell.value.why) == ("settled", "both")
    assert "Nobody differs" in run("extract", "settle", 1, "country", "x", *ada, code=1).stderr


def test_a_second_look_line_by_line(run: Run, folder: Path, included: Review) -> None:
    extracting.extract(included, 1, "setting", Entry("a ward"), by="Ada")
    extracting.extract(included, 1, "country", Entry("Estnia"), by="Ada")
    lines = "k\nv Estonia\n\na letter was missing\nq\n"
    run("extract", "--plain", "--which", "to verify", "--review", folder, "--as", "Ben", stdin=lines)
    sheet = extraction_sheet.sheet(included, "Ada")
    assert [sheet.cell(1, name).state for name in ("setting", "country")] == ["verified", "corrected"]


def test_fulltext_attach_list_mark_group_and_save(run: Run, folder: Path, included: Review, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "10.1234_housing.2.pdf").write_text("one")
    (texts / "Poe 2021.pdf").write_text("two")
    (texts / "other.pdf").write_text("three")
    found = data(run("fulltext", "attach", texts, "--preview", "--json", *here))
    assert [(f["state"], f["report"]) for f in found["files"]] == [("sure", 2), ("doubtful", 4), ("no report", None)]
    assert retrieving.documents(included) == ()
    told = run("fulltext", "attach", texts, *here, stdin="y\n1\n").stdout
    assert "the DOI is in the file's name" in told
    assert [(d.report, d.name) for d in retrieving.documents(included)] == [
        (2, "10.1234_housing.2.pdf"),
        (4, "Poe 2021.pdf"),
    ]
    assert "Give the report's number" in run("fulltext", "attach", texts / "other.pdf", *here, code=1).stderr
    run("fulltext", "attach", texts / "other.pdf", "--report", 1, *here)
    assert "other.pdf" in run("fulltext", "documents", *here).stdout
    out = data(run("fulltext", "save", 1, "-o", tmp_path / "out", "--json", *here))
    assert Path(out["files"][0]).read_text() == "three"
    run("fulltext", "note", 4, "not retrieved", "--tried", "library", *here)
    assert data(run("fulltext", "list", "--state", "not retrieved", "--json", *here))[0]["report"] == 4
    run("fulltext", "note", 4, "retrieved", *here)
    run("fulltext", "mark", 4, "awaiting", "--why", "asked the authors", *here)
    status = data(run("status", "--json", *here))["flow"]
    assert status["dbr_awaiting"] == 1
    assert "awaiting classification" in run("fulltext", "list", *here).stdout
    assert data(run("fulltext", "group", 1, 2, "--json", *here)) == {"study": 1, "reports": [1, 2]}
    assert "Study 2: 1 report 2" in run("fulltext", "ungroup", 2, *here).stdout
