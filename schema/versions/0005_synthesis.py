"""Memos, findings and what stands behind a claim."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
