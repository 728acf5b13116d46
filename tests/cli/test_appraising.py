"""Appraisal from the command line: line by line and by verbs of its own, with a second pair of eyes."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, checklists
from review_tool.services.studies.appraised import appraised
from tests.cli.conftest import Run, data

WEIGHT = "weight-of-evidence"


@pytest.fixture
def included(review: Review) -> Review:
    """Reports 1 and 4 included at full text."""
    for number in (1, 4):
        for stage in Stage:
            screening.decide(review, number, stage, Verdict.INCLUDE, by="Ada")
    return review


def test_two_appraise_blind_line_by_line_and_settle(run: Run, folder: Path, included: Review) -> None:
    ada, ben = (["--review", folder, "--as", name, "--plain"] for name in ("Ada", "Ben"))
    this = ["--checklist", WEIGHT, "--study", 1]
    assert "appraise each study blind" in run("checklist", "plan", "two", *ada).stdout
    run("appraise", *this, *ada, stdin="h p. 1\nh p. 2\nm p. 3\nm p. 4\n")
    told = run("appraise", *this, *ben, stdin="h p. 1\nl secret\n").stdout
    assert "Ada" not in told.replace("Ada (", "")
    listed = data(run("appraise", "list", *this, "--json", *ada))
    assert (listed["studies"][0]["hidden"], listed["studies"][0]["released"]) == (["Ben"], False)
    assert "secret" not in str(listed)
    assert "secret" not in run("audit", "log", *ada).stdout
    assert "secret" not in run("export", "appraisal", "-o", folder / "v.csv", "--votes", *ada).stdout
    assert "secret" not in (folder / "v.csv").read_text(encoding="utf-8")
    assert data(run("appraise", "differences", "--checklist", WEIGHT, "--json", *ada)) == []
    run("appraise", *this, *ben, stdin="m p. 3\nl p. 4\n")
    found = data(run("appraise", "differences", "--checklist", WEIGHT, "--json", *ada))
    assert [row["item"] for row in found] == ["B", "D"]
    assert "B, study 1" in run("appraise", "differences", "--checklist", WEIGHT, *ada).stdout
    figures = data(run("appraise", "agreement", "--checklist", WEIGHT, "--json", *ada))
    assert (figures[0]["item"], figures[0]["n"], figures[0]["same"]) == ("all", 4, 2)
    assert "Kappa" in run("appraise", "agreement", "--checklist", WEIGHT, *ada).stdout
    told = run("appraise", *this, "--which", "settle", *ada, stdin="a\n2\nthe middle\nu\na\n2\nthe middle\ns\n").stdout
    assert "Ben: Low (secret)" in told
    assert "1 item still to settle" in told
    run("appraise", "settle", "1", "D", "low", "--checklist", WEIGHT, "--note", "in talk", *ben)
    one = appraised(included, WEIGHT)[1]
    assert {name: s.answer for name, s in one.standings.items()} == {
        "A": "high",
        "B": "medium",
        "C": "medium",
        "D": "low",
    }
    run("export", "appraisal", "-o", folder / "v.csv", "--votes", *ada)
    assert "secret" in (folder / "v.csv").read_text(encoding="utf-8")
    assert auditing.check(included).ok


def test_a_second_person_checks_line_by_line(run: Run, folder: Path, included: Review) -> None:
    ada, ben = (["--review", folder, "--as", name, "--plain"] for name in ("Ada", "Ben"))
    this = ["--checklist", WEIGHT, "--study", 1]
    run("appraise", *this, *ada, stdin="h p. 1\nh p. 2\nm p. 3\nm\n\n")
    assert "is appraised by Ada" in run("appraise", *this, *ben).stdout
    told = run(
        "appraise", *this, "--which", "verify", *ben, stdin="v\nc\n3\nno control, p. 2\ns\nv\nv I read it\n", code=1
    )
    assert "rests on nothing" in told.stdout
    states = {name: (s.state.value, s.answer) for name, s in appraised(included, WEIGHT)[1].standings.items()}
    assert states == {
        "A": ("verified", "high"),
        "B": ("corrected", "low"),
        "C": ("to verify", "medium"),
        "D": ("verified", "medium"),
    }
    run("appraise", "verify", "1", "C", "--checklist", WEIGHT, *ben)
    assert "Refused" in run("appraise", "verify", "1", "C", "--checklist", WEIGHT, *ada, code=1).stderr


def test_levels_are_shown_and_judged(run: Run, folder: Path, included: Review) -> None:
    here = ["--review", folder, "--as", "Ada", "--plain"]
    given = {"1.1": "y", "1.2": "n", "1.3": "n", "2.1": "n", "2.2": "n", "2.6": "y", "3.1": "y", "4.1": "n"}
    for item, value in (given | {"4.2": "n", "4.3": "n", "5.1": "y", "5.2": "n"}).items():
        run("appraise", "answer", "1", item, value, "--checklist", "rob-2", "--note", "p. 2", *here)
    told = run(
        "appraise", "--checklist", "rob-2", "--study", 1, *here, stdin="n p. 9\n1\n2\n\n1\n2\nkept by post\n\n", code=1
    )
    assert "D1, Randomisation: High." in told.stdout
    assert "Another level than the rule's needs a reason" in told.stdout
    assert appraised(included, "rob-2")[1].levels["D1"].answer == "some-concerns"
    run("appraise", "judge", "1", "overall", "high", "--checklist", "rob-2", "--because", "taken together", *here)
    listed = data(run("appraise", "--json", "--checklist", "rob-2", "--study", 1, *here))
    levels = {row["item"]: row["answer"] for row in listed["studies"][0]["levels"]}
    assert (levels["D1"], levels["overall"]) == ("some-concerns", "high")
    assert "overall high" in run("appraise", "list", "--checklist", "rob-2", *here).stdout
    assert "Refused" in run("appraise", "judge", "1", "D2", "awful", "--checklist", "rob-2", *here, code=1).stderr


def test_mixed_methods_ask_their_parts(run: Run, folder: Path, included: Review) -> None:
    here = ["--review", folder, "--as", "Ada", "--plain"]
    told = run("appraise", "--checklist", "mmat-2018-structure", "--study", 1, *here, stdin="7\n" + "y x\n" * 17).stdout
    assert "Item 4.5" in told
    assert "Item 1.1" in told
    assert "All 15 criteria are met." in told
    assert "1 of 1 study fully appraised" in told
    assert appraised(included, "mmat-2018-structure")[1].design == "mixed+descriptive"


def test_going_back_to_one_asks_for_a_yes(run: Run, folder: Path, included: Review) -> None:
    ada = ("--review", str(folder), "--as", "Ada")
    run("checklist", "plan", "two", *ada)
    appraising.answer(included, 1, "weight-of-evidence", "A", "high", by="Ben")
    refused = run("checklist", "plan", "one", *ada, code=1)
    assert "of Ben would be shown" in refused.stderr
    assert "--yes" in refused.stderr
    assert checklists.plan(included).reviewers == 2
    assert "open to everybody" in run("checklist", "plan", "one", "--yes", *ada).stdout
    assert checklists.plan(included).reviewers == 1


def test_checklists_are_listed_chosen_and_adopted(run: Run, folder: Path, included: Review, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada"]
    listed = data(run("checklist", "list", "--json", *here))
    assert {one["id"] for one in listed["checklists"]} >= {"rob-2", "robins-i", "amstar-2", "casp-rct", "jbi-reviews"}
    assert "own-template" not in str(listed)
    assert "1 Does the report" not in run("checklist", "list", *here).stdout
    shown = run("checklist", "show", "casp-rct", *here).stdout
    assert "CC BY-NC-SA" in shown
    assert "11: " in shown
    assert data(run("checklist", "show", "rob-2", "--json", *here))["targets"][0]["id"] == "D1"
    text = run("checklist", "show", "own-template", "--toml", *here).stdout
    ours = tmp_path / "ours.toml"
    ours.write_text(text.replace("template = true", "").replace('id = "own-template"', 'id = "ours"'), encoding="utf-8")
    assert data(run("checklist", "adopt", ours, "--json", *here))["checklist"] == "ours"
    assert run("checklist", "use", "ours", "--for", "qualitative", "--for", "mixed", *here).stdout.count("ours") == 2
    assert "It takes ours" in run("checklist", "design", "1", "qualitative", *here).stdout
    run("checklist", "design", "4", "cohort", *here)
    assert "1 study without a checklist: 4" in run("checklist", "list", *here).stdout
    listed = data(run("appraise", "list", "--checklist", "ours", "--json", *here))
    assert [row["study"] for row in listed["studies"]] == [1]
    refused = run("checklist", "score", "casp-qualitative", *here, code=1).stderr
    assert "is not added up" in refused
    assert "no scoring system" in refused
    assert checklists.plan(included).assigned == {"qualitative": ("ours",), "mixed": ("ours",)}


def test_official_wording_is_shown_on_screen_only(run: Run, folder: Path, included: Review, tmp_path: Path) -> None:
    here = ["--review", folder, "--as", "Ada", "--plain"]
    secret = "Somebody else's very words"
    file = tmp_path / "official.toml"
    file.write_text(
        f'checklist = "{WEIGHT}"\nversion = "1"\nlicence = "all rights reserved"\nsource = "a book"\n'
        f'[items]\nA = "{secret}?"\n',
        encoding="utf-8",
    )
    assert "not exported" in run("checklist", "wording", file, *here).stdout
    told = run("appraise", "--checklist", WEIGHT, "--study", 1, *here, stdin="q\n").stdout
    assert f"Its words (official wording, all rights reserved; not exported): {secret}?" in told
    assert f"A: {secret}?" in run("checklist", "show", WEIGHT, *here).stdout
    run("export", "all", "-o", tmp_path / "all", *here)
    assert not [path.name for path in (tmp_path / "all").rglob("*.*") if secret.encode() in path.read_bytes()]
    assert appraising.answers(included, WEIGHT) == []
