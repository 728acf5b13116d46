"""What several copies of one review need: an order of events that needs no clock, a name for each copy, seals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("event", sa.Column("tick", sa.Integer(), nullable=False, server_default="0"))
    # Two copies may each have taken the same thing back.
    op.rename_table("undone", "undone_before")
    if op.get_bind().dialect.name == "postgresql":  # where the name of a key is one among all tables'
        op.drop_constraint("pk_undone", "undone_before")
    op.create_table(
        "undone",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_undone_n"), nullable=False),
        sa.Column("target", sa.Integer(), sa.ForeignKey("event.n", name="fk_undone_target")),
        sa.PrimaryKeyConstraint("n", name="pk_undone"),
    )
    op.execute("INSERT INTO undone (n, target) SELECT n, target FROM undone_before")
    op.drop_table("undone_before")
    op.create_index("ix_undone_target", "undone", ["target"])
    op.create_table("replica", sa.Column("name", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "seal",
        sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name="fk_seal_n"), nullable=False),
        sa.Column("writer", sa.Text(), nullable=False, server_default=""),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("n", name="pk_seal"),
    )
