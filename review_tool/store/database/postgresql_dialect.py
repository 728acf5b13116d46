"""How SQLAlchemy speaks to PostgreSQL here. Imported when such a review is opened: a folder has no use for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from review_tool.store.database.driver import UNWAITED

PIPELINE = "review_tool_pipeline"
"""Execution option of a connection whose statements go out one behind the other: its open pipeline of psycopg's."""


class _Types(PGTypeCompiler):
    """Numbers are as long, and texts sort, as they do in SQLite."""

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: ARG002
        return "BIGINT"

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: ARG002
        return 'TEXT COLLATE "C"'


class Dialect(PGDialect_psycopg):
    """PostgreSQL by way of psycopg, with our column types; the same migrations make the tables of either database."""

    type_compiler_cls = _Types
    supports_statement_cache = True

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """In a pipeline, an `UNWAITED` statement goes out with the next that is waited for; so does its error."""
        cursor.execute(statement, parameters)
        options = context.execution_options if context is not None else {}
        if PIPELINE in options and UNWAITED not in options:
            options[PIPELINE].sync()
