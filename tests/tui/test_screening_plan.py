"""The plan on the screen: three people do a rapid plan with keys; what they do ends where `--plain` lines end."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from review_tool.cli.main import tool
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.plan import StagePlan
from review_tool.domain.report import Which
from review_tool.services import overview, protocols, reviews
from review_tool.services.history import auditing
from review_tool.services.judging import conflicts, planning, screening
from review_tool.services.reporting import exporting
from review_tool.services.reviews import Review
from review_tool.tui.screens.screening.screen import ScreeningScreen
from tests.reviews import surroundings
from tests.services.rapid import TEAM, many, opinion
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, fill, press

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


def planned(folder: Path, count: int = 12) -> Review:
    """So many reports, a calibration set of three, half of the rest judged by two."""
    review = many(folder, count)
    protocol = protocols.current(review).planned("rapid")
    raw = protocol.to_payload()
    raw["plan"]["title_abstract"] |= {"calibration": 3, "dual_share": 50}
    protocols.amend(review, protocol.from_payload(raw), why="rapid", by="AK")
    return review


def key(who: str, number: int) -> str:
    return "e" if opinion(who, number) is Verdict.EXCLUDE else "i"


async def by_keys(review: Review, who: str) -> None:
    """One person goes through their queue on the screen."""
    app = app_on(reopened(review), who)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        while isinstance(app.screen, ScreeningScreen) and (number := app.screen.pile.current) is not None:
            await press(pilot, key(who, number))


def by_lines(review: Review, who: str) -> None:
    while queue := screening.ids(review, Which(TA, "to do", who)):
        run("screen", "--plain", review=review, who=who, stdin="".join(f"{key(who, n)}\n" for n in queue))


def run(*arguments: str, review: Review, who: str, stdin: str = "") -> str:
    here = ["--review", str(review.folder), "--as", who]
    done = CliRunner().invoke(tool, [*arguments, *here], input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout


def reopened(review: Review) -> Review:
    """The same review by another handle, as another person opens it."""
    return reviews.open_review(review.folder, around=surroundings())


def told(review: Review) -> list[tuple[str, ...]]:
    """What the exports say, less times, event ids and record numbers' history."""
    path = review.folder / "exports" / "votes.csv"
    exporting.export(review, "votes", path, by="AK")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    kept = ("report_id", "stage", "kind", "reviewer", "verdict", "reason", "note", "learn", "set_aside")
    return [tuple(row[name] for name in kept) for row in rows]


async def test_a_rapid_plan_by_keys_ends_as_by_lines(tmp_path: Path) -> None:
    keys = planned(tmp_path / "keys")
    shutil.copytree(keys.folder, tmp_path / "lines")  # the samples follow from the review's id
    lines = reviews.open_review(tmp_path / "lines", around=surroundings())
    app = app_on(reopened(keys))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "The lead draws the calibration set" in " ".join(frame(app).split())
        await press(pilot, "P", "1")
        assert len(planning.state(keys, TA).rounds) == 1  # type: ignore[union-attr]
        assert "yours  calibration set" in frame(app)
    run("plan", "draw", review=lines, who="AK")
    for who in TEAM:
        await by_keys(keys, who)
        by_lines(lines, who)
    for review in (keys, lines):
        assert overview.flow(review).faults() == []
        while any(screening.ids(review, Which(TA, "to do", who)) for who in TEAM):
            for who in TEAM:
                by_lines(review, who) if review is lines else await by_keys(review, who)
    app = app_on(reopened(keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "P", "2")
        await fill(pilot, ["we agree"])
        assert planning.state(keys, TA).gate_open  # type: ignore[union-attr]
    run("plan", "open", "--why", "we agree", review=lines, who="AK")
    for review in (keys, lines):
        while any(screening.ids(review, Which(TA, "to do", who)) for who in TEAM):
            for who in TEAM:
                by_lines(review, who) if review is lines else await by_keys(review, who)
        for number in conflicts.open_ids(review, TA):
            conflicts.resolve(review, number, TA, Verdict.INCLUDE, by="AK")
        flow = overview.flow(review)
        assert (flow.records_to_do, flow.faults()) == (0, [])
        assert auditing.check(review).problems == ()
    assert told(keys) == told(lines)
    assert overview.flow(keys) == overview.flow(lines)


async def test_the_same_deeds_by_keys_and_by_lines(tmp_path: Path) -> None:
    """Every deed of the screen has a line, and they come to the same."""
    deeds = (
        ("i", "i\n"),
        ("e", "e\n"),
        ("m", "m\n"),
        ("space", "p\n"),
        ("E", "d\n\n"),
        ("r2", "e 2\n"),
        ("n", "n too [small]\n"),
        ("t", "t pilot\n"),
        ("i", "i\n"),
        ("u", "u\n"),
        ("U", "r\n"),
        ("u", "u\n"),
        ("e", "e\n"),
    )
    keys, lines = many(tmp_path / "keys", 9), many(tmp_path / "lines", 9)
    app = app_on(reopened(keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        for deed, _ in deeds:
            if deed == "n":
                await press(pilot, "n")
                await fill(pilot, ["too [small]"])
            elif deed == "t":
                await press(pilot, "t")
                await fill(pilot, ["pilot"])
            else:
                await press(pilot, *(("r", "2") if deed == "r2" else (deed,)))
    run("screen", "--plain", review=lines, who="AK", stdin="".join(line for _, line in deeds) + "q\n")
    assert told(keys) == told(lines)
    for which in (Which(TA, "to do", "AK"), Which(TA, "postponed", "AK"), Which(TA, tag="pilot", reviewer="AK")):
        assert screening.ids(keys, which) == screening.ids(lines, which)
    assert [e.event.kind for e in auditing.tell(keys, auditing.numbers(keys))] == [
        e.event.kind for e in auditing.tell(lines, auditing.numbers(lines))
    ]


async def test_nothing_on_the_screens_tells_another_s_vote(tmp_path: Path) -> None:
    review = planned(tmp_path)
    planning.draw(review, TA, by="AK")
    mark = "zebra crossing"
    number = screening.ids(review, Which(TA, "to do", "BR"))[0]
    screening.decide(review, number, TA, Verdict.EXCLUDE, by="BR", note=mark, reason="wrong topic")
    screening.note(review, number, mark, by="BR")
    screening.tag(review, number, mark, by="BR")
    app = app_on(reopened(review))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for digit in "1345670":
            await press(pilot, digit)
            shown = frame(app)
            assert mark not in shown, digit
            assert "excluded report" not in shown, digit
            assert "✗ exclude" not in shown.replace("e exclude", ""), digit
        await press(pilot, "4", "f")
        assert mark not in frame(app)
        await press(pilot, "escape", "l")
        assert "✗" not in "".join(line for line in frame(app).splitlines() if "Name" in line)
        await press(pilot, "escape", "t")
        assert mark not in frame(app)


async def test_the_numbers_are_amended_in_a_form_and_the_amendments_are_told(tmp_path: Path) -> None:
    review = planned(tmp_path)
    app = app_on(reopened(review))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "P", "3")
        assert "Numbers of the plan · title and abstract" in frame(app)
        await fill(pilot, ["4", "x", "90", "1", "50", "fewer than we thought"])
        assert protocols.current(review).version == 2
        assert "Numbers of the plan" in frame(app), "it asks again, with what was written"
        await fill(pilot, ["4", "40 %", "90", "1", "50", "fewer than we thought"])
        protocol = protocols.current(review)
        assert (protocol.version, protocol.plan.title_abstract) == (3, StagePlan(4, 40, 50, 0.9))
        await press(pilot, "P", "4")
        told = " ".join(frame(app).split())
        assert "AK: fewer than we thought" in told
        assert "3 → 4 reports in the calibration set" in told
        await press(pilot, "escape", "u")
        assert protocols.current(review).plan.title_abstract == StagePlan(3, 50, 100, 0.8)


async def test_the_last_vote_of_the_set_brings_up_what_waited_for_it(tmp_path: Path) -> None:
    review = planned(tmp_path)
    planning.draw(review, TA, by="AK")
    for who in ("BR", "CS"):
        for number in screening.ids(review, Which(TA, "to do", who)):
            screening.decide(review, number, TA, Verdict.INCLUDE, by=who)
    app = app_on(reopened(review))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "i", "i", "i")
        more = screening.ids(review, Which(TA, "to do", "AK"))
        assert more
        assert isinstance(app.screen, ScreeningScreen)
        assert app.screen.pile.current == more[0]


async def test_the_plan_and_putting_off_at_full_text(tmp_path: Path) -> None:
    review = many(tmp_path, 9)
    protocol = protocols.current(review).planned("rapid")
    plan = replace(protocol.plan, title_abstract=StagePlan(), full_text=StagePlan(3, 0, 0, 0.8))
    protocols.amend(review, replace(protocol, plan=plan), why="rapid", by="AK")
    for who in TEAM:
        for number in screening.ids(review, Which(TA, "to do", who)):
            screening.decide(review, number, TA, Verdict.INCLUDE, by=who)
    app = app_on(reopened(review))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        assert "not yours now" in frame(app)
        await press(pilot, "P", "1")
        mine = screening.ids(review, Which(FT, "to do", "AK"))
        assert len(mine) == 3
        assert "3 for you · 9 reports" in frame(app)
        assert frame(app).count("yours to judge") == 3
        await press(pilot, "p")
        assert screening.ids(review, Which(FT, "to do", "AK")) == [*mine[1:], mine[0]]
        await press(pilot, "E", "2")
        told = screening.report(review, mine[1], reviewer="AK").votes[-1]
        assert (told.stage, told.verdict, told.reason, told.learn) == (FT, Verdict.EXCLUDE, "no findings", False)
        await press(pilot, "u", "u")
        assert screening.ids(review, Which(FT, "to do", "AK")) == mine
        await press(pilot, "u")
        assert "list at full text" in frame(app), "it says whose lists close, and asks"
        await press(pilot, "enter")
        assert planning.state(review, FT).rounds == ()  # type: ignore[union-attr]
