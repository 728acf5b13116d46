"""No query asks for records by their DOI or by the key of their bytes: those indexes only made imports slower."""

from alembic import op

revision = "0009"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("ix_record_doi", "record")
    op.drop_index("ix_record_raw_key", "record")
