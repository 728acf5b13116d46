"""Blindness that the database itself keeps: one role of PostgreSQL for one reviewer, with rights to read and to add.

A role sees its reviewer's own work, whatever is nobody's judgement, and others' work once it can no longer sway, as
`role_rules` says; what is not named there is hidden. It adds events of its reviewer's own chain and the rows of these,
and changes nothing. What its work comes to cannot be worked out by who may not see the others': a report waits in
`to_judge`, a study in `to_release`, for the next connection with all rights.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from review_tool.domain.errors import ReviewError
from review_tool.store import tables as t
from review_tool.store.database import postgresql
from review_tool.store.database.role_rules import (
    ADDS,
    BESIDE,
    IN_SIGHT,
    OWN,
    UNTIL_OUTCOME,
    UNTIL_RELEASE,
    enforce,
    quoted,
    quoted_schema,
)

Released = tuple[str, int, str]
"""Of `released`: appraisal or extraction, the study, and the checklist or field; study 0 and "" where all of it is."""


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


def to_release(connection: Connection) -> set[int]:
    """The studies of which something may be released, or be blind again; with 0, every study."""
    if not postgresql.is_ours(connection) or not _keeps_releases(connection):
        return set()
    return set(connection.scalars(text("SELECT study FROM to_release")))


def release(connection: Connection, studies: Collection[int], free: Collection[Released]) -> None:
    """Write down anew what is released of these studies; where 0 is among them, of all."""
    every = "" if 0 in studies else " WHERE study = ANY (:studies)"
    connection.execute(text(f"DELETE FROM released{every}"), {"studies": list(studies)} if every else {})
    if free:
        rows = [{"what": what, "study": study, "name": name} for what, study, name in free]
        connection.execute(text("INSERT INTO released VALUES (:what, :study, :name) ON CONFLICT DO NOTHING"), rows)
    connection.execute(text("DELETE FROM to_release"))


def _keeps_releases(connection: Connection) -> bool:
    return connection.scalar(text("SELECT to_regclass('to_release') IS NOT NULL")) is True


def are_old(connection: Connection) -> bool:
    """Whether the rules in the database are those of an older version."""
    return _is_set_up(connection) and not _keeps_releases(connection)


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
    name = quoted(connection, role)
    connection.execute(text("DELETE FROM member_role WHERE role = :role"), {"role": role})
    for what in ("ALL TABLES", "ALL SEQUENCES"):
        connection.execute(text(f"REVOKE ALL ON {what} IN SCHEMA {quoted_schema(connection)} FROM {name}"))
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


def _give_rights(connection: Connection, role: str) -> None:
    schema, name = quoted_schema(connection), quoted(connection, role)
    seen = [table.name for table in (*IN_SIGHT, *UNTIL_OUTCOME, *UNTIL_RELEASE, *BESIDE, t.excerpt, *OWN)]
    for statement in (
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"GRANT SELECT ON alembic_version, record_search, released, {', '.join(seen)} TO {name}",
        f"GRANT INSERT ON event, {', '.join(table.name for table in ADDS)} TO {name}",
        f"GRANT USAGE ON SEQUENCE event_n_seq TO {name}",
    ):
        connection.exec_driver_sql(statement)
