"""A team's own checklists, the checklist of a design, official wording that stays inside, sums refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services.history import auditing, undoing
from review_tool.services.reporting import exporting
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, checklists
from tests.tui.reviewing import all_included

OFFICIAL = "Verbatim sentence number one of somebody else's tool"
WORDING = f"""
checklist = "casp-qualitative"
version = "1"
licence = "CC BY-NC-SA 4.0"
source = "a file of our own"
[items]
1 = "{OFFICIAL}?"
"""


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return all_included(tmp_path)


def own(folder: Path, text: str, old: str = "", new: str = "") -> Path:
    path = folder / "ours.toml"
    path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return path


def ours() -> str:
    """The template, filled in."""
    return (
        checklists.template()
        .replace("template = true # leave this line out of your copy\n", "")
        .replace('id = "own-template"', 'id = "ours"')
    )


def test_a_team_adopts_its_own_checklist(review: Review, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="still the template"):
        checklists.adopt(review, own(tmp_path, checklists.template()), by="AK")
    with pytest.raises(ReviewError, match="comes along"):
        checklists.adopt(review, own(tmp_path, ours(), 'id = "ours"', 'id = "amstar-2"'), by="AK")
    with pytest.raises(ReviewError, match="your own words"):
        checklists.adopt(review, own(tmp_path, ours(), 'wording = "own"', 'wording = "official"'), by="AK")
    with pytest.raises(ReviewError, match="cannot be read"):
        checklists.adopt(review, tmp_path / "nowhere.toml", by="AK")
    checklists.adopt(review, own(tmp_path, ours()), by="AK")
    appraising.answer(review, 1, "ours", "1", "partly", by="AK")
    with pytest.raises(ReviewError, match="reads otherwise"):
        checklists.adopt(review, own(tmp_path, ours(), "asked what mattered", "heard"), by="AK")
    changed = ours().replace("asked what mattered", "heard").replace('version = "1"', 'version = "2"')
    checklists.adopt(review, own(tmp_path, changed), by="AK")
    assert [(a.item, a.version) for a in appraising.answers(review, "ours")] == [("1", "1")]
    assert "heard" in appraising.checklist(review, "ours").item("1").text
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert "asked" in appraising.checklist(review, "ours").item("1").text
    assert auditing.check(review).ok


def test_the_design_of_a_study_chooses_its_checklist(review: Review) -> None:
    assert checklists.plan(review).takes(1, "rob-2")
    checklists.assign(review, "rob-2", ["randomised"], by="AK")
    checklists.assign(review, "weight-of-evidence", ["any"], by="AK")
    checklists.assign(review, "casp-qualitative", ["qualitative", "mixed"], by="AK")
    checklists.note_design(review, 1, "randomised", by="AK", note="from the abstract")
    checklists.note_design(review, 2, "cohort", by="BR")
    plan = checklists.plan(review)
    taken = {n: [t for t in ("rob-2", "weight-of-evidence", "casp-qualitative") if plan.takes(n, t)] for n in (1, 2, 3)}
    assert taken == {
        1: ["rob-2", "weight-of-evidence"],
        2: ["weight-of-evidence"],
        3: ["rob-2", "weight-of-evidence", "casp-qualitative"],
    }
    checklists.assign(review, "weight-of-evidence", ["any"], by="AK", drop=True)
    assert checklists.plan(review).without([1, 2, 3]) == [2]
    with pytest.raises(ReviewError, match="no design"):
        checklists.assign(review, "rob-2", ["poem"], by="AK")
    with pytest.raises(ReviewError, match="no checklist"):
        checklists.assign(review, "prose", ["any"], by="AK")
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert checklists.plan(review).without([1, 2, 3]) == []
    assert auditing.check(review).ok


def test_official_wording_is_shown_and_never_leaves(review: Review, tmp_path: Path) -> None:
    tool = appraising.checklist(review, "casp-qualitative")
    assert checklists.wording(review, tool).items == {}
    with pytest.raises(ReviewError, match="version 2 of casp-qualitative"):
        checklists.load_wording(review, own(tmp_path, WORDING, 'version = "1"', 'version = "2"'), by="AK")
    with pytest.raises(ReviewError, match="no item 99"):
        checklists.load_wording(review, own(tmp_path, WORDING, "1 =", "99 ="), by="AK")
    assert checklists.load_wording(review, own(tmp_path, WORDING), by="AK") == "casp-qualitative"
    appraising.answer(review, 1, "casp-qualitative", "1", "yes", by="AK", note="p. 1")
    shown = checklists.wording(review, tool)
    assert shown.items["1"] == f"{OFFICIAL}?"
    assert "CC BY-NC-SA 4.0" in shown.whose
    for what in exporting.EXPORTS:
        for suffix in what.suffixes:
            path = tmp_path / "out" / f"{what.name}{suffix}"
            exporting.export(review, what.name, path, by="AK")
    exporting.export_all(review, tmp_path / "all", by="AK")
    exported = [path for place in ("out", "all") for path in (tmp_path / place).rglob("*.*") if path.is_file()]
    assert len(exported) > 20
    database = review.folder / "review.db"
    for path in (*exported, database, *review.folder.glob("review.db-wal")):
        assert OFFICIAL.encode() not in contents(path), path.name
    for undone in ("the file is changed", "the file is gone"):
        copy = review.folder / "wording" / "casp-qualitative-1.toml"
        copy.write_text("", encoding="utf-8") if "changed" in undone else copy.unlink()
        assert checklists.wording(review, tool).items == {}
        assert "own words" in checklists.wording(review, tool).whose
    assert auditing.check(review).ok


def contents(path: Path) -> bytes:
    """A file's bytes; of a zipped one, its parts'."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def test_a_sum_is_refused_with_the_sources_own_reason(review: Review, tmp_path: Path) -> None:
    for tool, why in (("casp-rct", "no scoring system"), ("amstar-2", "high sum could hide"), ("rob-2", "points")):
        with pytest.raises(ReviewError, match="not added up") as refused:
            checklists.scores(review, tool, reviewer="AK")
        assert why in (refused.value.hint or "")
    allowed = ours().replace('sum_score = "forbidden"', 'sum_score = "team-rule"')
    checklists.adopt(review, own(tmp_path, allowed), by="AK")
    for item, answer in (("1", "yes"), ("2", "no")):
        appraising.answer(review, 1, "ours", item, answer, by="AK")
    assert checklists.scores(review, "ours", reviewer="AK") == {1: (1, 2)}


def test_the_plan_is_for_one_or_two(review: Review) -> None:
    assert checklists.plan(review).reviewers == 1
    with pytest.raises(ReviewError, match="One or two"):
        checklists.set_reviewers(review, 3, by="AK")
    with pytest.raises(ReviewError, match="says so already"):
        checklists.set_reviewers(review, 1, by="AK")
    checklists.set_reviewers(review, 2, by="AK")
    assert checklists.plan(review).reviewers == 2
    undoing.undo_last(review, by="AK", kinds=undoing.APPRAISAL)
    assert checklists.plan(review).reviewers == 1
