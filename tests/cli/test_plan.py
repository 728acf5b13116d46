"""The rapid plan by commands and `--plain` lines; who is blind stays blind in every verb and export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.cli.verbs import VERBS
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Which
from review_tool.services import overview, protocols
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import conflicts, planning, screening
from review_tool.services.reporting.exporting import EXPORTS
from review_tool.services.reviews import Review
from tests.cli.conftest import Run, data
from tests.services.rapid import TEAM, many, opinion

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT
MARK = "zebra crossing"
"""Words that stand in nothing but another's vote, note and tag."""


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Review]:
    made = many(tmp_path, 24)
    yield made
    made.close()


def said(who: str, numbers: list[int]) -> str:
    """The lines one person would type to go through these."""
    return "".join("e\n" if opinion(who, n) is Verdict.EXCLUDE else "i\n" for n in numbers)


def queue(review: Review, who: str) -> list[int]:
    return screening.ids(review, Which(TA, "to do", who))


def test_a_rapid_plan_line_by_line(run: Run, planned: Review) -> None:
    def here(who: str) -> list[str | Path]:
        return ["--review", planned.folder, "--as", who]

    assert "has no screening plan" in run("plan", *here("AK")).stdout
    run("plan", "use", "rapid", "--why", "time is short", *here("AK"))
    run("plan", "set", "--calibration", 4, "--share", 25, "--why", "a small review", *here("AK"))
    assert "This is for the lead to do: AK" in run("plan", "draw", *here("BR"), code=1).stderr
    assert data(run("plan", *here("AK"), "--json"))["stages"]["title-abstract"]["phase"] == "to draw"
    drawn = data(run("plan", "draw", *here("AK"), "--json"))
    assert len(drawn["by_lot"]) == 4
    for who in TEAM:
        told = run("screen", "--plain", *here(who), stdin=said(who, queue(planned, who))).stdout
        assert "Yours: calibration set: everybody judges it" in told
    while any(queue(planned, who) for who in TEAM):
        for who in TEAM:
            run("screen", "--plain", *here(who), stdin=said(who, queue(planned, who)))
    assert "pairs of verdicts" in run("agreement", *here("AK")).stdout
    found = data(run("agreement", *here("AK"), "--json"))[0]
    assert sum(part["n"] for part in found["samples"]) == sum(part["n"] for part in found["pairs"])
    waiting = data(run("plan", *here("AK"), "--json"))["stages"]["title-abstract"]["waiting_for_gate"]
    assert waiting
    run("plan", "open", "--why", "we agree", *here("AK"))
    assert sum(len(queue(planned, who)) for who in TEAM) == waiting
    n = data(run("plan", "give", "CS", "BR", "--most", 1, *here("CS"), "--json"))["reports"]
    assert n == 1
    while any(queue(planned, who) for who in TEAM):
        for who in TEAM:
            run("screen", "--plain", *here(who), stdin=said(who, queue(planned, who)))
    left = len(conflicts.open_ids(planned, TA))
    run("conflicts", "--plain", *here("AK"), stdin="i\nwe talked\n" * left)
    flow = data(run("status", *here("AK"), "--json"))["flow"]
    assert (flow["records_screened"], flow["records_to_do"]) == (24, 0)
    assert flow["records_excluded"] + flow["dbr_sought_reports"] == 24
    told = data(run("plan", "reopen", "--state", "excluded", "--preview", *here("AK"), "--json"))
    assert len(told["reports"]) == flow["records_excluded"]
    run("plan", "reopen", "--state", "excluded", "--why", "a criterion changed", *here("AK"))
    assert overview.flow(planned).records_to_do == flow["records_excluded"]
    run("undo", *here("AK"))
    assert overview.flow(planned).records_to_do == 0
    assert auditing.check(planned).problems == ()


def test_people_come_and_go(run: Run, planned: Review) -> None:
    here: list[str | Path] = ["--review", planned.folder, "--as", "AK"]
    assert run("team", *here).stdout.split() == ["Name", "Role", "AK", "lead", "BR", "reviewer", "CS", "reviewer"]
    run("team", "withdraw", "CS", "--why", "a new job", *here)
    assert data(run("team", *here, "--json"))[2] == {"name": "CS", "role": "withdrawn"}
    assert "CS" not in data(run("status", *here, "--json"))["todo"]["reviewers"]
    assert "left the team" in run("screen", "--review", planned.folder, "--as", "CS", stdin="i\n", code=1).stdout
    run("team", "return", "CS", *here)
    assert data(run("team", *here, "--json"))[2] == {"name": "CS", "role": "reviewer"}
    assert "not a reviewer" in run("status", "--review", planned.folder, "--as", "Nobody", code=1).stderr


def test_put_off_not_learnt_from_and_alike(run: Run, planned: Review) -> None:
    here: list[str | Path] = ["--review", planned.folder, "--as", "AK"]
    told = run("screen", "--plain", *here, stdin="i\np\nd 2\nl\nu\nr\nq\n").stdout
    assert "saved: put off 2" in told
    assert "included report 1: Made-up study 1" in told
    assert queue(planned, "AK")[-1] == 2
    assert screening.report(planned, 3, reviewer="AK").votes[0].learn is False
    assert screening.report(planned, 3, reviewer="AK").votes[0].reason == "no findings"
    assert data(run("status", *here, "--json"))["todo"]["reviewers"]["AK"]["why"]["title-abstract"] == {"postponed": 1}


def test_an_import_of_decisions_is_taken_back_whole(run: Run, planned: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "votes.csv"
    sheet.write_text(
        "record_id,verdict,reviewer,tags\n1,include,BR,pilot\n2,exclude,,\n3,include,CS,\n", encoding="utf-8"
    )
    here: list[str | Path] = ["--review", planned.folder, "--as", "AK"]
    run("decisions", "import", sheet, *here)
    assert overview.flow(planned).records_to_do == 21
    assert "imported 3 decisions from votes.csv" in run("undo", *here).stdout
    assert overview.flow(planned).records_to_do == 24
    assert screening.known_tags(planned, reviewer="AK") == []
    run("redo", *here)
    assert overview.flow(planned).records_to_do == 21
    assert auditing.check(planned).problems == ()


def secret(review: Review, how: str) -> dict[str, int]:
    """BR judges two reports that AK is to judge too, with words found nowhere else. AK leads."""
    protocol = protocols.current(review).planned("dual")
    if how == "calibration":
        protocol = protocols.current(review).planned("rapid")
    if how == "by numbers":
        protocol = Protocol.from_payload(protocols.current(review).to_payload() | {"reviewers_title_abstract": 2})
    protocols.amend(review, protocol, why="a plan", by="AK")
    if how == "calibration":
        planning.draw(review, TA, by="AK", size=24)
    both = [n for n in queue(review, "BR") if n in queue(review, "AK")]
    for number, verdict in zip(both, (Verdict.EXCLUDE, Verdict.INCLUDE), strict=False):
        screening.decide(review, number, TA, verdict, by="BR", note=MARK)
        screening.tag(review, number, MARK, by="BR")
        screening.note(review, number, MARK, by="BR")
    return {"exclude": both[0], "include": both[1]}


def twin(review: Review, numbers: dict[str, int]) -> None:
    """Have BR think the opposite of both."""
    for _ in range(6):
        undoing.undo_last(review, by="BR", kinds=undoing.SCREENING)
    for number, verdict in zip(numbers.values(), (Verdict.INCLUDE, Verdict.EXCLUDE), strict=True):
        screening.decide(review, number, TA, verdict, by="BR", note=MARK)


def everything(run: Run, review: Review, who: str, tmp_path: Path) -> dict[str, str]:
    """All that every verb and every export tells one person, less what tells the time, ids and hashes."""
    here: list[str | Path] = ["--review", review.folder, "--as", who]
    asked: dict[str, tuple[str | Path, ...]] = {
        "status": ("status",),
        "status --json": ("status", "--json"),
        "plan": ("plan",),
        "plan --json": ("plan", "--json"),
        "agreement": ("agreement",),
        "agreement --json": ("agreement", "--json"),
        "team": ("team", "list", "--json"),
        "rank": ("rank", "status", "--json"),
        "stopping": ("stopping", "--json"),
        "summary": ("summary", "show", "--json"),
        "protocol": ("protocol", "show", "--json"),
        "duplicates": ("duplicates", "list", "--json"),
        "reopen": ("plan", "reopen", "--preview", "--state", "excluded"),
        "tagged": ("screen", "--plain", "--tag", MARK),
        "noted": ("screen", "--plain", "--words", MARK),
    }
    asked |= {
        f"screen {state}": ("screen", "--plain", "--state", state) for state in ("to do", "all", "voted", "maybe")
    }
    asked |= {
        f"screen {state}": ("screen", "--plain", "--state", state) for state in ("included", "excluded", "conflict")
    }
    told = {}
    for name, arguments in asked.items():
        stdin = "s\nl\n" * 30 if "screen" in arguments else ""
        told[name] = run_any(run, *arguments, *here, stdin=stdin)
    log = run_any(run, "audit", "log", *here, "--what", "decision.made")
    told["audit log"] = log
    told["audit log --json"] = " ".join(
        f"{one['words'].split(' (event')[0]} {one['payload']}"
        for one in json.loads(run_any(run, "audit", "log", "--json", *here))
        if one["kind"] in ("decision.made", "note.written", "tag.set")
    )
    for one in EXPORTS:
        for suffix in one.suffixes:
            if suffix in (".csv", ".md", ".txt", ".ris", ".bib", ".json", ".xml", ".jsonl", ".html", ".svg", ".tex"):
                path = tmp_path / f"{who}-{one.name}{suffix}"
                run_any(run, "export", one.name, "-o", path, *here)
                if path.exists():
                    told[path.name] = _hashless(path)
    folder = tmp_path / f"{who}-summary"
    run_any(run, "export", "summary", "-o", folder, *here)
    told |= {f"summary/{path.name}": _hashless(path) for path in folder.rglob("*.*")}
    return told


def _hashless(path: Path) -> str:
    return re.sub(r"[0-9a-f]{64}", "a hash", path.read_text(encoding="utf-8"))


def run_any(run: Run, *arguments: str | Path, stdin: str = "") -> str:
    from click.testing import CliRunner

    from review_tool.cli.main import tool

    del run
    done = CliRunner().invoke(tool, [str(one) for one in arguments], input=stdin)
    return done.stdout + done.stderr


@pytest.mark.parametrize("how", ["by numbers", "dual", "calibration"])
def test_nothing_tells_what_another_voted(run: Run, planned: Review, tmp_path: Path, how: str) -> None:
    """Neither words of the vote, nor any difference between one vote and its opposite; AK leads and is blind too."""
    numbers = secret(planned, how)
    first = everything(run, planned, "AK", tmp_path)
    for name, text in first.items():
        shown = text.replace(f"--tag {MARK}", "").replace(f"holds “{MARK}”", "")
        assert MARK not in shown, name
    twin(planned, numbers)
    second = everything(run, planned, "AK", tmp_path)
    for name in first:
        if not name.startswith("AK-audit") and name not in ("audit log", "audit log --json"):
            assert first[name] == second[name], name
    for name, text in second.items():
        if name.startswith("AK-audit") or name.startswith("audit"):
            mine = [line for line in text.splitlines() if "decision.made" in line or "voted" in line]
            assert not any('"verdict"' in line or "excluded report" in line for line in mine), name
    voted = auditing.numbers(planned, auditing.Looking(kind="decision.made", actor="BR"))[-1]
    event = auditing.tell(planned, [voted])[0].event.id
    assert "still blind" in run("undo", event, "--review", planned.folder, "--as", "AK", code=1).stderr


def test_every_verb_was_thought_of() -> None:
    """A new verb that shows reports belongs into the test above."""
    known = {
        *(
            "checklist",
            "demo",
            "init",
            "team",
            "protocol",
            "plan",
            "import",
            "dedupe",
            "duplicates",
            "screen",
            "decisions",
        ),
        *("conflicts", "agreement", "appraise", "fulltext", "form", "extract", "synthesise", "status", "export"),
        *(
            "read",
            "rank",
            "stopping",
            "summary",
            "strand",
            "worksheet",
            "undo",
            "redo",
            "audit",
            "backup",
            "bundle",
            "copy",
            "serve",
            "doctor",
            "evaluate",
        ),
    }
    assert {verb.name for verb in VERBS} - known == set()
