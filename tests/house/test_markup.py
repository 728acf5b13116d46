"""No text from outside reaches a widget that reads markup: it goes through `tui/text.py`, or stands in the source.

Textual parses `[…]` in strings given to most widgets. So an argument that such a widget shows must be a literal, or
`Content` made by a function of `text.py` (or of a widget module, annotated `-> Content`), or a name bound to one.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TUI = Path(__file__).resolve().parents[2] / "review_tool" / "tui"
FILES = sorted(TUI.rglob("*.py"))

PARSING = {
    *("Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Select", "SelectionList", "Selection"),
    *("Tab", "TabPane", "Collapsible", "Link", "ToggleButton", "Tooltip", "Digits", "ListItem", "Tree", "DataTable"),
}
"""Widgets whose first argument is shown."""
METHODS = {"update", "add_column", "add_columns", "add_row", "add_option", "set_label", "add_leaf", "set_content"}
"""Methods of widgets that show their arguments. `set.update` and the like are not used on these names in the TUI."""
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "label"}
SAFE = {
    "safe",
    "safe_line",
    "safe_label",
    "highlighted",
    "assemble",
    "lines",
    "ends",
    "side_by_side",
    "Content",
    "Text",
}
BANNED = {"from_markup", "escape"}


def _makers() -> set[str]:
    """Functions anywhere in the TUI that are annotated to return Content."""
    return {
        node.name
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Name)
        and node.returns.id in {"Content", "Text"}
    }


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


class House(ast.NodeVisitor):
    """Collects every place in one file that could let markup in."""

    def __init__(self, makers: set[str]) -> None:
        self.makers = makers
        self.faults: list[tuple[int, str]] = []
        self.bound: list[set[str]] = [set()]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        arguments = [*node.args.args, *node.args.kwonlyargs]
        known = {a.arg for a in arguments if isinstance(a.annotation, ast.Name) and a.annotation.id == "Content"}
        self.bound.append(self.bound[-1] | known)
        if node.name == "render" and not (isinstance(node.returns, ast.Name) and node.returns.id == "Content"):
            self.faults.append((node.lineno, "render() must return Content: a string would be parsed"))
        self.generic_visit(node)
        self.bound.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES and _name(target.value) != "self":
                self._check(node.value, f".{_name(target)} =")
            elif self._safe(node.value):
                self.bound[-1].add(ast.unparse(target))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """`self._content: Content = …`: mypy holds what is put there to its word."""
        self.generic_visit(node)
        if isinstance(node.annotation, ast.Name) and node.annotation.id == "Content":
            self.bound[0].add(ast.unparse(node.target))

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name in BANNED and not (node.args and isinstance(node.args[0], ast.Constant)) and node.args:
            self.faults.append((node.lineno, f"{name}() lets markup in"))
        if name in PARSING:
            shown = node.args[:1] + [k.value for k in node.keywords if k.arg in {"label", "title", "content", "prompt"}]
            for value in shown:
                self._check(value, f"{name}(…)")
        elif name in METHODS and isinstance(node.func, ast.Attribute):
            for value in node.args:
                self._check(value, f".{name}(…)")
        elif name == "notify":
            literal = all(isinstance(a, ast.Constant) for a in node.args)
            unparsed = any(
                k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
                for k in node.keywords
            )
            if not literal and not unparsed:
                self.faults.append((node.lineno, "notify(…) without markup=False"))
        self.generic_visit(node)

    def _safe(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Constant | ast.GeneratorExp):
            return True
        if isinstance(value, ast.IfExp):
            return self._safe(value.body) and self._safe(value.orelse)
        if isinstance(value, ast.Starred):
            return self._safe(value.value)
        if isinstance(value, ast.Call):
            inner = value.func.value if isinstance(value.func, ast.Attribute) else None
            known = _name(value.func) in SAFE | self.makers
            return known or (inner is not None and self._safe(inner) and not isinstance(inner, ast.Constant))
        return ast.unparse(value) in self.bound[-1] or ast.unparse(value) in self.bound[0]

    def _check(self, value: ast.expr, where: str) -> None:
        if not self._safe(value):
            self.faults.append((value.lineno, f"{where} is given {ast.unparse(value)}: send it through text.py"))


def faults(source: str, makers: set[str] | None = None) -> list[tuple[int, str]]:
    house = House(makers or set())
    house.visit(ast.parse(source))
    return house.faults


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TUI)))
def test_nothing_from_outside_is_parsed(file: Path) -> None:
    found = faults(file.read_text(encoding="utf-8"), _makers())
    assert not found, "\n".join(f"{file.name}:{line}: {what}" for line, what in found)


@pytest.mark.parametrize(
    "source",
    [
        "Static(title)",
        "Static(f'{title}')",
        "Label(record.title)",
        "Button('a' + title)",
        "Option(str(title))",
        "body.update(title)",
        "body.update(', '.join(titles))",
        "self.notify(title)",
        "self.notify(f'{title}', severity='error')",
        "pane.border_title = title",
        "button.tooltip = f'{title}'",
        "table.add_row(title)",
        "Content.from_markup(title)",
        "escape(title)",
        "def render(self) -> str: return title",
        "def f(content: str): Static(content)",
    ],
)
def test_the_rule_sees(source: str) -> None:
    assert faults(source)


@pytest.mark.parametrize(
    "source",
    [
        "Static('ours')",
        "Static(safe(title), markup=False)",
        "Static(safe_line(title).stylize('bold'))",
        "def f(content: Content) -> None: body.update(content)",
        "made = assemble(title)\nbody.update(made)",
        "self.notify(title, markup=False)",
        "self.notify('Saved')",
    ],
)
def test_the_rule_allows(source: str) -> None:
    assert not faults(source)
