"""No screen, count, export, log line or timing tells a reviewer another's vote before release."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import overview
from review_tool.services.history import auditing, bundling, undoing
from review_tool.services.judging import agreement, conflicts, planning, ranking, screening, stopping
from review_tool.services.reporting import exporting, short_cuts
from review_tool.services.reporting.exporting import EXPORTS
from review_tool.services.reviews import Review
from review_tool.services.studies import worksheets
from review_tool.services.synthesis import tracing
from tests.services.rapid import TEAM, many
from tests.services.twins import MARK, TA, Look, Twins, count_ids, opened, plain, twins, watched, without_hashes

FT = Stage.FULL_TEXT
STATES = (
    *("to do", "open", "voted", "postponed", "reopened", "maybe", "included", "excluded", "conflict", "settled"),
    *("not retrieved", "all"),
)


@pytest.fixture(params=["by numbers", "a team of two", "calibration", "full text", "amended"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Twins:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return twins(tmp_path, request.param, monkeypatch)


def looks(judged: tuple[int, ...], votes: tuple[str, ...]) -> dict[str, Look]:
    """All that the services tell AK."""
    found: dict[str, Look] = {
        "status": lambda r: asdict(overview.status(r)),
        "flow": lambda r: asdict(overview.flow(r)),
        "agreement": lambda r: (conflicts.agreements(r), agreement.by_stage(r)),
        "log": lambda r: _log(r),
        "log check": lambda r: auditing.check(r).problems,
        "how": lambda r: (short_cuts.how(r), short_cuts.differences(r)),
        "tags": lambda r: screening.known_tags(r, reviewer="AK"),
        "undo": lambda r: (undoing.can_undo(r, by="AK"), undoing.can_redo(r, by="AK")),
        "search": lambda r: [screening.ids(r, Which(s, "all", "AK", words=w)) for s in Stage for w in (MARK, "exclu*")],
        "tagged": lambda r: [screening.ids(r, Which(s, "all", "AK", tag=MARK)) for s in Stage],
    }
    for stage in Stage:
        for state in STATES:
            found[f"{state} at {stage}"] = partial(screening.ids, which=Which(stage, state, "AK"))
        found[f"plan at {stage}"] = partial(planning.state, stage=stage)
        found[f"rows at {stage}"] = partial(screening.rows, numbers=list(range(1, 25)), stage=stage, reviewer="AK")
        found[f"stopping at {stage}"] = partial(stopping.stopping, stage=stage)
        found[f"reopening at {stage}"] = partial(_reopening, stage=stage)
    for number in judged:
        found[f"report {number}"] = partial(screening.report, number=number, reviewer="AK")
        found[f"like {number}"] = partial(_alike, number=number)
        found[f"claims on {number}"] = partial(_claims, number=number)
    for vote in votes:
        found[f"undo of {vote}"] = partial(_refused, vote=vote)
    return found


def _alike(review: Review, number: int) -> object:
    return [screening.similar(review, number, stage) for stage in Stage]


def _claims(review: Review, number: int) -> object:
    return tracing.resting_on(review, number)


def _log(review: Review) -> list[str]:
    told = auditing.tell(review, auditing.numbers(review), reviewer="AK")
    return [without_hashes(f"{one.number} {one.words} {one.undone} {one.event}") for one in told]


def _refused(review: Review, vote: str) -> str:
    said = []
    for deed in (undoing.preview, undoing.undo):
        with pytest.raises(ReviewError) as refusal:
            deed(review, vote, by="AK")
        said.append(f"{refusal.value} {refusal.value.hint}")
    return " ".join(said)


def _reopening(review: Review, stage: Stage) -> object:
    found: list[object] = []
    for state in ("all", "included", "excluded"):
        try:
            found.append(planning.reopening(review, Which(stage, state, "AK")))
        except ReviewError as refusal:
            found.append(str(refusal))
    return found


def test_nothing_the_services_tell_nor_the_work_they_do(pair: Twins) -> None:
    one, other = opened(pair.one), opened(pair.other)
    for name, look in looks(pair.judged, pair.votes).items():
        told, works = [], []
        for review in (one, other):
            with watched(review) as work:
                told.append(repr(look(review)))
            works.append(work)
        assert told[0] == told[1], name
        assert MARK not in told[0].replace(f"words='{MARK}'", ""), name
        assert works[0].statements == works[1].statements, name
        assert works[0].steps == works[1].steps, name
    one.close()
    other.close()


def test_nothing_in_any_file(pair: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, dict[str, str]]] = []
    for folder in (pair.one, pair.other):
        count_ids(monkeypatch, 2_000_000)  # writing a file may be an event
        review, out, found = opened(folder), folder.parent / "out", {}
        out.mkdir()
        for one in EXPORTS:
            for suffix in one.suffixes:
                path = out / f"{one.name}{suffix or '-folder'}"
                try:
                    exporting.export(review, one.name, path, by="AK")
                except ReviewError as refusal:
                    found[path.name] = {"": str(refusal)}
        for kind in worksheets.KINDS:
            for suffix in (".xlsx", ".docx"):
                try:
                    worksheets.write(review, kind, out / f"{kind}-sheet{suffix}", by="AK", reviewer="BR")
                except ReviewError as refusal:
                    found[kind + suffix] = {"": str(refusal)}
        bundling.seal(review, out / "seal.json", by="AK")
        review.close()
        for path in sorted(out.rglob("*.*")):
            if path.is_file():
                found[str(path.relative_to(out))] = plain(path.read_bytes())
        told.append(found)
    assert told[0].keys() == told[1].keys()
    assert {".xlsx", ".docx", ".html", ".csv", ".jsonl", ".svg", ".md", ".json"} <= {
        Path(name).suffix for name in told[0]
    }
    for name, parts in told[0].items():
        assert parts.keys() == told[1][name].keys(), name
        for part, text in parts.items():
            assert text == told[1][name][part], (name, part)
            assert MARK not in text, (name, part)


def test_nothing_in_ranking_nor_why(pair: Twins) -> None:
    told = []
    for folder in (pair.one, pair.other):
        review = opened(folder)
        ranking.turn(review, on=True, by="AK", random=0)
        found: list[object] = []
        for stage in Stage:
            made = ranking.ranker(review, stage, "AK")
            found += [stage, made.order(), made.terms(), made.learnt, ranking.new_words(review, made)]
            found += [ranking.because(made, number) for number in pair.judged]
            found += [ranking.order(review, stage, "AK"), stopping.stopping(review, stage)]
        found.append(ranking.disclosed(review))
        review.close()
        told.append(repr(found))
    assert told[0] == told[1]


def test_no_preview_of_an_undo_tells_what_would_come_of_blind_votes(pair: Twins) -> None:
    """To look is not to do: an amendment taken back may release votes, and its preview says only that it would."""
    told = []
    for folder in (pair.one, pair.other):
        review, said = opened(folder), []
        kinds = ("protocol.amended", "calibration.drawn", "reviewer.joined", "duplicates.merged")
        for kind in kinds:
            for event in auditing.tell(review, auditing.numbers(review, auditing.Looking(kind=kind))):
                try:
                    said.append(repr(undoing.preview(review, event.event.id, by="AK")))
                except ReviewError as refusal:
                    said.append(f"{refusal} {refusal.hint}")
        review.close()
        told.append(said)
    assert told[0] == told[1]


def test_nor_does_the_preview_of_a_redo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count_ids(monkeypatch)
    review = many(tmp_path, 40)
    planning.adopt(review, "dual", why="two each", by="AK")
    number = next(n for n in screening.ids(review, Which(TA, "to do", "AK")) if n in screening.ids(review, BRS))
    screening.decide(review, number, TA, Verdict.INCLUDE, by="AK")
    taken = undoing.undo_last(review, by="AK", kinds=undoing.SCREENING)
    screening.decide(review, number, TA, Verdict.EXCLUDE, by="BR")
    undo = auditing.numbers(review, auditing.Looking(kind="event.undone", subjects=(f"event:{taken.event.id}",)))
    effect = undoing.preview(review, auditing.tell(review, undo)[0].event.id, by="AK")
    assert effect.changed[0] == f"Report {number} would get an outcome, from votes that are blind to you now."
    assert "conflict" not in repr(effect.changed)
    assert (effect.counts, effect.reopened) == ((), 0)
    review.close()


BRS = Which(TA, "to do", "BR")


def test_a_hash_cannot_be_guessed_from_what_could_have_been_said(pair: Twins) -> None:
    """All but the payload of a hidden event is shown, its hash with it: the payload holds what nobody can guess."""
    review = opened(pair.one)
    salts = {auditing.event(review, vote).payload["salt"] for vote in pair.votes}
    assert len(salts) == 2
    assert all(len(salt) >= 16 for salt in salts)
    review.close()


@pytest.mark.parametrize("stage", list(Stage))
def test_who_verifies_knows_that_it_was_excluded_and_neither_by_whom_nor_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    count_ids(monkeypatch)  # the lots follow from the review's id
    review = many(tmp_path, 24)
    planning.adopt(review, "rapid", why="a plan", by="AK")
    for at in Stage:
        planning.renumber(review, at, {"calibration": 0, "dual_share": 0}, why="few", by="AK")
    if stage is FT:
        for who in TEAM:
            for number in screening.ids(review, Which(TA, "to do", who, task="single")):
                screening.decide(review, number, TA, Verdict.INCLUDE, by=who)
    mine: list[int] = []
    for number in screening.ids(review, Which(stage, "to do", "BR", task="single")):
        screening.postpone(review, number, stage, by="BR")
        screening.note(review, number, MARK, by="BR", stage=stage)
        for _ in range(2):  # taken back once, and cast again
            reason = "wrong topic" if stage is FT else ""
            screening.decide(review, number, stage, Verdict.EXCLUDE, by="BR", note=MARK, reason=reason)
            if _ == 0:
                undoing.undo_last(review, by="BR", kinds=undoing.SCREENING)
        mine = screening.ids(review, Which(stage, "to do", "AK", task="verify"))
        if mine:
            break
    (report,) = mine
    card = screening.report(review, report, reviewer="AK")
    assert (card.tasks[stage], card.hidden_votes, card.notes) == ("verify", 1, ())
    assert [vote for vote in card.votes if vote.stage is stage] == []
    of_it = auditing.tell(review, auditing.numbers(review, report=report), reviewer="AK")
    blind = [one for one in of_it if one.hidden]
    assert {one.event.kind for one in blind} == {"decision.made", "note.written", "report.postponed", "event.undone"}
    assert all("Somebody" in one.words and "BR" not in repr(one) for one in blind)
    of_br = auditing.numbers(review, auditing.Looking(actor="BR"), reviewer="AK")
    assert not {one.number for one in blind} & set(of_br), "nor by asking for one person's"
    assert {one.number for one in blind} <= set(auditing.numbers(review, auditing.Looking(actor="BR"), reviewer="BR"))
    for one in blind:
        for deed in (undoing.preview, undoing.undo):
            with pytest.raises(ReviewError) as refusal:
                deed(review, one.event.id, by="AK")
            assert "BR" not in f"{refusal.value} {refusal.value.hint}"
    screening.decide(review, report, stage, Verdict.INCLUDE, by="AK")
    told = auditing.tell(review, [one.number for one in blind], reviewer="AK")
    assert all("BR" in one.words for one in told), "once both have looked all is told"
    review.close()


def test_the_twins_differ_once_both_are_done(pair: Twins) -> None:
    """The harness can see a difference."""
    told = []
    for folder in (pair.one, pair.other):
        review = opened(folder)
        stage = FT if pair.judged[0] in screening.ids(review, Which(FT, "to do", "AK")) else TA
        for who in ("AK", "CS"):
            for number in pair.judged:
                if number in screening.ids(review, Which(stage, "to do", who)):
                    screening.decide(review, number, stage, Verdict.INCLUDE, by=who)
        told.append(repr(screening.report(review, pair.judged[0], reviewer="AK")))
        review.close()
    assert told[0] != told[1]
    assert MARK in told[0]
