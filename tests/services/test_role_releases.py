"""Others' appraisal and extraction, kept from a blinded role by the database until they can no longer sway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from review_tool.services import reviews, roles
from review_tool.services.fulltexts import retrieving
from review_tool.services.history import auditing, undoing
from review_tool.services.reviews import Review
from review_tool.services.studies import agreeing, appraising, checklists, extracting
from review_tool.services.studies.appraised import appraised
from review_tool.services.studies.extracting import Entry
from review_tool.store.database import postgresql
from review_tool.store.database.role_rules import BESIDE, EXCERPTS, UNTIL_RELEASE
from tests.engines import Server
from tests.reviews import surroundings
from tests.tui.reviewing import all_included

pytestmark = pytest.mark.postgresql
TOOL = "weight-of-evidence"
SECRET = "what AK thinks"
Look = Callable[[str], list[Any]]


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = all_included(tmp_path)
    yield made
    made.close()


@pytest.fixture
def look(review: Review, server: Server) -> Iterator[Look]:
    """What a query of BR's own role finds, whatever program it is asked with."""
    database = str(postgresql.url(review.address).database)
    name = f"ben_of_{database}"
    with server.connect() as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN")
    roles.grant(review, name, "BR", by="AK")
    with server.connect(database, name) as plain:
        yield lambda query: list(plain.execute(query).fetchall())
    with server.connect(database) as admin:
        admin.execute(f"DROP OWNED BY {name}")
        admin.execute(f"DROP ROLE {name}")


@pytest.fixture
def theirs(review: Review, look: Look, server: Server, tmp_path: Path) -> Iterator[Review]:
    """The review as BR's role opens it."""
    assert look("SELECT 1") == [(1,)]
    (role,) = roles.granted(review)
    opened = reviews.open_review(
        server.url(str(postgresql.url(review.address).database), role.role), around=surroundings(tmp_path)
    )
    yield opened
    opened.close()


def appraise(review: Review, by: str, items: str = "ABCD", study: int = 1) -> None:
    for item in items:
        appraising.answer(review, study, TOOL, item, "high", by=by, note=SECRET if by == "AK" else "mine")


def secrets(look: Look) -> list[str]:
    """The tables of which BR's role reads anything that AK said, the log included."""
    found = [table for (table,) in look("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    readable = [t for t in found if look(f"SELECT has_table_privilege('{t}', 'SELECT')") == [(True,)]]
    assert {table.name for table in (*UNTIL_RELEASE, *BESIDE, *EXCERPTS)} <= set(readable)
    return sorted(t for t in readable if look(f"SELECT FROM {t} AS x WHERE x::text LIKE '%{SECRET}%'"))


ATTEMPTS = {
    "answers": "SELECT FROM answer WHERE reviewer = 'AK'",
    "judgements": "SELECT FROM judgement WHERE reviewer = 'AK'",
    "values": "SELECT FROM value WHERE field <> ''",
    "origins": "SELECT FROM value_origin",
    "bases": "SELECT FROM answer_basis JOIN event USING (n) WHERE actor = 'AK'",
    "passages": "SELECT FROM excerpt JOIN event USING (n) WHERE actor = 'AK'",
    "places": "SELECT FROM excerpt_span",
    "codes": "SELECT FROM coding",
    "a join": "SELECT FROM report JOIN value ON value.study = report.study",
    "an outer join": "SELECT FROM report LEFT JOIN answer ON answer.study = report.id WHERE answer.reviewer = 'AK'",
    "the log": "SELECT FROM event WHERE actor = 'AK' AND kind IN ('appraisal.answered', 'judgement.made')",
    "the log of values": "SELECT FROM event WHERE actor = 'AK' AND kind ~ '^(value|excerpt)'",
    "its text": f"SELECT FROM event WHERE payload LIKE '%{SECRET}%'",
    "a leaky function": f"SELECT FROM event WHERE payload LIKE '%{SECRET}%' AND 1 / length(payload) >= 0",
    "a leaky cast": "SELECT FROM value WHERE value::int > 0",
    "numbers": "SELECT FROM answer WHERE n = ANY (ARRAY(SELECT generate_series(1, 500))) AND reviewer = 'AK'",
    "a count": "SELECT FROM (SELECT count(*) AS many FROM value) AS counted WHERE many > 0",
    "a subquery": "SELECT FROM reviewer WHERE name IN (SELECT reviewer FROM answer WHERE reviewer = 'AK')",
    "a statistic": "SELECT FROM pg_stats WHERE tablename IN ('answer', 'value', 'judgement', 'excerpt', 'event')",
    "a sample": "SELECT FROM answer TABLESAMPLE SYSTEM (100) WHERE reviewer = 'AK'",
    "a lock": "SELECT FROM pg_stat_activity WHERE query LIKE '%INSERT INTO value%' AND usename <> current_user",
}


def test_others_work_is_read_by_no_query_before_release_and_by_all_after(
    review: Review, look: Look, theirs: Review, server: Server
) -> None:
    checklists.set_reviewers(review, 2, by="AK")
    extracting.choose_way(review, "dual", by="AK")
    appraise(review, "AK")
    appraising.answer(review, 1, TOOL, "A", "low", by="AK", note=SECRET, excerpt=f"{SECRET} of it", locator="p. 1")
    with review.writing() as unit:
        level = {"checklist": TOOL, "target": "overall", "level": "high", "proposed": "", "reason": SECRET}
        unit.record("judgement.made", "study:1", level, by="AK")
    extracting.extract(review, 1, "participants_n", Entry("17", excerpt=f"{SECRET}: 17", locator="p. 2"), by="AK")
    extracting.extract(review, 1, "participants_n", Entry("18", why=SECRET), by="AK")
    extracting.extract(review, 1, "country", Entry("Estonia", why=SECRET), by="AK")
    appraise(review, "AK", study=3)
    with server.connect(str(postgresql.url(review.address).database)) as admin:
        admin.execute("ANALYZE")
    assert [what for what, query in ATTEMPTS.items() if look(query)] == []
    assert secrets(look) == []
    assert appraising.answers(theirs, TOOL, reviewer="AK") == []
    assert extracting.values(theirs) == []

    appraise(theirs, "BR")
    assert look("SELECT DISTINCT reviewer FROM answer") == [("BR",)]
    extracting.extract(theirs, 1, "participants_n", Entry("17"), by="BR")
    reviews.open_review(review.address, around=surroundings()).close()  # the lead looks in
    assert look("SELECT DISTINCT study, reviewer FROM answer ORDER BY 2") == [(1, "AK"), (1, "BR")], "study 3 is not"
    assert look("SELECT study, level, reason FROM judgement") == [(1, "high", SECRET)]
    assert look("SELECT field, value FROM value ORDER BY n") == [("participants_n", v) for v in ("17", "18", "17")]
    assert len(look("SELECT FROM excerpt")) == 2
    assert "event" in secrets(look)
    assert {one.reviewer for one in appraising.answers(theirs, TOOL, reviewer="BR")} == {"AK", "BR"}
    assert appraised(theirs, TOOL, reviewer="BR")[1].released
    found = auditing.check(review)
    assert found.ok, found.problems


def test_what_is_undone_parted_or_planned_anew_is_blind_again(review: Review, look: Look, theirs: Review) -> None:
    assert look("SELECT FROM answer") == []
    appraise(review, "AK")
    extracting.extract(review, 1, "country", Entry("Estonia"), by="AK")
    assert (len(look("SELECT FROM answer")), len(look("SELECT FROM value"))) == (4, 1), "one person: nothing is blind"
    agreeing.verify(theirs, 1, TOOL, "A", by="BR")
    extracting.verify(theirs, 1, "country", by="BR")
    checklists.set_reviewers(review, 2, by="AK")
    assert look("SELECT FROM answer") == []
    extracting.choose_way(review, "dual", by="AK")
    assert len(look("SELECT FROM value")) == 1, "who checked it has seen it"
    appraise(theirs, "BR")
    review.catch_up()
    assert len(look("SELECT FROM answer")) == 8
    retrieving.group(review, [1, 3], by="AK")
    assert len(look("SELECT FROM answer")) == 8, "whichever number the study has now"
    last = [one.event for one in appraising.answers(review, TOOL, reviewer="AK") if one.reviewer == "AK"][-1]
    undoing.undo(review, last, by="AK")
    assert look("SELECT DISTINCT reviewer FROM answer") == [("BR",)]
    assert auditing.check(review).ok
