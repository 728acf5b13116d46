"""The tables. Facts are append-only; the rest is what the live events say, one row an event, the latest row speaking.

`n` is the local number of the event a row follows from: undoing the event deletes its rows, doing it again restores
them. `report` and `duty` are worked out from other rows (see `standings` and `duties`).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _n(*, key: bool = False) -> Column[int]:
    return Column("n", Integer, ForeignKey("event.n"), primary_key=key, nullable=False, index=not key)


def _report(name: str = "report") -> Column[int]:
    return Column(name, Integer, ForeignKey("report.id"), nullable=False, index=True)


# Facts: triggers refuse UPDATE, DELETE and INSERT OR REPLACE on these four.

review = Table("review", metadata, Column("id", Text, primary_key=True), _text("created", None))

event = Table(
    "event",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("review", Text, ForeignKey("review.id"), nullable=False),
    _text("writer", None),
    Column("seq", Integer, nullable=False),
    _text("at", None),
    _text("actor", None),
    _text("kind", None),
    _text("subject", None),
    _text("payload", None),
    _text("app_version", None),
    _text("prev", None),
    Column("hash", Text, nullable=False, unique=True),
    Column("tick", Integer, nullable=False, server_default="0"),
    UniqueConstraint("writer", "seq"),
    UniqueConstraint("writer", "prev"),
    Index(None, "kind"),
    Index(None, "subject"),
    sqlite_autoincrement=True,
)

file = Table(
    "file",
    metadata,
    Column("sha", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("imported", Text, nullable=False, index=True),
    Column("file", Text, ForeignKey("file.sha"), nullable=False),
    _text("file_name"),
    _text("source"),
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("raw_key", Text, nullable=False),
    Column("hash", Text, nullable=False),
    _text("title"),
    _text("authors", "[]"),
    Column("year", Integer),
    _text("journal"),
    _text("volume"),
    _text("issue"),
    _text("pages"),
    _text("doi"),
    _text("pmid"),
    _text("abstract"),
    _text("keywords", "[]"),
    _text("url"),
    _text("type"),
    _text("language"),
    _text("source_id"),
)

# Of this copy alone: it is never handed on.

replica = Table("replica", metadata, Column("name", Text, primary_key=True))

# What follows from the live events.

undone = Table("undone", metadata, _n(key=True), Column("target", Integer, ForeignKey("event.n"), index=True))

source = Table(
    "source",
    metadata,
    _n(key=True),
    _text("name"),
    _text("kind"),
    _text("platform"),
    _text("searched"),
    _text("query"),
    Column("hits", Integer),
)

reviewer = Table("reviewer", metadata, _n(key=True), _text("name"), _text("role"))

protocol = Table("protocol", metadata, _n(key=True), Column("version", Integer, nullable=False), _text("body"))

instrument = Table("instrument", metadata, _n(key=True), _text("kind"), _text("name"), _text("body"))

report = Table(
    "report",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, ForeignKey("event.n"), nullable=False, index=True),
    Column("root", Integer, nullable=False, index=True),
    Column("study", Integer, nullable=False, index=True),
    Column("searched", Boolean, nullable=False),
    _text("title_abstract", "to do"),
    _text("full_text", "to do"),
    _text("reason"),
    _text("retrieval", "sought"),
    Index(None, "title_abstract", "full_text"),
)

move = Table("move", metadata, _n(), _report(), _report("root"))

pair = Table(
    "pair",
    metadata,
    _n(),
    _report("a"),
    _report("b"),
    Column("score", Float, nullable=False),
    _text("why", "[]"),
    Column("related", Boolean, nullable=False),
)

pair_verdict = Table("pair_verdict", metadata, _n(), _report("a"), _report("b"), _text("verdict"))

choice = Table("choice", metadata, _n(), _report(), _text("field"), _report("record"))

vote = Table(
    "vote",
    metadata,
    _n(key=True),
    _report(),
    _text("stage"),
    _text("reviewer"),
    _text("verdict"),
    _text("reason"),
    _text("note"),
    Column("learn", Boolean, nullable=False, server_default="1"),
    _text("task"),
    Column("needs", Integer, nullable=False, server_default="0"),
    Column("verify", Boolean, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="0"),
    Index(None, "stage", "reviewer"),
)

consensus = Table(
    "consensus",
    metadata,
    _n(key=True),
    _report(),
    _text("stage"),
    _text("verdict"),
    _text("reason"),
    _text("note"),
)

prioritisation = Table(
    "prioritisation",
    metadata,
    _n(key=True),
    Column("is_on", Boolean, nullable=False),
    Column("random", Integer, nullable=False),
    _text("rule"),
)

remark = Table("remark", metadata, _n(key=True), _report(), _text("reviewer"), _text("text"), _text("stage"))

tag = Table(
    "tag",
    metadata,
    _n(key=True),
    _report(),
    _text("reviewer"),
    _text("tag"),
    Column("present", Boolean, nullable=False),
    _text("stage"),
)

calibration = Table(
    "calibration", metadata, _n(), _report(), _text("stage"), Column("round", Integer, nullable=False), _text("drawn")
)

gate = Table("gate", metadata, _n(key=True), _text("stage"), Column("is_open", Boolean, nullable=False))

set_aside = Table("set_aside", metadata, _n(), _report(), _text("stage"), _text("cast_in"))

postponement = Table("postponement", metadata, _n(key=True), _report(), _text("stage"), _text("reviewer"))

assignment = Table("assignment", metadata, _n(), _report(), _text("stage"), _text("reviewer"))

duty = Table(
    "duty",
    metadata,
    _n(),
    _report(),
    _text("stage"),
    _text("reviewer"),
    _text("task"),
    Index(None, "stage", "reviewer", "task", "report"),
)

retrieval = Table("retrieval", metadata, _n(key=True), _report(), _text("state"), _text("attempt"))

document = Table(
    "document",
    metadata,
    _n(key=True),
    _report(),
    Column("sha", Text, ForeignKey("file.sha"), nullable=False),
    _text("name"),
)

membership = Table("membership", metadata, _n(), _report(), Column("study", Integer, nullable=False))

answer = Table(
    "answer",
    metadata,
    _n(key=True),
    _report("study"),
    _text("checklist"),
    _text("item"),
    _text("reviewer"),
    _text("answer"),
    _text("note"),
)

appraisal_plan = Table("appraisal_plan", metadata, _n(key=True), Column("reviewers", Integer, nullable=False))

checklist_choice = Table("checklist_choice", metadata, _n(key=True), _text("design"), _text("checklists", "[]"))

study_design = Table("study_design", metadata, _n(key=True), _report("study"), _text("design"), _text("note"))

wording_pin = Table(
    "wording_pin",
    metadata,
    _n(key=True),
    _text("checklist"),
    _text("version"),
    _text("sha"),
    _text("file"),
    _text("licence"),
)

judgement = Table(
    "judgement",
    metadata,
    _n(key=True),
    _report("study"),
    _text("checklist"),
    _text("target"),
    _text("reviewer"),
    _text("level"),
    _text("proposed"),
    _text("reason"),
)

settlement = Table(
    "settlement",
    metadata,
    _n(key=True),
    _report("study"),
    _text("checklist"),
    _text("item"),
    _text("answer"),
    _text("note"),
)

answer_check = Table(
    "answer_check",
    metadata,
    _n(key=True),
    _report("study"),
    _text("checklist"),
    _text("item"),
    _text("answered"),
    _text("answer"),
    _text("note"),
)

excerpt = Table(
    "excerpt",
    metadata,
    Column("id", Text, primary_key=True),
    _n(),
    _report(),
    _text("kind"),
    _text("text"),
    _text("locator"),
)

excerpt_span = Table(
    "excerpt_span",
    metadata,
    _n(key=True),
    Column("excerpt", Text, ForeignKey("excerpt.id"), nullable=False, index=True),
    _text("sha"),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

suggestion = Table(
    "suggestion",
    metadata,
    _n(key=True),
    _report(),
    _text("label"),
    Column("confirmed", Boolean, nullable=False),
    _text("text"),
    _text("heading"),
    _text("sha"),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

answer_basis = Table(
    "answer_basis",
    metadata,
    _n(key=True),
    Column("excerpt", Text, ForeignKey("excerpt.id"), index=True),
    _text("version"),
)

value = Table(
    "value",
    metadata,
    _n(key=True),
    _report("study"),
    _text("field"),
    _text("value"),
    Column("not_reported", Boolean, nullable=False),
    Column("excerpt", Text, ForeignKey("excerpt.id"), index=True),
)

value_origin = Table(
    "value_origin", metadata, _n(key=True), _text("deed"), _text("corrects"), _text("why"), _text("form")
)

value_check = Table(
    "value_check", metadata, _n(key=True), _report("study"), _text("field"), _text("of"), _text("note"), _text("form")
)

extraction_way = Table("extraction_way", metadata, _n(key=True), _text("way"))

pilot = Table("pilot", metadata, _n(key=True), _report("study"), Column("present", Boolean, nullable=False))

mark = Table(
    "mark", metadata, _n(key=True), _report(), _text("mark"), Column("present", Boolean, nullable=False), _text("why")
)

coding = Table(
    "coding",
    metadata,
    _n(),
    Column("excerpt", Text, ForeignKey("excerpt.id"), nullable=False, index=True),
    _text("code"),
    Column("present", Boolean, nullable=False),
)

item_coding = Table(
    "item_coding",
    metadata,
    _n(),
    Column("item", Text, ForeignKey("item.id"), nullable=False, index=True),
    _text("code"),
    Column("present", Boolean, nullable=False),
)

recode = Table(
    "recode",
    metadata,
    _n(),
    _text("code"),
    _text("becomes"),
    Column("split", Boolean, nullable=False),
)

theme = Table(
    "theme",
    metadata,
    _n(),
    Column("place", Integer, nullable=False, server_default="0"),
    _text("name"),
    _text("description"),
    _text("codes", "[]"),
    _text("level", "descriptive"),
    _text("above"),
    Column("frame", Boolean, nullable=False, server_default="0"),
    _text("disconfirming"),
    Column("final", Boolean, nullable=False, server_default="0"),
    _text("becomes"),
    Column("gone", Boolean, nullable=False, server_default="0"),
)

memo = Table("memo", metadata, _n(key=True), _text("kind"), _text("target"), _text("text"))

claim = Table(
    "claim",
    metadata,
    Column("id", Text, primary_key=True),
    _n(),
    _text("kind"),
    Column("number", Integer, nullable=False),
)

wording = Table(
    "wording",
    metadata,
    _n(key=True),
    Column("claim", Text, ForeignKey("claim.id"), nullable=False, index=True),
    _text("body"),
    Column("judgement", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)

link = Table(
    "link",
    metadata,
    _n(),
    Column("claim", Text, ForeignKey("claim.id"), nullable=False, index=True),
    _text("kind"),
    _text("target"),
    _text("stance"),
    Column("present", Boolean, nullable=False),
    Index(None, "target"),
)

agreement = Table(
    "agreement",
    metadata,
    _n(key=True),
    Column("claim", Text, ForeignKey("claim.id"), nullable=False, index=True),
    _text("people"),
    Column("agree", Integer, nullable=False),
    Column("against", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
)

dissent = Table(
    "dissent",
    metadata,
    _n(key=True),
    Column("claim", Text, ForeignKey("claim.id"), nullable=False, index=True),
    _text("who"),
    _text("text"),
)

ranking = Table(
    "ranking",
    metadata,
    _n(key=True),
    Column("claim", Text, ForeignKey("claim.id"), nullable=False, index=True),
    _text("people"),
    Column("place", Integer, nullable=False),
)

strand = Table(
    "strand",
    metadata,
    _n(key=True),
    _text("name"),
    _text("kind"),
    Column("size", Integer, nullable=False),
    _text("description"),
)

item = Table(
    "item",
    metadata,
    Column("id", Text, primary_key=True),
    _n(),
    _text("strand"),
    _text("label"),
    _text("text"),
)

seal = Table("seal", metadata, _n(key=True), _text("writer"), Column("seq", Integer, nullable=False), _text("hash"))

FACTS = (review, event, file, record)
STATE = tuple(table for table in metadata.sorted_tables if table not in (*FACTS, replica))
"""Every table that can be made again from the facts, parents before children."""
