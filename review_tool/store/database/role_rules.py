"""The rules that a database keeps for blinded roles: which rows each sees, and which it may add.

Votes, notes and tags come in sight with their report's outcome. Answers and judgements do once two people have finished
the checklist for the study, extracted values once two have extracted the field, as in the program: when that is, only
the program can tell, which writes it into `released`. Triggers note in `to_release` which studies it is to look at.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, text

from review_tool.domain.decision import Outcome
from review_tool.store import tables as t

UNTIL_OUTCOME = {t.vote: "decision.made", t.remark: "note.written", t.tag: "tag.set"}
"""Tables of what others see once its report has an outcome at its stage, with the kind of event of their rows."""
APPRAISAL, EXTRACTION = "appraisal", "extraction"
"""What `released` tells apart."""
UNTIL_RELEASE = {
    t.answer: (APPRAISAL, "checklist", ("appraisal.answered",)),
    t.judgement: (APPRAISAL, "checklist", ("judgement.made",)),
    t.answer_check: (APPRAISAL, "checklist", ("appraisal.verified",)),
    t.settlement: (APPRAISAL, "checklist", ("appraisal.settled",)),
    t.value: (EXTRACTION, "field", ("value.extracted", "value.corrected", "value.settled")),
    t.value_check: (EXTRACTION, "field", ("value.verified",)),
}
"""Tables of what others see once it is released for its study: what it belongs to, the column that says to which, and
the kinds of events of their rows."""
BESIDE = {
    t.answer_basis: "answer WHERE answer.n = answer_basis.n",
    t.value_origin: "value WHERE value.n = value_origin.n",
    t.excerpt_span: "excerpt WHERE excerpt.id = excerpt_span.excerpt",
    t.coding: "excerpt WHERE excerpt.id = coding.excerpt",
}
"""Tables whose rows are seen with the row of another table that they tell more of."""
EXCERPTS = {t.excerpt: "excerpt.marked", t.coding: "excerpt.coded"}
"""Passages are kept back with the answers and values that rest on them, and so are their codes; with their events."""
OWN = (t.postponement, t.suggestion)
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
    *(t.excerpt, t.excerpt_span, t.suggestion, t.coding, t.value, t.value_origin, t.answer_check, t.value_check),
)
"""Tables that a role adds rows to."""
ADDED = (
    *("decision.made", "note.written", "tag.set", "report.postponed", "appraisal.answered", "judgement.made"),
    *("excerpt.marked", "excerpt.coded", "suggestion.rejected", "value.extracted"),
    *("appraisal.verified", "value.verified", "value.corrected"),
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


def enforce(connection: Connection) -> None:
    """Write the rules into the database, in place of those that are there. Its owner is not bound by them."""
    schema = quoted_schema(connection)
    for statement in (*_FOUNDATION, *_noting()):
        connection.exec_driver_sql(statement.format(schema=schema))
    connection.exec_driver_sql("INSERT INTO to_release VALUES (0)")
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
    for table, (what, column, _) in UNTIL_RELEASE.items():
        free = _released(what, f"{table.name}.study", f"{table.name}.{column}")
        _rule(connection, table.name, "seen", "FOR SELECT USING", f"{_ALL} OR {_is_own(table.name)} OR {free}")
    for table, other in BESIDE.items():
        told = f"EXISTS (SELECT FROM {other})"
        _rule(connection, table.name, "seen", "FOR SELECT USING", f"{_ALL} OR {_is_own(table.name)} OR {told}")
    given = f"{_ALL} OR {_is_own('excerpt')} OR NOT excerpt_kept(id)"
    _rule(connection, "excerpt", "seen", "FOR SELECT USING", given)
    for table in OWN:
        _rule(connection, table.name, "seen", "FOR SELECT USING", f"{_ALL} OR {_is_own(table.name)}")
    for table in ADDS:
        own = _is_own(table.name) + (f" AND reviewer = {_ME}" if "reviewer" in table.c else "")
        _rule(connection, table.name, "added", "FOR INSERT WITH CHECK", own)


def _seen_events() -> str:
    kinds: list[tuple[Table, tuple[str, ...]]] = [
        (table, (kind,)) for table, kind in (*UNTIL_OUTCOME.items(), *EXCERPTS.items())
    ]
    kinds += [(table, of) for table, (_, _, of) in UNTIL_RELEASE.items()]
    rows = " OR ".join(
        f"(kind IN ({_texts(of)}) AND EXISTS (SELECT FROM {table.name} WHERE {table.name}.n = event.n))"
        for table, of in kinds
    )
    return f"{_ALL} OR actor = {_ME} OR kind IN ({_texts(OPEN)}) OR {rows}"


def _released(what: str, study: str, name: str) -> str:
    """The condition that what is called so of a study is released."""
    return (
        f"EXISTS (SELECT FROM released WHERE released.what = '{what}' AND (released.study = 0 "
        f"OR (released.study = {study} AND released.name = {name})))"
    )


def _is_own(table: str) -> str:
    return f"role_wrote({table}.n)"


def _rule(connection: Connection, table: str, name: str, how: str, condition: str) -> None:
    connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
    connection.exec_driver_sql(f"CREATE POLICY {name} ON {table} {how} ({condition})")
    connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def quoted_schema(connection: Connection) -> str:
    return quoted(connection, str(connection.scalar(text("SELECT current_schema()"))))


def quoted(connection: Connection, name: str) -> str:
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
    "CREATE TABLE IF NOT EXISTS released (what text NOT NULL, study bigint NOT NULL, name text NOT NULL, "
    "PRIMARY KEY (study, what, name))",
    "CREATE TABLE IF NOT EXISTS to_release (study bigint NOT NULL)",
    "CREATE OR REPLACE FUNCTION excerpt_kept(passage text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS $$ SELECT EXISTS (SELECT FROM answer_basis JOIN answer ON answer.n = "
    "answer_basis.n JOIN event ON event.n = answer.n WHERE answer_basis.excerpt = passage AND event.actor <> "
    f"role_reviewer() AND NOT {_released(APPRAISAL, 'answer.study', 'answer.checklist')}) OR EXISTS (SELECT FROM value "
    "JOIN event ON event.n = value.n WHERE value.excerpt = passage AND event.actor <> role_reviewer() AND NOT "
    f"{_released(EXTRACTION, 'value.study', 'value.field')}) $$",
    "CREATE OR REPLACE FUNCTION may_release() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS $$ BEGIN "
    "IF TG_OP <> 'INSERT' THEN INSERT INTO to_release VALUES (OLD.study); END IF; "
    "IF TG_OP <> 'DELETE' THEN INSERT INTO to_release VALUES (NEW.study); END IF; RETURN NULL; END $$",
    "CREATE OR REPLACE FUNCTION may_release_all() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = {schema}, pg_temp AS $$ BEGIN INSERT INTO to_release VALUES (0); RETURN NULL; END $$",
)
_OF_ALL = (t.appraisal_plan, t.extraction_way, t.instrument)
"""Tables whose rows bear on what is released of every study."""


def _noting() -> list[str]:
    """The triggers that note which studies may have come free, or are blind again."""
    made = [
        ("report", "UPDATE OF study", "ROW WHEN (OLD.study <> NEW.study)", "may_release"),
        *((table.name, "INSERT OR DELETE", "ROW", "may_release") for table in UNTIL_RELEASE),
        *((table.name, "INSERT OR DELETE", "STATEMENT", "may_release_all") for table in _OF_ALL),
    ]
    return [
        statement
        for table, deeds, each, function in made
        for statement in (
            f"DROP TRIGGER IF EXISTS may_release ON {table}",
            f"CREATE TRIGGER may_release AFTER {deeds} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
        )
    ]
