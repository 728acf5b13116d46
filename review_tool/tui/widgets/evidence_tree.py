"""From a claim down to the event: each step opens when it is asked for, so that a thousand excerpts cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from review_tool.tui.keys import taken_by_screen
from review_tool.tui.text import safe_label

GLYPHS = {
    "recommendation": "◆",
    "gap": "◇",
    "finding": "◈",
    "theme": "❖",
    "excerpt": "❝",
    "item": "▫",
    "study": "▤",
    "report": "▤",
    "vote": "✓",
    "decision": "✓",
    "event": "·",
}


@dataclass(frozen=True, slots=True)
class EvidenceNode:
    """One step of the chain."""

    kind: str
    """`recommendation`, `gap`, `excerpt`, `study`, `report`, `vote`, `event` …; it chooses the glyph."""
    id: str
    label: str
    leaf: bool = False
    """Nothing lies under it."""


Children = Callable[[EvidenceNode], Sequence[EvidenceNode]]


class EvidenceTree(Tree[EvidenceNode]):
    """Right opens, left closes, Enter chooses."""

    DEFAULT_CSS = """
    EvidenceTree { height: 1fr; background: transparent; padding: 0; scrollbar-size: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("right", "open", "Open", show=False),
        Binding("left", "close", "Close", show=False),
    ]

    class Highlighted(Message):
        """The cursor came to stand on this step."""

        def __init__(self, tree: EvidenceTree, evidence: EvidenceNode) -> None:
            super().__init__()
            self.tree = tree
            self.evidence = evidence

        @property
        def control(self) -> EvidenceTree:
            return self.tree

    class Chosen(Highlighted):
        """A click on this step, or Enter where the screen binds no Enter of its own."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Text(" "), id=id, classes=classes)
        self.show_root = False
        self.auto_expand = False
        self.guide_depth = 3
        self._children: Children = lambda _: ()

    def show(self, roots: Sequence[EvidenceNode], children: Children) -> None:
        """Show these; `children` is called once for each step that is opened. What was open stays open, by id."""
        opened = {node.data.id for node in _all(self.root) if node.is_expanded and node.data}
        current = self.current
        self._children = children
        self.clear()
        self._fill(self.root, roots, opened)
        self.root.expand()
        if not (current and self.go_to(current.id)) and self.root.children:
            self.call_after_refresh(self.move_cursor, self.root.children[0])

    @property
    def current(self) -> EvidenceNode | None:
        return self.cursor_node.data if self.cursor_node else None

    def go_to(self, id: str) -> bool:
        """Put the cursor on a step that is in sight; False where there is none with that id."""
        for node in _all(self.root):
            if node.data and node.data.id == id:
                self.call_after_refresh(self.move_cursor, node)
                return True
        return False

    def _fill(self, parent: TreeNode[EvidenceNode], steps: Sequence[EvidenceNode], opened: set[str]) -> None:
        for step in steps:
            label = Text.assemble(GLYPHS.get(step.kind, "·"), " ", safe_label(step.label))
            node = parent.add(label, data=step, allow_expand=not step.leaf)
            if step.id in opened and not step.leaf:
                self._fill(node, self._children(step), opened)
                node.expand()

    def render_label(self, node: TreeNode[EvidenceNode], base_style: Style, style: Style) -> Text:
        """As Textual draws it, cut to the width with an ellipsis: the whole of it stands in the pane below."""
        label, depth = super().render_label(node, base_style, style), -1
        while node.parent:
            node, depth = node.parent, depth + 1
        if width := self.size.width:
            room = width - self.styles.scrollbar_size_vertical - depth * self.guide_depth
            label.truncate(max(room, 1), overflow="ellipsis")
        return label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        key = {"select_cursor": "enter", "toggle_node": "space"}.get(action)
        return not (key and taken_by_screen(self, key))

    def action_open(self) -> None:
        node = self.cursor_node
        if node and node.is_expanded and node.children:
            self.move_cursor(node.children[0])
        elif node and node.allow_expand:
            node.expand()

    def action_walk(self) -> None:
        """One step down: into what lies under the cursor, opening it first."""
        node = self.cursor_node
        if node and node.allow_expand:
            shut = not node.is_expanded
            self.action_open()
            if shut:
                self.call_after_refresh(self.action_open)

    def action_close(self) -> None:
        node = self.cursor_node
        if node and node.is_expanded and node.allow_expand:
            node.collapse()
        elif node and node.parent and node.parent is not self.root:
            self.move_cursor(node.parent)

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[EvidenceNode]) -> None:
        event.stop()
        if event.node.data and not event.node.children:
            steps = self._children(event.node.data)
            self._fill(event.node, steps, set())
            event.node.allow_expand = bool(steps)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[EvidenceNode]) -> None:
        event.stop()
        if event.node.data:
            self.post_message(self.Highlighted(self, event.node.data))

    def on_tree_node_selected(self, event: Tree.NodeSelected[EvidenceNode]) -> None:
        event.stop()
        if event.node.data:
            self.post_message(self.Chosen(self, event.node.data))


def _all(node: TreeNode[EvidenceNode]) -> list[TreeNode[EvidenceNode]]:
    return [node, *(below for child in node.children for below in _all(child))]
