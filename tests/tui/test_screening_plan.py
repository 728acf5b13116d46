"""The plan on the screen: three people do a rapid plan with keys; what they do ends where `--plain` lines end."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from click.testing import CliRunner

from review_tool.cli.main import tool
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import auditing, conflicts, exporting, overview, planning, reviews, screening
from review_tool.services.reviews import Review
from review_tool.tui.screens.screening import ScreeningScreen
from tests.reviews import surroundings
from tests.services.rapid import TEAM, many, opinion
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, fill, press

TA = Stage.TITLE_ABSTRACT


def planned(folder: Path) -> Review:
    """Twelve reports, a calibration set of three, half of the rest judged by two."""
    review = many(folder, 12)
    protocol = reviews.protocol(review).planned("rapid")
    raw = protocol.to_payload()
    raw["plan"]["title_abstract"] |= {"calibration": 3, "dual_share": 50}
    reviews.amend(review, protocol.from_payload(raw), why="rapid", by="AK")
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
    lines = "".join(f"{key(who, n)}\n" for n in screening.ids(review, Which(TA, "to do", who)))
    run("screen", "--plain", review=review, who=who, stdin=lines)


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
