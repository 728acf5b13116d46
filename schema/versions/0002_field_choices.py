"""Whose value a merged report shows, where a person chose; what stands for a report must be there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "choice",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_choice_n"), nullable=False),
        sa.Column("report", sa.Integer(), sa.ForeignKey("report.id", name="fk_choice_report"), nullable=False),
        sa.Column("field", sa.Text(), nullable=False, server_default=""),
        sa.Column("record", sa.Integer(), sa.ForeignKey("report.id", name="fk_choice_record"), nullable=False),
    )
    for column in ("n", "report", "record"):
        op.create_index(f"ix_choice_{column}", "choice", [column])
    # Made anew by hand: a batch would write the constraints in another order each time.
    for column in ("n", "report"):
        op.drop_index(f"ix_move_{column}", "move")
    op.rename_table("move", "move_before")
    op.create_table(
        "move",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_move_n"), nullable=False),
        sa.Column("report", sa.Integer(), sa.ForeignKey("report.id", name="fk_move_report"), nullable=False),
        sa.Column("root", sa.Integer(), sa.ForeignKey("report.id", name="fk_move_root"), nullable=False),
    )
    op.execute("INSERT INTO move (n, report, root) SELECT n, report, root FROM move_before")
    op.drop_table("move_before")
    for column in ("n", "report", "root"):
        op.create_index(f"ix_move_{column}", "move", [column])
