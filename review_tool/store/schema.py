"""The history of the database: where it lies, and bringing a database up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from review_tool.domain.errors import ReviewError


def folder() -> Path:
    """The migrations: inside an installed package, or the repository's own folder beside it."""
    inside = Path(__file__).resolve().parents[1] / "_schema"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "schema"


def head() -> str:
    """The newest version there is: the number of the last file in `versions/`."""
    return max(path.name[:4] for path in (folder() / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def version(connection: Connection) -> str:
    """The version of an open database; "" where it has none and so is no review."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def check_known(found: str) -> None:
    """Raises ReviewError where the database was made by a newer version of this program."""
    if found > head():
        raise ReviewError(
            f"This review was last opened by a newer version of Review Tool (its database is version {found}; "
            f"this program knows up to {head()}).",
            hint="Install the newest version: pip install --upgrade review-tool.",
        )


def upgrade(connection: Connection) -> None:
    """Bring a database up to date, in the transaction that is open.

    One that is new and SQLite's is made at once from `schema.sql`, which says what the migrations make.
    """
    if connection.dialect.name == "sqlite" and not inspect(connection).get_table_names():
        for statement in statements():
            connection.exec_driver_sql(statement)
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
    else:
        migrate(connection)


def statements() -> list[str]:
    """What `schema.sql` holds, tables first: each statement ends a line, and an empty one follows."""
    printed = (folder() / "schema.sql").read_text(encoding="utf-8")
    return printed.partition("\n\n")[2].removesuffix(";\n").split(";\n\n")


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing. Alembic is imported only here."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
