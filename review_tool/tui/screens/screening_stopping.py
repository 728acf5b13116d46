"""When the team may stop, as a panel: what is likely unread, what each rule says, and how often it was wrong."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.services.judging import stopping
from review_tool.services.judging.stopping import RuleNow, Stopping
from review_tool.tui.text import assemble, safe

EIGHTHS = "▁▂▃▄▅▆▇█"


def spark(counts: Sequence[int]) -> str:
    """Counts as a line of bars, the greatest as the highest."""
    most = max(counts, default=0)
    return "".join(EIGHTHS[round(7 * n / most)] if most else EIGHTHS[0] for n in counts)


def lines(now: Stopping) -> list[str | Content]:
    """The panel's paragraphs."""
    said: list[str | Content] = [safe(one) for one in stopping.told(now)]
    if now.found:
        picture = assemble((spark(now.found), "$primary"), f"  {now.found[-1]} relevant")
        said.insert(1, assemble("Found ", picture, f" after {now.outlook.read} read"))
    said.append("")
    chosen = next((rule for rule in now.rules if rule.chosen), None)
    if chosen:
        said.append(assemble(("Chosen beforehand: ", "bold"), chosen.words, "."))
    else:
        said.append("No rule was chosen beforehand: R chooses one.")
    said.append(assemble((f"  {'Rule':<15}{'says':<10}{'too early':>9}{'left unread':>13}", "$text-muted")))
    said += [_rule(rule) for rule in now.rules]
    said.append("")
    said += stopping.grounds(now)
    return said


def _rule(rule: RuleNow) -> Content:
    says = "■ stop" if rule.reached else "▸ read on"
    mark = "● " if rule.chosen else "  "
    unsafe = "" if rule.safe else "  fails its promise"
    return assemble(
        (mark, "$primary"),
        (f"{rule.name:<15}", "bold" if rule.chosen else ""),
        f"{says:<10}{rule.failed:>9.0%}{rule.saved:>13.0%}",
        (unsafe, "$text-warning"),
    )
