"""Backups beside the keys, and the quiet line where one fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from review_tool.services.safety import backing_up
from review_tool.tui import backups
from tests.engines import Server
from tests.reviews import behind_its_back, made_in, make_review
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, press


async def test_a_changed_review_is_backed_up_while_keys_go_on(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    async with app_on(review).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        worker = backups.look(pilot.app)  # type: ignore[arg-type]
        assert worker is not None
        assert backups.look(pilot.app) is None, "one at a time"  # type: ignore[arg-type]
        await press(pilot, "i")
        assert "saved" in frame(pilot.app)
        await worker.wait()
        assert [one.why for one in backing_up.listed(review.folder)] == ["while-working"]
        assert "No backup" not in frame(pilot.app)


async def test_a_review_in_a_database_is_backed_up_by_whoever_has_it_open(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made_in(server):
        review = make_review(tmp_path)
        async with app_on(review, "BR").run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            worker = backups.look(pilot.app)  # type: ignore[arg-type]
            assert worker is not None
            await worker.wait()
            await settle(pilot)
            assert "No backup" not in frame(pilot.app)
        [one] = backing_up.listed(review.folder, review.id)
        assert (one.why, one.sound, one.path.parent) == ("while-working", True, review.folder / "backups")
        known = backing_up.newest_known(review)
        assert known is not None
        assert (known.by, known.file) == ("BR", one.path.name)
        backups.at_the_end(review, "BR")
        assert backing_up.listed(review.folder, review.id) == [one], "nothing changed"
        one.path.unlink()
        with behind_its_back(review) as change:
            change("DELETE FROM event WHERE subject = 'export:backup'")
        monkeypatch.setattr(backing_up, "_FEW", 0)
        assert backing_up.is_due(review)
        backups.at_the_end(review, "BR")
        assert backing_up.listed(review.folder, review.id) == [], "nobody waits for that of a large review"
        review.close()


async def test_in_a_browsers_session_no_other_program_is_started_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> str:
        raise AssertionError("a program was started")

    monkeypatch.setattr(backups, "made_apart", refused)
    review = make_review(tmp_path)
    app = app_on(review)
    app.served = True
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        worker = backups.look(pilot.app)  # type: ignore[arg-type]
        assert worker is not None
        await worker.wait()
        await settle(pilot)
        assert "No backup" not in frame(pilot.app)
    assert [one.why for one in backing_up.listed(review.folder)] == ["while-working"]


async def test_a_backup_that_fails_is_told_in_the_status_line(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    (review.folder / "backups").write_text("in the way")
    async with app_on(review).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        worker = backups.look(pilot.app)  # type: ignore[arg-type]
        assert worker is not None
        await worker.wait()
        await settle(pilot)
        assert "No backup was made:" in frame(pilot.app).splitlines()[-2]
        await press(pilot, "i")
        assert "✓" in frame(pilot.app).splitlines()[-2], "the next deed speaks again"
        await press(pilot, "0")
        assert "No backup was made:" in frame(pilot.app).splitlines()[-2], "another screen says so too"
        (review.folder / "backups").unlink()
        worker = backups.look(pilot.app)  # type: ignore[arg-type]
        assert worker is not None
        await worker.wait()
        await settle(pilot)
        assert "No backup" not in frame(pilot.app)
    assert backing_up.listed(review.folder)


def test_the_screens_end_with_a_backup_where_one_is_due(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    review = make_review(tmp_path)
    backups.at_the_end(review, "AK")
    assert len(backing_up.listed(review.folder)) == 1
    backups.at_the_end(review, "AK")
    assert len(backing_up.listed(review.folder)) == 1, "nothing changed"
    for one in backing_up.listed(review.folder):
        one.path.unlink()
    usage = shutil.disk_usage(review.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))
    backups.at_the_end(review, "AK")
    assert "No backup was made: There is no room" in capsys.readouterr().err
