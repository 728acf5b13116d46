"""Second pairs of eyes on appraisal and extraction."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
