"""Codes and themes that can be renamed, merged and split; memos; who agrees, who dissents, what comes first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    coding()
    themes()
    memos()
    standing_of_claims()
    places_of_passages()


def _n(table: str, *, key: bool) -> list[sa.schema.SchemaItem]:
    column = sa.Column("n", sa.Integer(), sa.ForeignKey("event.n", name=f"fk_{table}_n"), nullable=False)
    return [column, sa.PrimaryKeyConstraint("n", name=f"pk_{table}")] if key else [column]


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def coding() -> None:
    """Codes on the items of strands; codes that became others."""
    op.create_table(
        "item_coding",
        *_n("item_coding", key=False),
        sa.Column("item", sa.Text(), sa.ForeignKey("item.id", name="fk_item_coding_item"), nullable=False),
        _text("code"),
        sa.Column("present", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "recode",
        *_n("recode", key=False),
        _text("code"),
        _text("becomes"),
        sa.Column("split", sa.Boolean(), nullable=False),
    )
    for table, column in (("item_coding", "n"), ("item_coding", "item"), ("recode", "n")):
        op.create_index(f"ix_{table}_{column}", table, [column])


def themes() -> None:
    """Made anew by hand: one event may speak of several themes, so `n` is a key no longer."""
    op.rename_table("theme", "theme_before")
    op.create_table(
        "theme",
        *_n("theme", key=False),
        sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
        _text("name"),
        _text("description"),
        _text("codes", "[]"),
        _text("level", "descriptive"),
        _text("above"),
        sa.Column("frame", sa.Boolean(), nullable=False, server_default="0"),
        _text("disconfirming"),
        sa.Column("final", sa.Boolean(), nullable=False, server_default="0"),
        _text("becomes"),
        sa.Column("gone", sa.Boolean(), nullable=False, server_default="0"),
    )
    columns = "n, name, description, codes"
    op.execute(f"INSERT INTO theme ({columns}) SELECT {columns} FROM theme_before ORDER BY n")
    op.drop_table("theme_before")
    op.create_index("ix_theme_n", "theme", ["n"])


def memos() -> None:
    op.create_table("memo", *_n("memo", key=True), _text("kind"), _text("target"), _text("text"))


def standing_of_claims() -> None:
    """What groups of people say of a claim."""
    counts = ("agree", "against", "unsure")
    columns: dict[str, list[sa.schema.SchemaItem]] = {
        "agreement": [_text("people"), *(sa.Column(name, sa.Integer(), nullable=False) for name in counts)],
        "dissent": [_text("who"), _text("text")],
        "ranking": [_text("people"), sa.Column("place", sa.Integer(), nullable=False)],
    }
    for table, own in columns.items():
        op.create_table(
            table,
            *_n(table, key=True),
            sa.Column("claim", sa.Text(), sa.ForeignKey("claim.id", name=f"fk_{table}_claim"), nullable=False),
            *own,
        )
        op.create_index(f"ix_{table}_claim", table, ["claim"])


def places_of_passages() -> None:
    """Where an excerpt stands in a kept file, and what became of suggested passages."""

    def place() -> list[sa.schema.SchemaItem]:
        return [_text("sha"), *(sa.Column(name, sa.Integer(), nullable=False) for name in ("page", "start", "end"))]

    op.create_table(
        "excerpt_span",
        *_n("excerpt_span", key=True),
        sa.Column("excerpt", sa.Text(), sa.ForeignKey("excerpt.id", name="fk_excerpt_span_excerpt"), nullable=False),
        *place(),
    )
    op.create_index("ix_excerpt_span_excerpt", "excerpt_span", ["excerpt"])
    op.create_table(
        "suggestion",
        *_n("suggestion", key=True),
        sa.Column("report", sa.Integer(), sa.ForeignKey("report.id", name="fk_suggestion_report"), nullable=False),
        _text("label"),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        _text("text"),
        _text("heading"),
        *place(),
    )
    op.create_index("ix_suggestion_report", "suggestion", ["report"])
