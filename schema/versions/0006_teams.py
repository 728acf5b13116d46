"""Teams: bundles, checkpoints and sign-ins."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
