"""What one screen asks another to show."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Stage
from review_tool.domain.report import Which


@dataclass(frozen=True, slots=True)
class Asked:
    """What one screen asks another to show: a list of reports, and one of them to stand on."""

    mode: str
    which: Which = Which()  # noqa: RUF009  # frozen
    report: int | None = None
    claim: str = ""
    """The claim to stand on, where that is asked for."""
    back: str = ""
    """The mode that asked, where Esc goes back to it."""

    @property
    def words(self) -> str:
        """The list in words, for the other screen's header."""
        state = {"open": "still to do", "all": "sought" if self.which.stage is Stage.FULL_TEXT else "all"}
        parts = [state.get(self.which.state, self.which.state), self.which.reason, self.which.source]
        if self.which.arm == "other":
            parts.append("other methods")
        return " · ".join(part for part in parts if part)
