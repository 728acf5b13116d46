"""The line above the keys: what is running or was done last, and where one is."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from review_tool.tui.text import assemble, ends, width_of


class StatusLine(Widget):
    """Left: a reason, else the running job, else the last deed. Right: the place in the list, and when it was saved."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    """

    reason: reactive[str] = reactive("")
    """Why a key did nothing. It goes with the next deed or job."""
    job: reactive[str] = reactive("")
    """The running job and how far it is."""
    doing: reactive[str] = reactive("")
    """What it is at."""
    deed: reactive[str] = reactive("")
    can_undo: reactive[bool] = reactive(False)
    place: reactive[str] = reactive("")
    """`14/206`, or whatever counts on this screen."""
    saved: reactive[str] = reactive("")
    """When the last deed was written, `10:41`."""

    def watch_deed(self) -> None:
        self.reason = ""

    def render(self) -> Content:
        if self.reason:
            left = assemble(("○ ", "$text-warning"), (self.reason, "$text-warning"))
        elif self.job:
            doing = [f"  {self.doing}"] if self.doing else []
            left = assemble(("◐ ", "$primary"), self.job, ("  Esc cancels", "$text-muted"), *doing)
        elif self.deed:
            left = assemble(("✓ ", "$text-success"), self.deed, (" · u undoes" if self.can_undo else "", ""))
        else:
            left = Content("")
        width = self.content_size.width
        return ends(left, assemble(self._right(width - left.cell_length)), width)

    def _right(self, room: int) -> str:
        """The place and the time; where the left needs the room, the time goes first, before a reason the place too."""
        saved = f"saved {self.saved}" if self.saved else ""
        rights = [" · ".join(part for part in (self.place, saved) if part), self.place]
        if self.reason:
            rights.append("")
        return next((right for right in rights if 2 * bool(right) + width_of(right) <= room), rights[-1])
