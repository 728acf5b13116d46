"""Code book, themes, strands, findings, the map; and a passage that was undone shows everywhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Finding, Gap, Link, Recommendation, Stance, Strand, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting, synthesis_tables
from review_tool.services.reporting.wanted import Wanted
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, evidence_base, mapping, strands, synthesising
from tests.reviews import HOSTILE, make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    excerpt = marking.mark(made, 2, f"Time was short. {HOSTILE}", locator="p. 3", by="AK", codes=("time",))
    coding.describe_theme(made, "Time [/]", description="", codes=("time", "pay"), by="AK")
    coding.write_memo(made, "code", "time", "Hours, not seasons.", by="BR")
    strands.describe_strand(made, Strand("Stories", "stories", 9), by="AK")
    strands.add_item(made, "Stories", "Paid <b>late</b>", "…", by="AK", codes=("pay",))
    links = (Link(TargetKind.EXCERPT, excerpt), Link(TargetKind.STUDY, "1", Stance.OPPOSES))
    body = Finding("Time helps", methodological="serious", methodological_reason="One interview.")
    finding = synthesising.write(made, body, links=links, by="AK")
    rests = (Link(TargetKind.FINDING, finding.id), Link(TargetKind.THEME, "Time [/]"))
    synthesising.write(made, Recommendation("Give time.", equity="Carers first."), links=rests, by="AK")
    yield made
    made.close()


def rows(review: Review, what: str, folder: Path, **wanted: object) -> list[dict[str, str]]:
    path = folder / f"{what}.csv"
    exporting.export(review, what, path, by="AK", wanted=Wanted(**wanted))  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_code_book_says_who_used_what(review: Review, tmp_path: Path) -> None:
    pay, time = rows(review, "codebook", tmp_path)
    assert (pay["code"], pay["items"], pay["excerpts"], pay["example"]) == ("pay", "1", "0", "Stories: …")
    assert (time["themes"], time["studies"], time["coded_by"]) == ("Time [/]", "1", "AK")
    assert time["memos"] == "Hours, not seasons. (BR)"
    (theme,) = rows(review, "themes", tmp_path)
    assert (theme["level"], theme["excerpts"], theme["items"], theme["final"]) == ("descriptive", "1", "1", "no")
    (item,) = rows(review, "strands", tmp_path)
    assert (item["codes"], item["claims"]) == ("pay", "R1")


def test_the_evidence_profile_has_both_sides_and_the_appraisal(review: Review, tmp_path: Path) -> None:
    (row,) = rows(review, "findings", tmp_path)
    assert (row["methodological"], row["methodological_reason"]) == ("serious", "One interview.")
    assert (row["contributing"], row["against"]) == ("Osei 2020", "Kim & Lee 2021")
    assert row["robustness"].startswith("Stands in 1 of 3: falls without Osei 2020")
    assert "Not appraised yet." in row["appraisal"]
    exporting.export(review, "findings", tmp_path / "findings.md", by="AK")
    text = (tmp_path / "findings.md").read_text(encoding="utf-8")
    assert "## Summary of qualitative findings" in text
    assert "**Methodological limitations:** serious. One interview." in text
    assert text.index("**Supported by:**") < text.index("**Opposed by:**")
    assert "not judged yet" in text


def test_a_recommendation_names_the_strands_behind_it(review: Review, tmp_path: Path) -> None:
    (row,) = rows(review, "recommendations", tmp_path)
    assert (row["strands"], row["equity"], row["supported"]) == ("Studies: 1; Stories: 1", "Carers first.", "yes")
    base = evidence_base.read(review)
    assert synthesising.strands_behind(base, synthesising.claim(review, "R1")) == {"Studies": 1, "Stories": 1}


def test_the_map_is_a_figure_with_words_and_a_table(review: Review, tmp_path: Path) -> None:
    cells = rows(review, "map", tmp_path, rows="theme", columns=("strand",))
    assert [(c["row"], c["column"], c["studies"], c["items"]) for c in cells[:2]] == [
        ("Time [/]", "Studies", "1", "0"),
        ("Time [/]", "Stories", "0", "1"),
    ]
    for suffix in (".svg", ".html"):
        exporting.export(review, "map", tmp_path / f"map{suffix}", by="AK", wanted=Wanted(columns=("strand",)))
    drawn = ElementTree.parse(tmp_path / "map.svg").getroot()
    assert drawn.get("role") == "img"
    words = "".join(drawn.itertext())
    assert "A grid of 2 rows (theme) by 2 columns (strand)" in words
    assert "Time [/], Studies: 1 study (1 not judged)" in words
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<b>" not in page
    assert '<th scope="row">Time [/]</th>' in page
    with pytest.raises(ReviewError, match="One dimension"):
        exporting.export(review, "map", tmp_path / "m.csv", by="AK", wanted=Wanted(columns=("strand", "code")))


def test_undone_evidence_shows_everywhere_and_drafts_are_not_published(review: Review, tmp_path: Path) -> None:
    mapping.draft_gap(review, mapping.make(review, "theme", "quality"), "Time [/]", "low", by="AK")
    exporting.export(review, "summary", tmp_path / "s.txt", by="AK")
    assert "G1" not in (tmp_path / "s.txt").read_text(encoding="utf-8")
    assert rows(review, "gaps", tmp_path)[0]["status"] == "draft"
    coding.drop_theme(review, "Time [/]", by="AK")
    (excerpt,) = marking.excerpts(review)
    undoing.undo(review, excerpt.id, by="AK")
    data = synthesis_tables.as_data(review)
    assert [(one["label"], one["supported"]) for kind in ("findings", "recommendations") for one in data[kind]] == [
        ("F1", False),
        ("R1", False),
    ]
    assert rows(review, "findings", tmp_path)[0]["supported"] == "no"
    assert rows(review, "recommendations", tmp_path)[0]["supported"] == "no"
    exporting.export(review, "recommendations", tmp_path / "r.md", by="AK")
    assert "Unsupported: its evidence was undone" in (tmp_path / "r.md").read_text(encoding="utf-8")
    with pytest.raises(ReviewError, match="R1 has lost its evidence"):
        exporting.export(review, "summary", tmp_path / "t.txt", by="AK")
    synthesising.reword(review, "R1", Recommendation("Give time."), judgement=True, by="AK")
    with pytest.raises(ReviewError, match="F1 has lost its evidence"):
        exporting.export(review, "summary", tmp_path / "t.txt", by="AK")


def test_plain_data_holds_the_whole_chain(review: Review) -> None:
    synthesising.write(review, Gap("Who waits?", population="carers", outcome="hours"), judgement=True, by="AK")
    data = synthesis_tables.as_data(review)
    (recommendation,) = data["recommendations"]
    assert [one["kind"] for one in recommendation["evidence"]] == ["finding", "theme"]
    assert len(recommendation["evidence"][1]["rests_on"]) == 2
    assert recommendation["robustness"]["of"] == len(recommendation["robustness"]["scenarios"])
    assert data["gaps"][0]["epicot"] == "Population: carers. Outcome: hours."
    assert data["strands"][0]["items"][0]["codes"] == ("pay",)
