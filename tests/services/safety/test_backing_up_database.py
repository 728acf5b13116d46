"""Backups of a review in PostgreSQL: made by themselves by one of many, gone back to, never by a blinded role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from review_tool.domain.errors import ReviewError
from review_tool.services import reviews, roles
from review_tool.services.history import auditing, bundling
from review_tool.services.judging import screening
from review_tool.services.reviews import Review, Surroundings
from review_tool.services.safety import backing_up, doctoring
from review_tool.store import schema
from review_tool.store.database import postgresql
from review_tool.store.safety import backups
from tests.engines import Server
from tests.reviews import behind_its_back, make_review, surroundings
from tests.services.safety.test_backing_up import Set, vote

pytestmark = pytest.mark.postgresql


@pytest.fixture
def clock() -> Set:
    return Set()


@pytest.fixture
def address(tmp_path: Path) -> str:
    made = make_review(tmp_path, reviewers=2)
    made.close()
    return made.address


def at(address: str, folder: Path, device: str, clock: Set) -> Review:
    """The review as one computer opens it, which keeps its files in a folder of its own."""
    folder.mkdir(exist_ok=True)
    return reviews.open_review(address, around=Surroundings(device, clock, folder / "seen", folder))


@pytest.fixture
def review(address: str, tmp_path: Path, clock: Set) -> Iterator[Review]:
    opened = at(address, tmp_path / "annas", "desk", clock)
    yield opened
    opened.close()


def test_one_of_many_computers_makes_it_and_the_others_know(
    review: Review, address: str, tmp_path: Path, clock: Set
) -> None:
    other = at(address, tmp_path / "bens", "laptop", clock)
    made = backing_up.keep_up(review, by="AK")
    assert made is not None
    assert not backing_up.is_due(other)
    assert backing_up.keep_up(other, by="BR") is None
    clock.on(hours=2)
    assert backing_up.keep_up(other, by="BR") is None, "nothing changed but that a backup was made"
    vote(review)
    clock.on(minutes=29)
    with review.reading() as connection, backups.one_at_a_time(connection, review.folder) as mine:
        assert mine
        assert backing_up.is_due(other)
        assert backing_up.keep_up(other, by="BR") is None, "somebody is at it"
    assert backing_up.keep_up(other, by="BR") is not None
    vote(review, 2)
    clock.on(minutes=29)
    assert backing_up.keep_up(review, by="AK") is None, "too soon"
    clock.on(minutes=1)
    backing_up.choose(review, every=0)
    assert backing_up.keep_up(review, by="AK") is None, "turned off here"
    assert backing_up.keep_up(other, by="BR") is not None
    assert len(backing_up.listed(review.folder, review.id)) == 1
    assert [one.why for one in backing_up.listed(other.folder, other.id)] == ["while-working"] * 2
    known = backing_up.newest_known(review)
    assert known is not None
    assert (known.by, known.since) == ("BR", 0)
    vote(review, 3)
    known = backing_up.newest_known(review)
    assert known is not None
    assert known.since == 1
    assert auditing.check(review).ok
    other.close()


def test_it_is_whole_private_noted_and_thinned(review: Review, clock: Set) -> None:
    events = auditing.check(review).events
    made = backing_up.back_up(review, by="AK")
    [one] = backing_up.listed(review.folder, review.id)
    assert (str(one.path), one.events, one.records, one.sound, one.why) == (made.file, events, 6, True, "asked")
    assert one.path.name.endswith(f"Z-asked.{review.id[:8]}.review.zip")
    assert {file.stat().st_mode & 0o077 for file in one.path.parent.iterdir()} == {0}
    assert backing_up.listed(review.folder) == [], "they are not those of a review in the folder"
    assert backing_up.listed(review.folder, "another-review") == []
    for n in range(60):
        clock.on(hours=1)
        vote(review, 1 + n % 5)
        backing_up.keep_up(review, by="AK")
    kept = [one.made for one in backing_up.listed(review.folder, review.id)]
    assert 24 <= len(kept) < 30
    assert kept[0] == clock().isoformat(timespec="seconds")
    assert len(list((review.folder / "backups").glob("*.json"))) == len(kept)


def test_one_goes_back_to_it(review: Review, address: str, tmp_path: Path, clock: Set) -> None:
    vote(review)
    backing_up.back_up(review, by="AK")
    chosen = backing_up.find(review.folder, "newest", review.id)
    assert backing_up.losing_there(review, chosen) == backing_up.Losing(True, 0, {})
    vote(review, 2)
    vote(review, 3, by="BR")
    assert backing_up.losing_there(review, chosen).by == {"AK": 1, "BR": 1}
    other = at(address, tmp_path / "bens", "laptop", clock)
    around = Surroundings("desk", clock, review.folder / "seen", review.folder)
    with pytest.raises(ReviewError, match="open elsewhere"):
        backing_up.restore_there(review, chosen, by="AK", around=around)
    other.close()
    done = backing_up.restore_there(review, chosen, by="AK", around=around)
    assert [one.why for one in backing_up.listed(review.folder, review.id)] == ["before-restore", "asked"]
    again = at(address, review.folder, "desk", clock)
    assert auditing.check(again).problems == ()
    assert screening.report(again, 1, reviewer="AK").votes
    assert not screening.report(again, 2, reviewer="AK").votes
    vote(again, 2)
    assert auditing.check(again).problems == ()
    assert len([writer for writer in auditing.checkpoint(again).heads if writer.startswith("AK@desk")]) == 2
    bundling.merge(again, Path(done.kept), by="AK")
    assert auditing.check(again).problems == (), "what was lost comes back"
    again.close()


def test_a_merge_and_an_upgrade_back_up_first(
    review: Review, address: str, tmp_path: Path, clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundling.export(review, tmp_path / "out.zip")
    bundling.create(tmp_path / "out.zip", tmp_path / "away")
    away = reviews.open_review(tmp_path / "away", around=surroundings(tmp_path / "away"))
    vote(away)
    bundling.export(away, tmp_path / "back.zip")
    away.close()
    merged = bundling.merge(review, tmp_path / "back.zip", by="AK")
    [one] = backing_up.listed(review.folder, review.id)
    assert (str(one.path), one.why, one.sound) == (merged.backup, "before-merge", True)
    review.close()
    head, upgrade = schema.head(), schema.upgrade

    def upgraded(connection: Connection) -> None:
        """The newest migration has run here already; in what is made to try a bundle it runs as ever."""
        if postgresql.is_ours(connection):
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
        else:
            upgrade(connection)

    monkeypatch.setattr(schema, "upgrade", upgraded)
    with behind_its_back(review) as change:
        change("UPDATE alembic_version SET version_num = '0001'")
    at(address, review.folder, "desk", clock).close()
    assert [one.why for one in backing_up.listed(review.folder, review.id)] == ["before-upgrade", "before-merge"]


def test_a_blinded_role_makes_none_and_is_told_who_does(
    review: Review, server: Server, tmp_path: Path, clock: Set
) -> None:
    database = str(postgresql.url(review.address).database)
    role = f"backup_{database}"
    with server.connect() as admin:
        admin.execute(f"CREATE ROLE {role} LOGIN")
    roles.grant(review, role, "BR", by="AK")
    theirs = at(server.url(database, role), tmp_path / "bens", "laptop", clock)
    assert not backing_up.is_due(theirs)
    assert backing_up.keep_up(theirs, by="BR") is None
    with pytest.raises(ReviewError, match="part of the review"):
        backing_up.back_up(theirs, by="BR")
    assert not (tmp_path / "bens" / "backups").exists()
    [said] = [check.words for check in doctoring.of_review(theirs) if check.name == "backups"]
    assert "connections with all rights make them" in said
    theirs.close()
    assert backing_up.keep_up(review, by="AK") is not None
    with server.connect(database) as admin:
        admin.execute(f"DROP OWNED BY {role}")
        admin.execute(f"DROP ROLE {role}")


def test_a_backup_that_changed_is_found(review: Review) -> None:
    backing_up.back_up(review, by="AK")
    [one] = backing_up.listed(review.folder, review.id)
    one.path.write_bytes(one.path.read_bytes()[:-50])
    [check] = [check for check in doctoring.of_review(review) if check.name == "backups"]
    assert not check.ok
    with pytest.raises(ReviewError, match="not a bundle"):
        backing_up.find(review.folder, one.path.name, review.id)


def test_the_doctor_names_what_a_killed_backup_left(review: Review) -> None:
    left = review.folder / "backups" / "x.review.zip.partial"
    left.parent.mkdir(exist_ok=True)
    left.touch()
    os.utime(left, (0, 0))
    [check] = [one for one in doctoring.of_review(review) if one.name == "leftovers"]
    assert not check.ok
    assert "backups/x.review.zip.partial" in check.words
