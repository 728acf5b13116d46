"""`synthesise` and `strand`: the same deeds as the screens, for scripts and line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.synthesis import Link, Recommendation, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.synthesis import coding, strands, synthesising
from tests.cli.conftest import HOSTILE, Run


@pytest.fixture
def coded(review: Review) -> Review:
    """Two included studies with coded passages, a theme, and R1 on one passage."""
    for number in (1, 4):
        screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="Ada")
        screening.decide(review, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="Ada")
    first = marking.mark(review, 1, f"Pay {HOSTILE}", locator="p. 1", by="Ada", codes=("pay",))
    marking.mark(review, 4, "Money.", locator="p. 2", by="Ada", codes=("money",))
    coding.describe_theme(review, "Means", description="", codes=("pay", "money"), by="Ada")
    synthesising.write(review, Recommendation("Pay."), links=(Link(TargetKind.EXCERPT, first),), by="Ada")
    return review


def test_a_strand_comes_from_csv(run: Run, folder: Path, review: Review, tmp_path: Path) -> None:
    path = tmp_path / "stories.csv"
    path.write_text("name,text,codes\nOne,It helped.,pay\n,,x\n", encoding="utf-8")
    here = ["--review", folder, "--as", "Ada"]
    done = run("strand", "import", path, "--strand", "Stories", "--kind", "stories", "--json", *here)
    data = json.loads(done.stdout)
    assert (data["read"], data["added"], data["refused"]) == (2, 1, 1)
    assert data["problems"][0]["line"] == 3
    again = run("strand", "import", path, "--strand", "Stories", *here)
    assert "2 rows read, 0 added, 1 already present, 1 refused" in again.stdout
    assert "stories.csv, line 3: the row has no text" in again.stderr
    assert "One: It helped. [pay]" in run("strand", "list", *here).stdout
    assert json.loads(run("strand", "list", "--json", *here).stdout)[0]["items"][0]["label"] == "One"
    assert run("strand", "import", path, "--strand", "S", "--text", "story", *here, code=1).stderr.startswith("Refused")
    assert len(strands.strands(review)) == 1


def test_codes_and_themes_are_changed_and_undone(run: Run, folder: Path, coded: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    run("synthesise", "merge-codes", "pay", "money", "--into", "payment", *here)
    assert [use.code for use in coding.codes(coded)] == ["payment"]
    run("undo", *here)
    assert [use.code for use in coding.codes(coded)] == ["money", "pay"]
    run("synthesise", "rename-code", "pay", "wages", *here)
    run("synthesise", "split-code", "money", "vouchers", marking.excerpts(coded)[1].id, *here)
    assert [use.code for use in coding.codes(coded)] == ["money", "vouchers", "wages"]
    refused = run("synthesise", "rename-code", "gold", "x", "--json", *here, code=1)
    assert "no code" in json.loads(refused.stdout)["error"]
    run("synthesise", "rename-theme", "Means", "What it takes", *here)
    assert run("synthesise", "finish-theme", "What it takes", "--disconfirming", " ", *here, code=1)
    run("synthesise", "finish-theme", "What it takes", "--disconfirming", "Looked; none found.", *here)
    assert coding.theme(coded, "What it takes").final
    run("synthesise", "memo", "claim", "R1", "Think again.", *here)
    assert [memo.text for memo in coding.memos(coded, "claim")] == ["Think again."]


def test_groups_speak_and_a_cell_becomes_a_gap(run: Run, folder: Path, coded: Review) -> None:
    here = ["--review", folder, "--as", "Ada"]
    run("synthesise", "agree", "R1", "staff", "5", "1", "0", *here)
    run("synthesise", "dissent", "R1", "Not everybody can be paid.", "--who", "staff", *here)
    said = json.loads(run("synthesise", "draft-gap", "Means", "good", "--columns", "quality", "--json", *here).stdout)
    assert said["done"].startswith("G1 (draft)")
    run("synthesise", "rank", "G1", "staff", "1", *here)
    assert run("synthesise", "confirm", "G1", *here, code=1).stderr.startswith("Refused")
    run("synthesise", "confirm", "G1", "--judgement", *here)
    told = run("synthesise", "show", "gaps", *here).stdout
    assert "Priority: staff: 1" in told
    assert "Reasons: A1 no study" in told
    told = run("synthesise", "show", "recommendations", *here).stdout
    assert "Agreement: staff: 5 for, 1 against, 0 unsure" in told
    assert "Dissent: Not everybody can be paid. (staff)" in told
    assert "Robustness: Stands in 1 of 3: falls without Roe 2019 and without Ada's coding." in told
    data = json.loads(run("synthesise", "--json", *here).stdout)
    assert data["recommendations"][0]["robustness"]["fragile"]
    assert data["gaps"][0]["reasons"] == "A1"
    assert auditing.check(coded).ok


def test_the_map_is_told_in_words_cells_and_data(run: Run, folder: Path, coded: Review) -> None:
    del coded
    here = ["--review", folder, "--as", "Ada"]
    told = run("synthesise", "show", "map", "--rows", "code", "--columns", "strand", *here).stdout
    assert "A grid of 2 rows (code) by 1 columns (strand)." in told
    data = json.loads(run("synthesise", "show", "map", "--json", *here).stdout)
    assert {"id": "theme", "label": "theme"} in data["dimensions"]
    assert run("synthesise", "show", "map", "--rows", "weather", *here, code=1).stderr.startswith("Refused")
    for what in ("codes", "themes", "strands", "findings"):
        run("synthesise", "show", what, *here)
    run("export", "map", "--rows", "code", "--columns", "strand", "-o", folder / "m.svg", *here)
    assert "<desc" in (folder / "m.svg").read_text(encoding="utf-8")


def test_a_finding_is_written_and_heard_line_by_line(run: Run, folder: Path, coded: Review) -> None:
    lines = (
        *("f", "Pay matters", "pay", "1", "", "4", "One study.", "1", "", "2", "Thin.", "1", "", "3", "Thin data."),
        *("a F1", "staff", "3 0 1", "I doubt it."),
        *("k", "pay; money", "payment"),
        *("H", "1", "5", "Looked; none."),
        *("n", "2", "Means", "Why together?"),
        *("m", "theme", "quality", "1", "y G1", "y"),
        *("l", "q"),
    )
    told = run("synthesise", "--plain", "--review", folder, "--as", "Ada", stdin="\n".join(lines) + "\n").stdout
    finding = synthesising.claim(coded, "F1")
    assert finding.body.confidence == "low"  # type: ignore[union-attr]
    assert finding.body.methodological == "serious"  # type: ignore[union-attr]
    assert "Roe 2019: Not appraised yet." in told
    assert [one.words for one in finding.agreement] == ["staff: 3 for, 0 against, 1 unsure"]
    assert finding.dissent[0].text == "I doubt it."
    assert [use.code for use in coding.codes(coded)] == ["payment"]
    assert coding.theme(coded, "Means").final
    assert coding.memos(coded, "theme", "Means")[0].text == "Why together?"
    assert not synthesising.claim(coded, "G1").draft
