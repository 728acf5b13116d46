"""Backups: made while others write, checked, thinned, gone back to."""

from __future__ import annotations

import json
import os
import shutil
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services import reviews
from review_tool.services.history import auditing, bundling
from review_tool.services.judging import screening
from review_tool.services.reviews import Review, Surroundings
from review_tool.services.safety import backing_up
from review_tool.store.database.driver import sqlite_module
from review_tool.store.safety import backups, copies
from tests.reviews import make_review, surroundings


class Set:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Set:
    return Set()


@pytest.fixture
def review(tmp_path: Path, clock: Set) -> Review:
    made = make_review(tmp_path)
    made.close()
    folder = made.folder
    return reviews.open_review(folder, around=Surroundings("desk", clock, tmp_path / "seen"))


def vote(review: Review, report: int = 1, by: str = "AK") -> None:
    screening.decide(review, report, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by=by)


def test_a_backup_is_whole_private_and_noted(review: Review) -> None:
    done = backing_up.back_up(review)
    [one] = backing_up.listed(review.folder)
    assert (str(one.path), one.events, one.sound) == (done.file, auditing.check(review).events, True)
    assert one.path.parent == review.folder / "backups"
    assert {file.stat().st_mode & 0o077 for file in one.path.parent.iterdir()} == {0}
    assert copies.look(one.path).sound
    assert sorted(file.suffix for file in one.path.parent.iterdir()) == [".db", ".json"]


def test_a_backup_made_while_others_write_holds_one_moment(review: Review, tmp_path: Path) -> None:
    stop = threading.Event()

    def voter(name: str) -> None:
        mine = reviews.open_review(review.folder, around=Surroundings(name))
        while not stop.is_set():
            vote(mine)
        mine.close()

    threads = [threading.Thread(target=voter, args=(f"desk{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    found = [backing_up.back_up(review, tmp_path / f"{n}.db") for n in range(5)]
    stop.set()
    for thread in threads:
        thread.join()
    assert all(copies.look(Path(one.file)).sound for one in found)
    assert sorted(one.events for one in found) == [one.events for one in found]


def test_it_is_due_only_when_changed_and_old_enough(review: Review, clock: Set) -> None:
    assert backing_up.keep_up(review) is not None, "there was none"
    clock.on(hours=2)
    assert backing_up.keep_up(review) is None, "nothing changed"
    vote(review)
    assert backing_up.keep_up(review) is not None
    vote(review, 2)
    clock.on(minutes=29)
    assert backing_up.keep_up(review) is None, "too soon"
    clock.on(minutes=1)
    assert backing_up.keep_up(review) is not None
    backing_up.choose(review, every=0)
    vote(review, 3)
    clock.on(hours=5)
    assert backing_up.keep_up(review) is None, "turned off"


def test_only_one_of_many_programs_does_it(review: Review) -> None:
    with review.reading() as connection, backups.one_at_a_time(connection, review.folder) as mine:
        assert mine
        assert backing_up.keep_up(review) is None


def test_thinning_keeps_hours_days_weeks_and_months(review: Review, clock: Set) -> None:
    with review.reading() as connection:
        one = backups.make(connection, review.folder, why="asked", now=clock())
    body = one.path.read_bytes()[:100]
    said = json.loads(one.note.read_text())
    one.path.unlink()
    one.note.unlink()
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for step in range(0, 24 * 400, 3):
        at = start + timedelta(hours=step)
        path = one.path.with_name(f"{at:%Y-%m-%dT%H%M%SZ}-asked.db")
        path.write_bytes(body)
        path.with_suffix(".json").write_text(json.dumps(said | {"made": at.isoformat(timespec="seconds")}))
    last = start + timedelta(hours=24 * 400 - 3)
    gone = backups.thin(review.folder)
    kept = [datetime.fromisoformat(left.made) for left in backing_up.listed(review.folder)]
    assert len(kept) + len(gone) == 3200
    assert kept[:24] == [last - timedelta(hours=3 * n) for n in range(24)]
    assert {last.date() - timedelta(days=n) for n in range(7)} <= {at.date() for at in kept}
    assert len({at.isocalendar()[:2] for at in kept}) >= 4
    assert len({(at.year, at.month) for at in kept}) == 12
    assert len(kept) < 24 + 7 + 4 + 12
    assert not any(path.with_suffix(".json").exists() for path in gone)


def test_older_ones_stay_where_the_newest_is_not_sound(review: Review, clock: Set) -> None:
    backing_up.back_up(review)
    before = [one.path for one in backing_up.listed(review.folder)]
    spoil(review.folder / "review.db", "DROP TRIGGER record_no_update", "UPDATE record SET title = 'x' WHERE id = 1")
    clock.on(hours=1)
    with pytest.raises(ReviewError, match="not sound: Record 1 was changed"):
        backing_up.back_up(review)
    assert [one.path for one in backing_up.listed(review.folder)] == before
    assert len(list(before[0].parent.iterdir())) == 2


def spoil(database: Path, *statements: str) -> None:
    with closing(sqlite_module().connect(str(database))) as plain:
        for statement in statements:
            plain.execute(statement)
        plain.commit()


@pytest.mark.parametrize(
    ("spoiling", "fault"),
    [
        (("UPDATE record SET title = 'x' WHERE id = 2",), "Record 2 was changed"),
        (("UPDATE event SET payload = '{}' WHERE n = 5",), "The log was changed: event 5 of AK@desk"),
        (("DELETE FROM event WHERE n = 4",), "event 4 is missing"),
        (("UPDATE file SET data = zeroblob(9)",), "The kept file"),
    ],
)
def test_a_check_by_comparing_finds_what_a_full_one_finds(
    review: Review, tmp_path: Path, spoiling: tuple[str, ...], fault: str
) -> None:
    backing_up.back_up(review)
    [old] = backing_up.listed(review.folder)
    vote(review)
    copy = tmp_path / "copy.db"
    backing_up.back_up(review, copy)
    assert copies.look(copy, since=old.path) == copies.look(copy)
    drop = [f"DROP TRIGGER {table}_no_{deed}" for table in ("record", "event", "file") for deed in ("update", "delete")]
    spoil(copy, *drop, *spoiling)
    for since in (None, old.path):
        found = copies.look(copy, since=since).faults
        assert any(fault in one for one in found), found


def test_a_change_to_what_came_since_is_found_too(review: Review, tmp_path: Path) -> None:
    backing_up.back_up(review)
    [old] = backing_up.listed(review.folder)
    vote(review)
    copy = tmp_path / "copy.db"
    backing_up.back_up(review, copy)
    spoil(copy, "DROP TRIGGER event_no_update", "UPDATE event SET at = 'never' WHERE n = (SELECT max(n) FROM event)")
    assert "content was changed" in copies.look(copy, since=old.path).faults[0]


def test_going_back_keeps_what_was_and_goes_on_in_chains_of_its_own(review: Review, clock: Set, tmp_path: Path) -> None:
    backing_up.back_up(review)
    chosen = backing_up.find(review.folder, "newest")
    bundling.export(review, tmp_path / "before.zip")
    for report in (1, 2, 3):
        vote(review, report)
    bundling.export(review, tmp_path / "after.zip")
    around = Surroundings("desk", clock, tmp_path / "seen")
    assert auditing.glance(review, tmp_path / "seen") == []
    review.close()
    losing = backing_up.losing(review.folder, chosen)
    assert (losing.known, losing.events, losing.by) == (True, 3, {"AK": 3})
    done = backing_up.restore(review.folder, chosen, by="AK", around=around)
    assert done.lost == {"AK@desk": 3}
    assert copies.look(Path(done.kept)).events == chosen.events + 3
    back = reviews.open_review(review.folder, around=around)
    assert auditing.check(back).ok
    assert auditing.check(back).events == chosen.events + 1
    assert "went back to the backup" in auditing.tell(back, auditing.numbers(back)[-1:])[0].words
    assert auditing.glance(back, tmp_path / "seen") == []
    vote(back, 1)  # where the lost vote was; yet the two do not fork
    merged = bundling.merge(back, tmp_path / "after.zip", by="AK")
    assert merged.events == 3
    assert auditing.check(back).ok
    back.close()


def test_another_computer_is_told_once_that_the_review_went_back(review: Review, clock: Set, tmp_path: Path) -> None:
    backing_up.back_up(review)
    vote(review)
    other = tmp_path / "seen-elsewhere"
    assert auditing.glance(review, other) == []
    review.close()
    chosen = backing_up.find(review.folder, "newest")
    backing_up.restore(review.folder, chosen, by="AK", around=Surroundings("desk", clock))
    back = reviews.open_review(review.folder, around=surroundings())
    assert ["went back" in one for one in auditing.glance(back, other)] == [True]
    assert auditing.glance(back, other) == []
    back.close()


def test_a_copy_put_back_by_hand_is_found_and_its_fork_refused(review: Review, tmp_path: Path) -> None:
    backing_up.back_up(review)
    chosen = backing_up.find(review.folder, "newest")
    vote(review, 1)
    assert auditing.glance(review, tmp_path / "seen") == []
    bundling.export(review, tmp_path / "away.zip")
    review.close()
    shutil.copyfile(chosen.path, review.folder / "review.db")
    back = reviews.open_review(review.folder, around=surroundings())
    assert "set back" in auditing.glance(back, tmp_path / "seen")[0]
    vote(back, 2)
    assert "rewritten" in auditing.glance(back, tmp_path / "seen")[0]
    with pytest.raises(ReviewError, match="history was written twice"):
        bundling.merge(back, tmp_path / "away.zip", by="AK")
    back.close()


@pytest.mark.parametrize("damage", ["gone", "no database", "torn"])
def test_going_back_works_where_nothing_opens(review: Review, clock: Set, damage: str) -> None:
    backing_up.back_up(review)
    review.close()
    database = review.folder / "review.db"
    if damage == "gone":
        Path(f"{database}-wal").write_bytes(b"left over")
        database.unlink()
    elif damage == "no database":
        database.write_bytes(b"What was this?" * 1000)
    else:
        whole = bytearray(database.read_bytes())
        whole[100:3000] = bytes(2900)
        database.write_bytes(whole)
    chosen = backing_up.find(review.folder, "newest")
    done = backing_up.restore(review.folder, chosen, by="AK", around=Surroundings("desk", clock))
    assert Path(done.kept).exists()
    back = reviews.open_review(review.folder, around=surroundings())
    assert auditing.check(back).ok
    back.close()
    assert not list(review.folder.glob("*.restoring*"))


def test_what_is_not_sound_or_of_another_review_is_not_gone_back_to(review: Review, clock: Set, tmp_path: Path) -> None:
    around = Surroundings("desk", clock)
    backing_up.back_up(review)
    chosen = backing_up.find(review.folder, "newest")
    (tmp_path / "two").mkdir()
    other = make_review(tmp_path / "two")
    foreign = backing_up.back_up(other, tmp_path / "foreign.db")
    with pytest.raises(ReviewError, match="of another review"):
        backing_up.restore(review.folder, backing_up.find(review.folder, foreign.file), by="AK", around=around)
    spoil(chosen.path, "DROP TRIGGER event_no_delete", "DELETE FROM event WHERE n = 3")
    with pytest.raises(ReviewError, match="not sound"):
        backing_up.restore(review.folder, backing_up.find(review.folder, chosen.path.name), by="AK", around=around)
    with pytest.raises(ReviewError, match="no good backup"):
        backing_up.find(review.folder, "newest")
    with pytest.raises(ReviewError, match="not in that copy's team"):
        backing_up.restore(review.folder, replace(chosen, sound=True), by="Nobody", around=around)


def test_a_full_disk_leaves_nothing_half_done(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(review.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(ReviewError, match="no room for a backup"):
        backing_up.back_up(review)
    assert list((review.folder / "backups").iterdir()) == []


def test_a_failing_disk_leaves_nothing_half_done(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ReviewError, match="No space left"):
        backing_up.back_up(review)
    assert list((review.folder / "backups").iterdir()) == []


def test_backups_may_lie_on_another_disk_shared_by_reviews(review: Review, tmp_path: Path) -> None:
    chosen = backing_up.choose(review, to=str(tmp_path / "stick"))
    done = backing_up.back_up(review)
    assert Path(done.file).parent == Path(chosen.place)
    assert Path(chosen.place).parent == tmp_path / "stick"
    assert backing_up.find(review.folder, "newest").sound
    backing_up.choose(review, to="")
    assert backing_up.place(review.folder) == review.folder / "backups"


def test_a_merge_is_backed_up_before(review: Review, tmp_path: Path) -> None:
    bundling.export(review, tmp_path / "out.zip")
    bundling.create(tmp_path / "out.zip", tmp_path / "away")
    away = reviews.open_review(tmp_path / "away", around=surroundings())
    vote(away, by="BR")
    bundling.export(away, tmp_path / "away.zip")
    away.close()
    merged = bundling.merge(review, tmp_path / "away.zip", by="AK")
    [one] = backing_up.listed(review.folder)
    assert (str(one.path), one.why, one.sound) == (merged.backup, "before-merge", True)


def test_what_follows_from_the_facts_is_put_right_in_going_back(review: Review, clock: Set) -> None:
    vote(review)
    review.close()
    spoil(review.folder / "review.db", "UPDATE vote SET verdict = 'exclude'", "DROP TRIGGER event_no_update")
    bad = reviews.open_review(review.folder, around=surroundings())
    backing_up.back_up(bad)
    bad.close()
    chosen = backing_up.find(review.folder, "newest")
    backing_up.restore(review.folder, chosen, by="AK", around=Surroundings("desk", clock))
    back = reviews.open_review(review.folder, around=surroundings())
    assert auditing.check(back).problems == ()
    back.close()
    with pytest.raises(sqlite_module().DatabaseError, match="append-only"):
        spoil(review.folder / "review.db", "UPDATE event SET at = 'never'")
