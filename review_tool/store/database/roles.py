"""Blindness that the database itself keeps: one role of PostgreSQL for one reviewer, with rights to read and to add.

A role sees its reviewer's own work, whatever is nobody's judgement, and others' votes, notes and tags once the report
has an outcome at the stage; of others' appraisal and extraction nothing. What is not named here is hidden. It adds
events of its reviewer's own chain and the rows of these, and changes nothing. What a vote comes to cannot be worked out
by who may not see the others': the report waits in `to_judge` for the next connection with all rights.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from review_tool.domain.decision import Outcome
from review_tool.domain.errors import ReviewError
from review_tool.store import tables as t
from review_tool.store.database import postgresql

UNTIL_OUTCOME = {t.vote: "decision.made", t.remark: "note.written", t.tag: "tag.set"}
"""Tables of what others see once its report has an outcome at its stage, with the kind of event of their rows."""
OWN = (
    *(t.postponement, t.answer, t.answer_basis, t.answer_check, t.judgement, t.settlement),
    *(t.excerpt, t.excerpt_span, t.suggestion, t.coding, t.value, t.value_origin, t.value_check),
)
"""Tables of which a role sees its own rows alone."""
IN_SIGHT = (
    *(t.review, t.event, t.file, t.record, t.replica, t.report, t.undone, t.source, t.reviewer, t.protocol),
    *(t.instrument, t.move, t.pair, t.pair_verdict, t.choice, t.membership, t.consensus, t.set_aside, t.mark),
    *(t.prioritisation, t.calibration, t.gate, t.assignment, t.duty, t.retrieval, t.document, t.seal),
    *(t.appraisal_plan, t.checklist_choice, t.study_design, t.wording_pin, t.extraction_way, t.pilot),
    *(t.strand, t.item, t.item_coding, t.recode, t.theme, t.memo),
    *(t.claim, t.wording, t.link, t.agreement, t.dissent, t.ranking),
)
"""Tables that a role sees; of `event` what `_seen_events` says. A table named nowhere here is seen by none."""
ADDS = (
    *(t.vote, t.remark, t.tag, t.postponement, t.answer, t.answer_basis, t.judgement),
    *(t.excerpt, t.excerpt_span, t.suggestion, t.coding, t.value, t.value_origin),
)
"""Tables that a role adds rows to."""
ADDED = (
    *("decision.made", "note.written", "tag.set", "report.postponed", "appraisal.answered", "judgement.made"),
    *("excerpt.marked", "excerpt.coded", "suggestion.rejected", "value.extracted"),
)
"""Kinds of events that a role adds."""
OPEN = (
    *("review.created", "reviewer.joined", "reviewer.withdrew", "reviewer.returned", "protocol.amended"),
    *("instrument.adopted", "source.described", "records.imported", "duplicates.found", "duplicates.merged"),
    *("duplicates.split", "duplicates.judged", "field.chosen", "calibration.drawn", "gate.opened", "gate.closed"),
    *("work.assigned", "conflict.resolved", "ranking.set", "retrieval.noted", "document.attached", "report.marked"),
    *("reports.grouped", "reports.regrouped", "appraisal.planned", "checklist.adopted", "checklist.assigned"),
    *("design.noted", "wording.loaded", "form.adopted", "extraction.planned", "study.piloted", "strand.described"),
    *("item.added", "items.imported", "columns.chosen", "seal.received"),
)
"""Kinds of events that are nobody's judgement of a report."""


_ME, _ALL = "(SELECT role_reviewer())", "(SELECT role_sees_all())"
"""Asked once a query, not once a row."""


def reviewer_of_role(connection: Connection) -> str:
    """Whose role this connection has; "" where it is bound to nobody."""
    if not _is_set_up(connection):
        return ""
    return str(connection.scalar(text("SELECT role_reviewer()")) or "")


def _is_set_up(connection: Connection) -> bool:
    return connection.scalar(text("SELECT to_regclass('member_role') IS NOT NULL")) is True


def waiting(connection: Connection) -> set[int]:
    """The reports whose standing is to be worked out: somebody voted who may not see what others said."""
    if not postgresql.is_ours(connection) or not _is_set_up(connection):
        return set()
    return set(connection.scalars(text("SELECT root FROM report JOIN to_judge ON to_judge.report = report.id")))


def clear(connection: Connection) -> None:
    """Nothing waits any more."""
    connection.execute(text("DELETE FROM to_judge"))


def grant(connection: Connection, role: str, reviewer: str, *, sighted: bool) -> None:
    """Bind a role of the server to a reviewer; `sighted` lets it read everything, and still change nothing.

    Raises:
        ReviewError: there is no such role, it is one with all rights, or this is no review in PostgreSQL.
    """
    _refuse_folder(connection)
    query = text(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles "
        "WHERE rolname = :role"
    )
    has_all = connection.scalar(query, {"role": role})
    if has_all is None:
        raise ReviewError(
            f"The server has no role {role}.", hint=f"Whoever keeps the server makes it: createuser {role}."
        )
    if has_all:
        raise ReviewError(
            f"{role} has all rights, so that nothing can be kept from it.", hint="Choose a role with no rights yet."
        )
    enforce(connection)
    connection.execute(
        text(
            "INSERT INTO member_role (role, reviewer, sighted) VALUES (:role, :reviewer, :sighted) "
            "ON CONFLICT (role) DO UPDATE SET reviewer = :reviewer, sighted = :sighted"
        ),
        {"role": role, "reviewer": reviewer, "sighted": sighted},
    )
    _give_rights(connection, role)


def revoke(connection: Connection, role: str) -> str:
    """Take a role's rights away; returns whose it was.

    Raises:
        ReviewError: the role is nobody's.
    """
    _refuse_folder(connection)
    found = {known: reviewer for known, reviewer, _ in granted(connection)}
    if role not in found:
        raise ReviewError(f"{role} is nobody's role in this review.", hint="See `review-tool team roles`.")
    name = _quoted(connection, role)
    connection.execute(text("DELETE FROM member_role WHERE role = :role"), {"role": role})
    for what in ("ALL TABLES", "ALL SEQUENCES"):
        connection.execute(text(f"REVOKE ALL ON {what} IN SCHEMA {_schema(connection)} FROM {name}"))
    return found[role]


def granted(connection: Connection) -> list[tuple[str, str, bool]]:
    """Every role with whose it is, and whether it sees everything."""
    _refuse_folder(connection)
    if not _is_set_up(connection):
        return []
    rows = connection.execute(text("SELECT role, reviewer, sighted FROM member_role ORDER BY role"))
    return [(row.role, row.reviewer, row.sighted) for row in rows]


def _refuse_folder(connection: Connection) -> None:
    if not postgresql.is_ours(connection):
        raise ReviewError(
            "Roles are for a review in PostgreSQL: whoever can open a folder's file can read it all.",
            hint="Offline copies with `bundle export --sealed` keep votes apart; or `copy` the review into a database.",
        )


def renew(connection: Connection) -> None:
    """After an upgrade: the rules and rights for tables that came since."""
    if _is_set_up(connection):
        enforce(connection)
        for role, _, _ in granted(connection):
            _give_rights(connection, role)


def enforce(connection: Connection) -> None:
    """Write the rules into the database, in place of those that are there. Its owner is not bound by them."""
    schema = _schema(connection)
    for statement in _FOUNDATION:
        connection.exec_driver_sql(statement.format(schema=schema))
    _rule(connection, "event", "seen", "FOR SELECT USING", _seen_events())
    _rule(
        connection,
        "event",
        "added",
        "FOR INSERT WITH CHECK",
        f"actor = {_ME} AND starts_with(writer, {_ME} || '@') AND kind IN ({_texts(ADDED)})",
    )
    shown = _texts([known.value for known in Outcome if known.shows_votes])
    for table in UNTIL_OUTCOME:
        judged = (
            f"EXISTS (SELECT FROM report WHERE report.id = {table.name}.report AND CASE {table.name}.stage "
            "WHEN 'title-abstract' THEN report.title_abstract WHEN 'full-text' THEN report.full_text END "
            f"IN ({shown}))"
        )
        _rule(
            connection,
            table.name,
            "seen",
            "FOR SELECT USING",
            f"{_ALL} OR reviewer = {_ME} OR {judged}",
        )
    for table in OWN:
        _rule(connection, table.name, "seen", "FOR SELECT USING", f"{_ALL} OR {_is_own(table.name)}")
    for table in ADDS:
        own = _is_own(table.name) + (f" AND reviewer = {_ME}" if "reviewer" in table.c else "")
        _rule(connection, table.name, "added", "FOR INSERT WITH CHECK", own)


def _seen_events() -> str:
    rows = " OR ".join(
        f"(kind = '{kind}' AND EXISTS (SELECT FROM {table.name} WHERE {table.name}.n = event.n))"
        for table, kind in UNTIL_OUTCOME.items()
    )
    return f"{_ALL} OR actor = {_ME} OR kind IN ({_texts(OPEN)}) OR {rows}"


def _is_own(table: str) -> str:
    return f"role_wrote({table}.n)"


def _rule(connection: Connection, table: str, name: str, how: str, condition: str) -> None:
    connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
    connection.exec_driver_sql(f"CREATE POLICY {name} ON {table} {how} ({condition})")
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _give_rights(connection: Connection, role: str) -> None:
    schema, name = _schema(connection), _quoted(connection, role)
    seen = [table.name for table in (*IN_SIGHT, *UNTIL_OUTCOME, *OWN)]
    for statement in (
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"GRANT SELECT ON alembic_version, record_search, {', '.join(seen)} TO {name}",
        f"GRANT INSERT ON event, {', '.join(table.name for table in ADDS)} TO {name}",
        f"GRANT USAGE ON SEQUENCE event_n_seq TO {name}",
    ):
        connection.exec_driver_sql(statement)


def _schema(connection: Connection) -> str:
    return _quoted(connection, str(connection.scalar(text("SELECT current_schema()"))))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _texts(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


# `session_user`, not `current_user`: inside a function that runs with its owner's rights the second is the owner.
_FOUNDATION = (
    "CREATE TABLE IF NOT EXISTS member_role (role text PRIMARY KEY, reviewer text NOT NULL, sighted boolean NOT NULL)",
    "CREATE TABLE IF NOT EXISTS to_judge (report bigint NOT NULL)",
    "CREATE OR REPLACE FUNCTION role_reviewer() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS "
    "$$ SELECT reviewer FROM member_role WHERE role = session_user $$",
    "CREATE OR REPLACE FUNCTION role_wrote(number bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS "
    "$$ SELECT EXISTS (SELECT FROM event WHERE n = number AND actor = role_reviewer()) $$",
    "CREATE OR REPLACE FUNCTION role_sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS "
    "$$ SELECT coalesce((SELECT sighted FROM member_role WHERE role = session_user), false) $$",
    "CREATE OR REPLACE FUNCTION vote_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS $$ BEGIN IF role_reviewer() IS NOT NULL THEN "
    "INSERT INTO to_judge VALUES (NEW.report); DELETE FROM duty WHERE reviewer = NEW.reviewer AND stage = NEW.stage "
    "AND report IN (SELECT root FROM report WHERE id = NEW.report); END IF; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS vote_waits ON vote",
    "CREATE TRIGGER vote_waits AFTER INSERT ON vote FOR EACH ROW EXECUTE FUNCTION vote_waits()",
)
