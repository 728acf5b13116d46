"""The floors hold: who may import whom, what stays unloaded, and what every package says at its door."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "review_tool"
PACKAGES = sorted({path.parent for path in PACKAGE.rglob("*.py") if "_schema" not in path.parts})


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_every_package_has_a_door_plate(package: Path) -> None:
    plate = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    assert plate
    assert len(plate) > 60, "say what lives here, what may come in, what may not"


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("textual", "sqlalchemy", "sklearn", "openpyxl", "alembic", "rapidfuzz", "bibtexparser")
    loaded = python("import sys, review_tool.cli; print(' '.join(sorted(sys.modules)))").split()
    assert [name for name in heavy if name in loaded] == []


def test_the_first_paint_needs_no_store() -> None:
    loaded = python(
        "import sys, review_tool.tui.app, review_tool.tui.screens.home.screen; print(' '.join(sorted(sys.modules)))"
    ).split()
    assert [name for name in ("sqlalchemy", "alembic", "review_tool.store", "rapidfuzz") if name in loaded] == []


def test_heavy_writers_are_imported_where_they_are_used() -> None:
    command = "import sys, review_tool.services.reporting.exporting; print(' '.join(sorted(sys.modules)))"
    loaded = python(command).split()
    assert [name for name in ("openpyxl", "docx", "sklearn", "alembic.command") if name in loaded] == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_nothing_is_held_at_module_level(path: Path) -> None:
    """No engine, session, config or open file as a module's global."""
    forbidden = {"create_engine", "sqlite_engine", "Session", "sessionmaker", "open", "Console", "open_review"}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
                name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
                assert name not in forbidden, f"line {node.lineno} holds {name}(…)"


def test_the_domain_has_no_clock_and_no_chance() -> None:
    for path in (PACKAGE / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {"time", "random", "os", "pathlib", "uuid", "io", "sqlite3"} & set(names), path.name


def test_the_registries_are_plain_tuples() -> None:
    exports = ("services.reporting.exporting", "EXPORTS")
    for module, name in (("formats", "FORMATS"), ("reporting", "TABLE_FORMATS"), exports):
        assert isinstance(getattr(importlib.import_module(f"review_tool.{module}"), name), tuple)
