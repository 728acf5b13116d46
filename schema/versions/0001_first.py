"""The first schema: facts that cannot be changed, and the state that follows from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

FACTS = ("review", "event", "file", "record")
KEYS = {"review": "id", "event": "id", "file": "sha", "record": "id"}


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        for table in FACTS:
            _append_only(table, KEYS[table])
        _search()
    else:
        _append_only_postgresql()
        _search_postgresql()


def _append_only(table: str, key: str) -> None:
    """Refuse every way of changing a row: UPDATE, DELETE and INSERT OR REPLACE (which fires no DELETE trigger)."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _search() -> None:
    """Full-text search over what a record says; kept in step by a trigger, since records only ever come."""
    columns = "title, abstract, authors, journal, keywords"
    op.execute(
        f"CREATE VIRTUAL TABLE record_search USING fts5({columns}, content='record', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    new = ", ".join(f"NEW.{name}" for name in columns.split(", "))
    op.execute(
        "CREATE TRIGGER record_searchable AFTER INSERT ON record "
        f"BEGIN INSERT INTO record_search(rowid, {columns}) VALUES (NEW.id, {new}); END"
    )


def _append_only_postgresql() -> None:
    """The same; also where a superuser has switched ordinary triggers off for the session."""
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in FACTS:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only")


def _search_postgresql() -> None:
    """Words as FTS5's unicode61 tells them: letters and digits, without case and accents.

    Between two fields stands what nobody can ask for, so that no phrase reaches from one into the next. A field is read
    as far as its words fit into one index entry.
    """
    icu = op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu')"))
    letters = ' COLLATE "und-x-icu"' if icu else ""
    op.execute(
        "CREATE FUNCTION search_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT btrim("
        f"regexp_replace(regexp_replace(lower(normalize(left(said, 40000), NFKD){letters}), "
        r"'[\u0300-\u036f]', '', 'g'), '[^[\:alnum\:]]+', ' ', 'g')) $$"
    )
    op.execute(
        "CREATE FUNCTION search_term(said text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        "SELECT to_tsquery('simple', coalesce(replace(nullif(search_words(said), ''), ' ', ' <-> ') "
        r"|| CASE WHEN said LIKE '%*' THEN ':*' ELSE '' END, '')) $$"
    )
    op.create_table(
        "record_search",
        sa.Column("id", sa.Integer(), sa.ForeignKey("record.id"), primary_key=True, autoincrement=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
    )
    op.create_index("ix_record_search_words", "record_search", ["words"], postgresql_using="gin")
    fields = " || ' /end/of/field ' || ".join(
        f"search_words(NEW.{name})" for name in ("title", "abstract", "authors", "journal", "keywords")
    )
    op.execute(
        "CREATE FUNCTION record_searchable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO record_search VALUES (NEW.id, to_tsvector('simple', {fields})); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER record_searchable AFTER INSERT ON record FOR EACH ROW EXECUTE FUNCTION record_searchable()"
    )


def _tables() -> None:
    op.create_table(
        "file",
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha", name=op.f("pk_file")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_table(
        "event",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("writer", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review"], ["review.id"], name=op.f("fk_event_review")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
        sa.UniqueConstraint("id", name=op.f("uq_event_id")),
        sa.UniqueConstraint("writer", "prev", name=op.f("uq_event_writer_prev")),
        sa.UniqueConstraint("writer", "seq", name=op.f("uq_event_writer_seq")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_kind"), "event", ["kind"], unique=False)
    op.create_index(op.f("ix_event_subject"), "event", ["subject"], unique=False)
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("imported", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("raw_key", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("authors", sa.Text(), server_default="[]", nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("journal", sa.Text(), server_default="", nullable=False),
        sa.Column("volume", sa.Text(), server_default="", nullable=False),
        sa.Column("issue", sa.Text(), server_default="", nullable=False),
        sa.Column("pages", sa.Text(), server_default="", nullable=False),
        sa.Column("doi", sa.Text(), server_default="", nullable=False),
        sa.Column("pmid", sa.Text(), server_default="", nullable=False),
        sa.Column("abstract", sa.Text(), server_default="", nullable=False),
        sa.Column("keywords", sa.Text(), server_default="[]", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("type", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["file"], ["file.sha"], name=op.f("fk_record_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_doi"), "record", ["doi"], unique=False)
    op.create_index(op.f("ix_record_imported"), "record", ["imported"], unique=False)
    op.create_index(op.f("ix_record_raw_key"), "record", ["raw_key"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_claim_n")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_n"), "claim", ["n"], unique=False)
    op.create_table(
        "instrument",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_instrument_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_instrument")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("strand", sa.Text(), server_default="", nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_item_n")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index(op.f("ix_item_n"), "item", ["n"], unique=False)
    op.create_table(
        "protocol",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_protocol_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_protocol")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.Column("study", sa.Integer(), nullable=False),
        sa.Column("searched", sa.Boolean(), nullable=False),
        sa.Column("title_abstract", sa.Text(), server_default="to do", nullable=False),
        sa.Column("full_text", sa.Text(), server_default="to do", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("retrieval", sa.Text(), server_default="sought", nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_report_id")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_report_n")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_n"), "report", ["n"], unique=False)
    op.create_index(op.f("ix_report_root"), "report", ["root"], unique=False)
    op.create_index(op.f("ix_report_study"), "report", ["study"], unique=False)
    op.create_index(op.f("ix_report_title_abstract_full_text"), "report", ["title_abstract", "full_text"], unique=False)
    op.create_table(
        "reviewer",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_reviewer_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_reviewer")),
    )
    op.create_table(
        "source",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("platform", sa.Text(), server_default="", nullable=False),
        sa.Column("searched", sa.Text(), server_default="", nullable=False),
        sa.Column("query", sa.Text(), server_default="", nullable=False),
        sa.Column("hits", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_source_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_source")),
    )
    op.create_table(
        "strand",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_strand_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_strand")),
    )
    op.create_table(
        "theme",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("codes", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_theme_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_theme")),
    )
    op.create_table(
        "undone",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_undone_n")),
        sa.ForeignKeyConstraint(["target"], ["event.n"], name=op.f("fk_undone_target")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_undone")),
        sa.UniqueConstraint("target", name=op.f("uq_undone_target")),
    )
    op.create_table(
        "answer",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("study", sa.Integer(), nullable=False),
        sa.Column("checklist", sa.Text(), server_default="", nullable=False),
        sa.Column("item", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_answer_n")),
        sa.ForeignKeyConstraint(["study"], ["report.id"], name=op.f("fk_answer_study")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_study"), "answer", ["study"], unique=False)
    op.create_table(
        "consensus",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_consensus_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_consensus_report")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_consensus")),
    )
    op.create_index(op.f("ix_consensus_report"), "consensus", ["report"], unique=False)
    op.create_table(
        "document",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_document_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_document_report")),
        sa.ForeignKeyConstraint(["sha"], ["file.sha"], name=op.f("fk_document_sha")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_report"), "document", ["report"], unique=False)
    op.create_table(
        "excerpt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("locator", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_excerpt_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_excerpt_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpt")),
    )
    op.create_index(op.f("ix_excerpt_n"), "excerpt", ["n"], unique=False)
    op.create_index(op.f("ix_excerpt_report"), "excerpt", ["report"], unique=False)
    op.create_table(
        "link",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("stance", sa.Text(), server_default="", nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_link_claim")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_link_n")),
    )
    op.create_index(op.f("ix_link_claim"), "link", ["claim"], unique=False)
    op.create_index(op.f("ix_link_n"), "link", ["n"], unique=False)
    op.create_index(op.f("ix_link_target"), "link", ["target"], unique=False)
    op.create_table(
        "membership",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("study", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_membership_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_membership_report")),
    )
    op.create_index(op.f("ix_membership_n"), "membership", ["n"], unique=False)
    op.create_index(op.f("ix_membership_report"), "membership", ["report"], unique=False)
    op.create_table(
        "move",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_move_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_move_report")),
    )
    op.create_index(op.f("ix_move_n"), "move", ["n"], unique=False)
    op.create_index(op.f("ix_move_report"), "move", ["report"], unique=False)
    op.create_table(
        "pair",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), server_default="[]", nullable=False),
        sa.Column("related", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["report.id"], name=op.f("fk_pair_a")),
        sa.ForeignKeyConstraint(["b"], ["report.id"], name=op.f("fk_pair_b")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_pair_n")),
    )
    op.create_index(op.f("ix_pair_a"), "pair", ["a"], unique=False)
    op.create_index(op.f("ix_pair_b"), "pair", ["b"], unique=False)
    op.create_index(op.f("ix_pair_n"), "pair", ["n"], unique=False)
    op.create_table(
        "pair_verdict",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["a"], ["report.id"], name=op.f("fk_pair_verdict_a")),
        sa.ForeignKeyConstraint(["b"], ["report.id"], name=op.f("fk_pair_verdict_b")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_pair_verdict_n")),
    )
    op.create_index(op.f("ix_pair_verdict_a"), "pair_verdict", ["a"], unique=False)
    op.create_index(op.f("ix_pair_verdict_b"), "pair_verdict", ["b"], unique=False)
    op.create_index(op.f("ix_pair_verdict_n"), "pair_verdict", ["n"], unique=False)
    op.create_table(
        "remark",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_remark_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_remark_report")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_report"), "remark", ["report"], unique=False)
    op.create_table(
        "retrieval",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_retrieval_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_retrieval_report")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_retrieval")),
    )
    op.create_index(op.f("ix_retrieval_report"), "retrieval", ["report"], unique=False)
    op.create_table(
        "tag",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("tag", sa.Text(), server_default="", nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_tag_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_tag_report")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_tag")),
    )
    op.create_index(op.f("ix_tag_report"), "tag", ["report"], unique=False)
    op.create_table(
        "vote",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_vote_n")),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_vote_report")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_vote")),
    )
    op.create_index(op.f("ix_vote_report"), "vote", ["report"], unique=False)
    op.create_index(op.f("ix_vote_stage_reviewer"), "vote", ["stage", "reviewer"], unique=False)
    op.create_table(
        "wording",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("judgement", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name=op.f("fk_wording_claim")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_wording_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_wording")),
    )
    op.create_index(op.f("ix_wording_claim"), "wording", ["claim"], unique=False)
    op.create_table(
        "coding",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["excerpt"], ["excerpt.id"], name=op.f("fk_coding_excerpt")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_coding_n")),
    )
    op.create_index(op.f("ix_coding_excerpt"), "coding", ["excerpt"], unique=False)
    op.create_index(op.f("ix_coding_n"), "coding", ["n"], unique=False)
    op.create_table(
        "value",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("study", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("not_reported", sa.Boolean(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["excerpt"], ["excerpt.id"], name=op.f("fk_value_excerpt")),
        sa.ForeignKeyConstraint(["n"], ["event.n"], name=op.f("fk_value_n")),
        sa.ForeignKeyConstraint(["study"], ["report.id"], name=op.f("fk_value_study")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_value")),
    )
    op.create_index(op.f("ix_value_excerpt"), "value", ["excerpt"], unique=False)
    op.create_index(op.f("ix_value_study"), "value", ["study"], unique=False)
