"""Two records side by side, field by field, word by word, and which value the merged report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from review_tool.domain.differences import Run, word_differences
from review_tool.domain.text import fold
from review_tool.tui.text import assemble, lines, safe_line, side_by_side

Side = Literal["left", "right", ""]
NAME, GLYPH = 9, 1
DIFFERS = "bold underline $text-warning"


@dataclass(frozen=True, slots=True)
class PairField:
    """One field of both records."""

    name: str
    left: str
    right: str
    kept: Side = "left"
    """Whose value the merged record shows."""
    state: str = ""
    """`=`, `~` or `≠`, where somebody knows better than `likeness`."""
    origin: str = ""
    """Whose value the left one is, or which third record the kept one is from; stands in grey after it."""


def likeness(left: str, right: str) -> str:
    """`=` the same; `~` but for case, accents and punctuation, or given by one record only; `≠` different."""
    if left.strip() == right.strip():
        return "="
    if not left.strip() or not right.strip() or fold(left) == fold(right):
        return "~"
    return "≠"


def word_marks(left: str, right: str) -> tuple[Content, Content]:
    """Both texts, with the words the other has not between ‹ › and underlined; all of it where nothing is shared."""
    runs = word_differences(left, right)
    if not any(run.same for run in runs):
        return assemble((left, DIFFERS)), assemble((right, DIFFERS))
    return _marked((run.a, run) for run in runs), _marked((run.b, run) for run in runs)


def _marked(texts: Iterable[tuple[str, Run]]) -> Content:
    parts = [assemble(text) if run.same else assemble((f"‹{text}›", DIFFERS)) for text, run in texts if text]
    return Content(" ").join(parts)


class PairView(VerticalScroll, can_focus=True):
    """Up and down go through the fields, left and right choose whose value is kept; a click does both."""

    DEFAULT_CSS = """
    PairView {
        height: 1fr;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > Static { width: 1fr; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "field(1)", "Next field", show=False),
        Binding("up,k", "field(-1)", "Field before", show=False),
        Binding("left", "keep('left')", "Keep the left value", show=False),
        Binding("right", "keep('right')", "Field", tooltip="Keep the left or the right value", key_display="←→"),
    ]

    class FieldKept(Message):
        """The merged record is to keep this side's value of the field."""

        def __init__(self, pair: PairView, name: str, side: Side) -> None:
            super().__init__()
            self.pair = pair
            self.name = name
            self.side = side

        @property
        def control(self) -> PairView:
            return self.pair

    def __init__(self, *, choosing: bool = True, id: str | None = None, classes: str | None = None) -> None:
        """Without `choosing`, the marks only tell which value is kept."""
        super().__init__(id=id, classes=classes)
        self._choosing = choosing
        self._heads = ("", "")
        self._fields: list[PairField] = []
        self._marks: list[tuple[Content, Content]] = []
        self._cursor = 0
        self._tops: list[int] = []
        self._body = Static("", markup=False)

    def compose(self) -> ComposeResult:
        yield self._body

    def show(self, left_head: str, right_head: str, fields: Sequence[PairField]) -> None:
        """Show a pair from its first field; the same pair again from where one was."""
        again = self._heads == (left_head, right_head)
        self._heads, self._fields = (left_head, right_head), list(fields)
        self._marks = [_values(field) for field in fields]
        self._cursor = min(self._cursor, max(len(fields) - 1, 0)) if again else 0
        self._draw()
        if not again:
            self.scroll_home(animate=False)

    @property
    def field(self) -> PairField | None:
        """The field under the cursor."""
        return self._fields[self._cursor] if self._fields else None

    @property
    def kept(self) -> dict[str, Side]:
        """Whose value stands for each field."""
        return {field.name: field.kept for field in self._fields}

    def action_field(self, by: int) -> None:
        if self._fields:
            self._cursor = (self._cursor + by) % len(self._fields)
            self._draw()
            self.scroll_to(y=max(self._tops[self._cursor] - 2, 0), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return self._choosing or action != "keep"

    def action_keep(self, side: Side) -> None:
        if not self._fields or not self._choosing:
            return
        field = self._fields[self._cursor]
        if not (field.left if side == "left" else field.right):
            return
        field = replace(field, kept=side, origin="")
        self._fields[self._cursor] = field
        self._draw()
        self.post_message(self.FieldKept(self, field.name, side))

    def on_resize(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        for number, top in enumerate(self._tops):
            if top <= line:
                self._cursor = number
        self._draw()
        self.action_keep("left" if event.x < self.size.width // 2 + NAME // 2 else "right")

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0 or not self._fields:
            return
        half = max((width - NAME - GLYPH - 9) // 2, 8)
        heads = [safe_line(head, half).stylize("bold") for head in self._heads]
        rows = [side_by_side([Content(""), *heads], [NAME + GLYPH + 3, half + 2, half + 2])]
        self._tops = []
        for number, field in enumerate(self._fields):
            self._tops.append(sum(part.plain.count("\n") + 1 for part in rows))
            rows.append(self._row(number, field, half, current=number == self._cursor))
        self._body.update(lines(rows))

    def _row(self, number: int, field: PairField, half: int, *, current: bool) -> Content:
        glyph = field.state or likeness(field.left, field.right)
        left, right = self._marks[number]
        if field.origin:
            left = assemble(left, (f"  {field.origin}", "$text-muted"))
        lead = assemble(
            ("▸ " if current else "  ", "bold $primary"), (field.name, "bold" if current else "$text-muted")
        )
        marks = [Content("✓" if field.kept == side else " ").stylize("$text-success") for side in ("left", "right")]
        return side_by_side(
            [
                lead.truncate(NAME + 1, ellipsis=True),
                Content(glyph).stylize("bold $text-warning" if glyph == "≠" else "$text-muted"),
                marks[0],
                left,
                marks[1],
                right,
            ],
            [NAME + 1, GLYPH, 1, half, 1, half],
            gap=1,
        )


def _values(field: PairField) -> tuple[Content, Content]:
    """Both values, the words that differ marked where both are given and not the same."""
    glyph = field.state or likeness(field.left, field.right)
    if glyph == "=" or not (field.left and field.right):
        return assemble(field.left), assemble(field.right)
    return word_marks(field.left, field.right)
