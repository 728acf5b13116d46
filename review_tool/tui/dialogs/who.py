"""Who are you? Asked where the name given is not in the review's team: every vote carries a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review_tool.domain.text import one_line
from review_tool.tui import jobs
from review_tool.tui.dialogs.choose import Choice, Choose

JOIN = "\x00join"
"""No name holds a control character, so this is nobody's."""


class WhoAreYou(Choose):
    """Returns a name of the team; a new person is taken into it first. There is no way past it but quitting."""

    def __init__(self, review: Any, team: Sequence[str], name: str) -> None:
        self._review, self._team, self._given = review, tuple(team), one_line(name)
        choices = [Choice(member) for member in self._team]
        if self._given:
            choices.append(Choice(JOIN, f"join as {self._given}", "a new reviewer of this review", key="+"))
        detail = "Every vote and note carries a name."
        if self._given:
            detail = f"“{self._given}” is not in this review's team. {detail}"
        super().__init__("Who are you?", choices, detail=detail, other="another name: Enter joins the team with it")

    def dismiss(self, result: str | None = None) -> Any:
        """The name, once it is in the team."""
        if result is None:
            self.app.exit()
            return super().dismiss(None)
        name = self._given if result == JOIN else one_line(str(result))
        from review_tool.services import people

        known = people.called(self._team, name)
        if known or self._joined(name):
            return super().dismiss(known or name)
        return None

    def _joined(self, name: str) -> bool:
        from review_tool.services import people

        with jobs.telling(self):
            people.join(self._review, name, by=name)
            return True
        return False
