"""The screening plan: samples, gate, whose each report is, votes set aside; what a vote was cast under; the order."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _plan()
    _terms()
    _prioritisation()


def _plan() -> None:
    """Calibration sets, gates, reports to be judged again, put off or handed over, and everybody's queue."""
    _table("calibration", _text("stage"), sa.Column("round", sa.Integer(), nullable=False), _text("drawn"))
    op.create_table(
        "gate",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_gate_n"), nullable=False),
        _text("stage"),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_gate"),
    )
    _table("set_aside", _text("stage"), _text("cast_in"))
    _table("postponement", _text("stage"), _text("reviewer"), key=True)
    _table("assignment", _text("stage"), _text("reviewer"))
    _table("duty", _text("stage"), _text("reviewer"), _text("task"))
    op.create_index("ix_duty_stage_reviewer_task_report", "duty", ["stage", "reviewer", "task", "report"])


def _terms() -> None:
    """What a vote says besides its verdict; the stage a note or a tag was written at."""
    op.add_column("vote", sa.Column("learn", sa.Boolean(), nullable=False, server_default="1"))
    op.add_column("vote", _text("task"))
    op.add_column("vote", sa.Column("needs", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("vote", sa.Column("verify", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("vote", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("remark", _text("stage"))
    op.add_column("tag", _text("stage"))


def _prioritisation() -> None:
    """Whether reports are ranked, how many are drawn at random, and the rule for stopping."""
    op.create_table(
        "prioritisation",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_prioritisation_n"), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("random", sa.Integer(), nullable=False),
        _text("rule"),
        sa.PrimaryKeyConstraint("n", name="pk_prioritisation"),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _table(name: str, *columns: sa.Column[Any], key: bool = False) -> None:
    """A table of rows about reports that follow from events; with `key`, one row an event."""
    constraints = [sa.PrimaryKeyConstraint("n", name=f"pk_{name}")] if key else []
    op.create_table(
        name,
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name=f"fk_{name}_n"), nullable=False),
        sa.Column("report", sa.Integer(), sa.ForeignKey("report.id", name=f"fk_{name}_report"), nullable=False),
        *columns,
        *constraints,
    )
    for column in ("report",) if key else ("n", "report"):
        op.create_index(f"ix_{name}_{column}", name, [column])
