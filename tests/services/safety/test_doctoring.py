"""Every known fault is found and told; what can be mended is, and nothing anybody did is lost by it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Surroundings
from review_tool.services.safety import backing_up, doctoring, mending
from review_tool.services.safety.doctoring import Check
from review_tool.store.database.driver import DATABASE, sqlite_module
from tests.reviews import Clock, make_review

Spoil = Callable[[Path], None]
FREE = "DROP TRIGGER record_no_update"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A review with a vote and a backup, closed."""
    review = make_review(tmp_path)
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    backing_up.back_up(review)
    review.close()
    return review.folder


def around(folder: Path) -> Surroundings:
    return Surroundings("desk", Clock(), folder.parent / "seen")


def sql(folder: Path, *statements: str) -> None:
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        plain.execute("PRAGMA recursive_triggers=OFF")
        for statement in statements:
            plain.execute(statement)
        plain.commit()


def ill(folder: Path) -> dict[str, Check]:
    return {one.name: one for one in doctoring.of_address(str(folder), around(folder)) if not one.ok}


def mended(folder: Path) -> list[mending.Mended]:
    found = doctoring.of_address(str(folder), around(folder))
    return mending.mend(folder, found, by="AK", around=around(folder))


def test_a_sound_review_is_well(folder: Path) -> None:
    before = sorted((folder / "backups").iterdir())
    assert ill(folder) == {}
    assert mended(folder) == []
    assert sorted((folder / "backups").iterdir()) == before


MENDABLE: list[tuple[str, str, tuple[str, ...]]] = [
    ("schema", "the index ix_record_imported is missing", ("DROP INDEX ix_record_imported",)),
    ("schema", "the index odd is extra", ("CREATE INDEX odd ON record(title)",)),
    ("schema", "the trigger event_no_delete is missing", ("DROP TRIGGER event_no_delete",)),
    ("schema", "the trigger record_searchable is missing", ("DROP TRIGGER record_searchable",)),
    (
        "schema",
        "the trigger sly is extra",
        ("CREATE TRIGGER sly AFTER INSERT ON vote BEGIN DELETE FROM vote WHERE n = NEW.n; END",),
    ),
    ("schema", "the table tag is missing", ("DROP TABLE tag",)),
    ("schema", "the view odd is extra", ("CREATE VIEW odd AS SELECT 1",)),
    ("tables", "The table vote does not follow", ("UPDATE vote SET verdict = 'exclude'",)),
    ("tables", "The table vote does not follow", ("DELETE FROM vote",)),
    ("tables", "The table report does not follow", ("UPDATE report SET title_abstract = 'excluded'",)),
    ("records", "Record 1 was changed", (FREE, "UPDATE record SET title = 'x' WHERE id = 1")),
    ("records", "The kept file", ("DROP TRIGGER file_no_update", "UPDATE file SET data = zeroblob(20)")),
    ("search", "malformed", ("INSERT INTO record_search(record_search) VALUES ('delete-all')",)),
]


@pytest.mark.parametrize(("name", "words", "spoiling"), MENDABLE)
def test_what_can_be_mended_is(folder: Path, name: str, words: str, spoiling: tuple[str, ...]) -> None:
    sound = everything(folder)
    sql(folder, *spoiling)
    found = ill(folder)
    assert words in found[name].words, found
    assert found[name].mend
    done = mended(folder)
    assert all(one.done for one in done), done
    assert ill(folder) == {}
    after = everything(folder)
    assert {table: rows for table, rows in after.items() if table != "event"} == {
        table: rows for table, rows in sound.items() if table != "event"
    }
    assert after["event"][: len(sound["event"])] == sound["event"]
    kept = [one.why for one in backing_up.listed(folder)]
    assert kept.count("before-mending") == 1


def everything(folder: Path) -> dict[str, list[str]]:
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        names = [row[0] for row in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        skipped = ("record_search", "sqlite_", "alembic")
        return {
            name: sorted(map(repr, plain.execute(f'SELECT * FROM "{name}" ORDER BY 1')), key=_first)
            for name in names
            if not name.startswith(skipped)
        }


def _first(row: str) -> tuple[int, str]:
    """The order of the log for its rows, any order for the others."""
    number = row[1:].partition(",")[0]
    return (int(number) if number.isdigit() else 0), row


def test_a_broken_index_is_made_again(folder: Path) -> None:
    """Two indexes exchange their places, so that each holds what is the other's."""
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        query = "SELECT name, rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'report' AND sql > ''"
        (one, first), (two, second), *_ = plain.execute(query).fetchall()
        plain.execute("PRAGMA writable_schema=ON")
        for name, page in ((one, second), (two, first)):
            plain.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (page, name))
        plain.commit()
    found = ill(folder)
    assert found["database"].mend == doctoring.INDEXES, found
    assert all(one.done for one in mended(folder))
    assert ill(folder) == {}


NOT_MENDABLE: list[tuple[str, str, tuple[str, ...]]] = [
    ("chains", "event 5 of AK@desk: its content was changed", ("UPDATE event SET payload = '{}' WHERE n = 5",)),
    ("chains", "event 4 is missing", ("PRAGMA foreign_keys=OFF", "DELETE FROM event WHERE n = 4")),
    ("schema", "the table file is missing", ("DROP TABLE file",)),
]


@pytest.mark.parametrize(("name", "words", "spoiling"), NOT_MENDABLE)
def test_what_cannot_be_mended_is_told_with_the_way_back(
    folder: Path, name: str, words: str, spoiling: tuple[str, ...]
) -> None:
    sql(folder, "DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete", *spoiling)
    found = ill(folder)
    assert words in found[name].words, found
    assert "review-tool backup restore newest" in found[name].hint
    mended(folder)
    assert name in ill(folder), "the log is never mended"
    backing_up.restore(folder, backing_up.find(folder, "newest"), by="AK", around=around(folder))
    assert ill(folder) == {}


def test_a_record_that_no_backup_has_right_stays_told(folder: Path) -> None:
    for one in backing_up.listed(folder):
        one.path.unlink()
    sql(folder, FREE, "UPDATE record SET title = 'x' WHERE id = 1")
    assert "no good backup" in ill(folder)["records"].hint
    assert [one.done for one in mended(folder) if one.what.startswith("Facts")] == [False]
    assert set(ill(folder)) == {"log", "records"}, "the triggers are back all the same"


def test_leftovers_and_open_files(folder: Path) -> None:
    left = [folder / "exports" / "votes.csv.partial", folder / "review.db.merging", folder / "backups" / "x.db.partial"]
    for path in left:
        path.write_text("half")
    assert "leftovers" not in ill(folder), "somebody may be at it"
    for path in left:
        os.utime(path, (1, 1))
    (folder / "review.db").chmod(0o644)
    assert {"leftovers", "privacy"} == set(ill(folder))
    mended(folder)
    assert ill(folder) == {}
    assert not any(path.exists() for path in left)
    assert [one.why for one in backing_up.listed(folder)] == ["asked"], "nothing in the database was touched"


def test_a_file_set_back_by_hand_is_told(folder: Path) -> None:
    review = reviews.open_review(folder, around=around(folder))
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    auditing.glance(review, folder.parent / "seen")
    review.close()
    (folder / "review.db").write_bytes(backing_up.listed(folder)[0].path.read_bytes())
    assert "is not here" in ill(folder)["memory"].words


def test_a_clock_far_off_is_told(folder: Path) -> None:
    early = Clock()
    early._now -= timedelta(days=400)
    there = Surroundings("desk", early)
    assert [one.name for one in doctoring.of_address(str(folder), there) if not one.ok] == ["clock"]
    review = reviews.open_review(folder, around=there)
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    review.close()
    found = [one.name for one in doctoring.of_address(str(folder), there) if not one.ok]
    assert "clock" in found, "also once something was written under it"


def test_rotten_and_late_backups_are_told(folder: Path) -> None:
    review = reviews.open_review(folder, around=around(folder))
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    review.close()
    late = Clock()
    late._now += timedelta(days=3)
    told = {one.name: one for one in doctoring.of_address(str(folder), Surroundings("desk", late))}
    assert "changed since" in told["backups"].words
    [one] = backing_up.listed(folder)
    data = bytearray(one.path.read_bytes())
    data[len(data) // 2] ^= 1
    one.path.write_bytes(data)
    assert "changed after passing" in ill(folder)["backups"].words


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_does_not_open_is_told_with_the_way_back(folder: Path, content: bytes) -> None:
    (folder / "review.db").write_bytes(content)
    assert "review-tool backup restore newest" in ill(folder)["database"].hint
    (folder / "review.db").unlink()
    assert "review-tool backup restore newest" in ill(folder)["database"].hint


def test_what_is_well_comes_without_advice(folder: Path) -> None:
    checks = doctoring.of_address(str(folder), around(folder))
    assert all(check.ok for check in checks)
    assert [check.name for check in checks if check.hint or check.mend] == []


def test_a_table_that_is_not_ours_is_no_reason_to_go_back(folder: Path) -> None:
    with closing(sqlite_module().connect(folder / DATABASE)) as plain:
        plain.execute("CREATE TABLE theirs (a)")
    ill = [check for check in doctoring.of_address(str(folder), around(folder)) if not check.ok]
    assert [check.name for check in ill] == ["schema"]
    assert "in nobody's way" in ill[0].hint
