"""Reviews of every released version open, whole; those of a version to come are refused and left alone.

`released/NNNN.json` holds the rows that the program of that version wrote; it is never changed. To add one: make a
small review with the version that is released, and write its rows down in the same way.
"""

from __future__ import annotations

import base64
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.safety import backing_up, doctoring
from review_tool.store import schema
from review_tool.store.database.driver import sqlite_module
from tests.benchmarks import older
from tests.reviews import make_review, surroundings

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))
VERSIONS = sorted(path.name[:4] for path in (schema.folder() / "versions").glob("[0-9]*.py"))


def written(fixture: Path, folder: Path) -> dict[str, Any]:
    """The review of a fixture in a folder, with the schema of its time; returns what it said."""
    said: dict[str, Any] = json.loads(fixture.read_text(encoding="utf-8"))
    folder.mkdir()
    older.empty(said["version"], folder / "review.db")
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        for name, table in said["tables"].items():
            marks = ", ".join("?" * len(table["columns"]))
            for row in table["rows"]:
                values = [base64.b64decode(one["b64"]) if isinstance(one, dict) else one for one in row]
                plain.execute(f'INSERT INTO "{name}" ({", ".join(table["columns"])}) VALUES ({marks})', values)
        plain.commit()
    (folder / "review.db").chmod(0o600)
    return said


@pytest.mark.parametrize("fixture", RELEASED, ids=lambda path: path.stem)
def test_a_released_review_is_brought_up_to_date_with_nothing_lost(tmp_path: Path, fixture: Path) -> None:
    folder = tmp_path / "review"
    said = written(fixture, folder)
    review = reviews.open_review(folder, around=surroundings())
    with closing(sqlite_module().connect(str(folder / "review.db"))) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone()[0] == schema.head()
        for name in ("event", "record", "vote", "move", "protocol", "reviewer", "source"):
            columns, rows = said["tables"][name]["columns"], said["tables"][name]["rows"]
            now = plain.execute(f'SELECT {", ".join(columns)} FROM "{name}"').fetchall()
            wanted = [[base64.b64decode(v["b64"]) if isinstance(v, dict) else v for v in row] for row in rows]
            assert sorted(map(repr, now)) == sorted(repr(tuple(row)) for row in wanted), name
    assert auditing.check(review).problems == ()
    screening.decide(review, 5, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="BR")
    assert auditing.check(review).ok
    review.close()
    assert [one for one in doctoring.of_address(str(folder), surroundings()) if not one.ok] == []
    before = [one for one in backing_up.listed(folder) if one.why == "before-upgrade"]
    assert [one.version for one in before] == ([said["version"]] if said["version"] != schema.head() else [])
    if before:  # and going back to it brings it up to date again
        backing_up.restore(folder, backing_up.find(folder, before[0].path.name), by="AK", around=surroundings())
        review = reviews.open_review(folder, around=surroundings())
        assert auditing.check(review).ok
        review.close()


# Votes of before 0003 did not yet say under which protocol they were cast; `released` has real ones.
@pytest.mark.parametrize("version", VERSIONS[2:-1])
def test_a_review_of_any_older_schema_is_brought_up_to_date(tmp_path: Path, version: str) -> None:
    made = make_review(tmp_path)
    screening.decide(made, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    events = auditing.size(made)
    made.close()
    older.as_of(version, made.folder / "review.db")
    review = reviews.open_review(made.folder, around=surroundings())
    assert (auditing.check(review).problems, auditing.size(review)) == ((), events)
    review.close()


def test_a_review_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    made = make_review(tmp_path)
    made.close()
    database = made.folder / "review.db"
    with closing(sqlite_module().connect(str(database))) as plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
        plain.commit()
    before = database.read_bytes()
    with pytest.raises(ReviewError, match="newer version of Review Tool") as refused:
        reviews.open_review(made.folder, around=surroundings())
    assert "pip install --upgrade" in refused.value.hint
    [told] = [one for one in doctoring.of_address(str(made.folder), surroundings()) if one.name == "database"]
    assert not told.ok
    assert "pip install --upgrade" in told.hint
    assert database.read_bytes() == before
    assert backing_up.listed(made.folder) == []
