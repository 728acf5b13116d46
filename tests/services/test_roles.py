"""A blinded reviewer's own connection to the database: what it reads, what it adds, and what it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import overview, people, reviews, roles
from review_tool.services.history import auditing, bundling, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store.database import postgresql
from review_tool.store.database.role_rules import (
    ADDED,
    ADDS,
    BESIDE,
    EXCERPTS,
    IN_SIGHT,
    OPEN,
    OWN,
    UNTIL_OUTCOME,
    UNTIL_RELEASE,
)
from tests.engines import Server
from tests.reviews import make_review, surroundings

pytestmark = pytest.mark.postgresql
TITLES = Stage.TITLE_ABSTRACT
SECRET = "what AK thinks"
EVENT = "INSERT INTO event SELECT n + 900, id || 'x', review,"
REST = "subject, payload, app_version, hash, id, tick FROM event LIMIT 1"
KEPT = tuple(dict.fromkeys((*UNTIL_OUTCOME, *UNTIL_RELEASE, *BESIDE, *EXCERPTS, *OWN)))
SENSITIVE = ("event", *(table.name for table in KEPT))


ATTEMPTS = (
    "UPDATE vote SET verdict = 'include'",
    "UPDATE report SET title_abstract = 'included'",
    "DELETE FROM event",
    "DELETE FROM duty",
    "TRUNCATE vote",
    "SELECT * FROM to_judge",
    "SELECT * FROM member_role",
    "SELECT * FROM to_release",
    "INSERT INTO released VALUES ('appraisal', 0, '')",
    "CREATE TEMPORARY TABLE released (what text, study bigint, name text); UPDATE answer SET note = ''",
    "INSERT INTO member_role VALUES ('me', 'AK', true)",
    "ALTER TABLE vote DISABLE ROW LEVEL SECURITY",
    "DROP POLICY seen ON vote",
    "SET row_security = off; SELECT * FROM vote",
    "SET SESSION AUTHORIZATION postgres",
    "SELECT last_value FROM event_n_seq",
    "INSERT INTO undone SELECT n, n FROM event LIMIT 1",
    f"{EVENT} 'AK@desk', 99, at, 'AK', 'decision.made', {REST}",
    f"{EVENT} 'AK@desk', 99, at, 'BR', 'decision.made', {REST}",
    f"{EVENT} 'BR@desk', 1, at, 'BR', 'protocol.amended', {REST}",
    "INSERT INTO vote (n, report, reviewer, verdict) SELECT min(n), 1, 'AK', 'include' FROM event",
    "INSERT INTO vote (n, report, reviewer, verdict) SELECT min(n), 1, 'BR', 'include' FROM event",
)


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """AK, the lead, has voted, noted and tagged on three reports that two must judge."""
    made = make_review(tmp_path, reviewers=2)
    for number in (1, 2, 3):
        screening.decide(made, number, TITLES, Verdict.EXCLUDE, by="AK", note=SECRET)
        screening.note(made, number, SECRET, by="AK")
        screening.tag(made, number, SECRET, by="AK")
    yield made
    made.close()


@pytest.fixture
def role(review: Review, server: Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """A role of the server for BR."""
    name = f"br_{abs(hash(request.node.name)) % 10**9}"
    with server.connect() as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN")
    roles.grant(review, name, "BR", by="AK")
    yield name
    with server.connect(_database(review)) as admin:
        admin.execute(f"DROP OWNED BY {name}")
        admin.execute(f"DROP ROLE {name}")


def _database(review: Review) -> str:
    return str(postgresql.url(review.address).database)


@pytest.fixture
def theirs(review: Review, role: str, server: Server, tmp_path: Path) -> Iterator[Review]:
    """The review as BR's role opens it."""
    opened = reviews.open_review(server.url(_database(review), role), around=surroundings(tmp_path))
    yield opened
    opened.close()


def test_no_query_shows_anothers_judgement(review: Review, role: str, server: Server) -> None:
    with server.connect(_database(review), role) as plain:
        for query in ("SELECT count(*) FROM vote", "SELECT count(*) FROM remark", "SELECT count(*) FROM tag"):
            assert plain.execute(query).fetchone() == (0,)
        asked: dict[str, Any] = {
            "events": "SELECT count(*) FROM event WHERE actor = 'AK' AND kind IN ('decision.made', 'note.written')",
            "joined": "SELECT count(*) FROM report JOIN vote ON vote.report = report.id",
            "outer": "SELECT count(vote.n) FROM report LEFT JOIN vote ON vote.report = report.id",
            "by number": "SELECT count(*) FROM event WHERE n = ANY (ARRAY[8, 9, 10, 11]) AND payload LIKE '%exclude%'",
            "leaky": "SELECT count(*) FROM event WHERE payload LIKE '%what AK%' AND 1 / length(payload) >= 0",
        }
        for what, query in asked.items():
            assert plain.execute(query).fetchone() == (0,), what
        for (table,) in plain.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            if table not in ("to_judge", "to_release", "member_role"):
                rows = plain.execute(f"SELECT x::text FROM {table} AS x").fetchall()
                assert not [row for row in rows if SECRET in row[0]], table
        assert plain.execute("SELECT count(*) FROM record").fetchone() == (6,)
        statistics = "SELECT count(*) FROM pg_stats WHERE tablename = ANY(%s)"
        with server.connect(_database(review)) as admin:
            admin.execute("ANALYZE")
            assert admin.execute(statistics, [list(SENSITIVE)]).fetchone() != (0,)
        assert plain.execute(statistics, [list(SENSITIVE)]).fetchone() == (0,)


def test_nothing_can_be_changed_nor_added_for_another(review: Review, role: str, server: Server) -> None:
    with server.connect(_database(review), role) as plain:
        for attempt in ATTEMPTS:
            with pytest.raises(Exception, match=r"permission denied|row-level security|must be owner"):
                plain.execute(attempt)


def test_a_blinded_reviewer_works_and_the_lead_sees_what_it_comes_to(review: Review, theirs: Review) -> None:
    assert theirs.bound == "BR"
    assert screening.ids(theirs, Which(TITLES, "to do", "BR")) == [1, 2, 3, 4, 5, 6]
    seen = screening.report(theirs, 1, reviewer="BR")
    assert (seen.votes, seen.notes, seen.tags, seen.hidden_votes) == ((), (), (), 0)
    assert screening.report(theirs, 1, reviewer="AK").votes == (), "whoever they say they are"
    screening.decide(theirs, 1, TITLES, Verdict.EXCLUDE, by="BR", note="mine")
    screening.decide(theirs, 2, TITLES, Verdict.INCLUDE, by="BR")
    screening.note(theirs, 4, "a note", by="BR")
    screening.tag(theirs, 4, "later", by="BR")
    assert screening.ids(theirs, Which(TITLES, "to do", "BR")) == [3, 4, 5, 6]
    assert [vote.reviewer for vote in screening.report(theirs, 1, reviewer="BR").votes] == ["BR"]
    found = auditing.check(review)
    assert found.ok, found.problems
    assert found.writers == 2
    standings = (
        screening.report(review, 1, reviewer="AK").standings,
        screening.report(review, 2, reviewer="AK").standings,
    )
    assert [at[TITLES].outcome for at in standings] == [Outcome.EXCLUDED, Outcome.CONFLICT]
    assert overview.flow(review).faults() == []
    # Released: an outcome is there, so that nothing can be swayed any more.
    assert {vote.reviewer for vote in screening.report(theirs, 1, reviewer="BR").votes} == {"AK", "BR"}
    assert {vote.reviewer for vote in screening.report(theirs, 3, reviewer="BR").votes} == set()


def test_what_only_one_with_all_rights_may_do_is_refused_in_words(theirs: Review, tmp_path: Path) -> None:
    done = screening.decide(theirs, 4, TITLES, Verdict.EXCLUDE, by="BR")
    for deed in (
        lambda: screening.decide(theirs, 5, TITLES, Verdict.EXCLUDE, by="AK"),
        lambda: undoing.undo(theirs, done.event, by="BR"),
        lambda: people.join(theirs, "CS", by="BR"),
        lambda: auditing.check(theirs),
        lambda: roles.grant(theirs, "postgres", "BR", by="AK"),
        lambda: roles.granted(theirs),
        lambda: bundling.export(theirs, tmp_path / "all.zip"),
        lambda: bundling.copy(theirs, tmp_path / "copy"),
    ):
        with pytest.raises(ReviewError):
            deed()


def test_a_sighted_role_reads_all_and_changes_nothing(
    review: Review, role: str, server: Server, tmp_path: Path
) -> None:
    roles.grant(review, role, "BR", by="AK", sighted=True)
    seen = reviews.open_review(server.url(_database(review), role), around=surroundings(tmp_path))
    with server.connect(_database(review), role) as plain:
        assert plain.execute("SELECT count(*) FROM vote").fetchone() == (3,)
        with pytest.raises(Exception, match="permission denied"):
            plain.execute("UPDATE vote SET verdict = 'include'")
    assert seen.bound == "BR"
    seen.close()
    assert roles.revoke(review, role, by="AK") == "BR"
    assert roles.granted(review) == []
    with server.connect(_database(review), role) as plain, pytest.raises(Exception, match="permission denied"):
        plain.execute("SELECT count(*) FROM record")


def test_who_cannot_be_bound_is_refused(review: Review, tmp_path: Path) -> None:
    for name, whose, match in (("nobody_here", "BR", "no role"), ("postgres", "BR", "all rights"), ("x", "ZZ", "ZZ")):
        with pytest.raises(ReviewError, match=match):
            roles.grant(review, name, whose, by="AK")
    with pytest.raises(ReviewError, match="for the lead"):
        roles.grant(review, "x", "BR", by="BR")
    folder = reviews.create(tmp_path / "folder", "T", by="AK", around=surroundings())
    with pytest.raises(ReviewError, match="PostgreSQL"):
        roles.grant(folder, "x", "AK", by="AK")
    folder.close()


def test_every_table_is_shown_or_kept_on_purpose() -> None:
    """A new table is seen by no role until somebody says here who may."""
    from review_tool.store import tables as t

    named = [*IN_SIGHT, *KEPT]
    assert sorted(table.name for table in named) == sorted(t.metadata.tables)
    assert {table.name for table in IN_SIGHT if "reviewer" in table.c} == {"assignment", "duty"}
    assert {table.name for table in ADDS} <= {table.name for table in KEPT}
    assert not set(ADDED) & set(OPEN)
