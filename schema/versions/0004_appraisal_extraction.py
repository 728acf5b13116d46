"""Second pairs of eyes on appraisal and extraction."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    plan_of_the_appraisal()
    second_eyes_on_the_appraisal()
    second_eyes_on_the_extraction()
    marks_of_reports()


def plan_of_the_appraisal() -> None:
    """How many appraise, which checklist a design takes, what a study's design is, whose official wording is shown."""
    op.create_table(
        "appraisal_plan",
        _n("appraisal_plan"),
        sa.Column("reviewers", sa.Integer(), nullable=False),
        _key("appraisal_plan"),
    )
    op.create_table(
        "checklist_choice", _n("checklist_choice"), _text("design"), _text("checklists", "[]"), _key("checklist_choice")
    )
    op.create_table(
        "study_design",
        _n("study_design"),
        _study("study_design"),
        _text("design"),
        _text("note"),
        _key("study_design"),
    )
    op.create_index("ix_study_design_study", "study_design", ["study"])
    op.create_table(
        "wording_pin",
        _n("wording_pin"),
        *(_text(name) for name in ("checklist", "version", "sha", "file", "licence")),
        _key("wording_pin"),
    )


def second_eyes_on_the_appraisal() -> None:
    """What an answer rests on; judgements, checks and consensus."""
    op.create_table(
        "answer_basis",
        _n("answer_basis"),
        sa.Column("excerpt", sa.Text(), sa.ForeignKey("excerpt.id", name="fk_answer_basis_excerpt")),
        _text("version"),
        _key("answer_basis"),
    )
    op.create_index("ix_answer_basis_excerpt", "answer_basis", ["excerpt"])
    for table, columns in (
        ("judgement", ("checklist", "target", "reviewer", "level", "proposed", "reason")),
        ("settlement", ("checklist", "item", "answer", "note")),
        ("answer_check", ("checklist", "item", "answered", "answer", "note")),
    ):
        op.create_table(table, _n(table), _study(table), *(_text(name) for name in columns), _key(table))
        op.create_index(f"ix_{table}_study", table, ["study"])


def second_eyes_on_the_extraction() -> None:
    """Who looked at a value besides the one who extracted it; how extraction is done; which studies try the form."""
    _state("value_origin", *map(_text, ("deed", "corrects", "why", "form")))
    _state("value_check", _of("study", "value_check"), *map(_text, ("field", "of", "note", "form")))
    _state("extraction_way", _text("way"))
    _state("pilot", _of("study", "pilot"), sa.Column("present", sa.Boolean(), nullable=False))
    for table in ("value_check", "pilot"):
        op.create_index(f"ix_{table}_study", table, ["study"])


def marks_of_reports() -> None:
    """Retracted, awaiting classification, ongoing."""
    present: sa.Column[Any] = sa.Column("present", sa.Boolean(), nullable=False)
    _state("mark", _of("report", "mark"), _text("mark"), present, _text("why"))
    op.create_index("ix_mark_report", "mark", ["report"])


def _state(table: str, *columns: sa.Column[Any]) -> None:
    """A table of rows that each follow from one event."""
    op.create_table(table, _n(table), *columns, _key(table))


def _n(table: str) -> sa.Column[int]:
    return sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name=f"fk_{table}_n"), nullable=False)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("n", name=f"pk_{table}")


def _study(table: str) -> sa.Column[int]:
    return sa.Column("study", sa.Integer(), sa.ForeignKey("report.id", name=f"fk_{table}_study"), nullable=False)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _of(name: str, table: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("report.id", name=f"fk_{table}_{name}"), nullable=False)
