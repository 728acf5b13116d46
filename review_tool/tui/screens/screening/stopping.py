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


SCALE = 40
"""Signs in the picture of an interval."""


def span(low: float, value: float, high: float, total: int) -> str:
    """An estimate with its interval on the scale from none to all: `──━━●━━━━────`."""
    place = {name: round((SCALE - 1) * min(n / total, 1)) for name, n in (("low", low), ("at", value), ("high", high))}
    signs = ["━" if place["low"] <= n <= place["high"] else "─" for n in range(SCALE)]
    signs[place["at"]] = "●"
    return "".join(signs)


def lines(now: Stopping) -> list[str | Content]:
    """The panel's paragraphs."""
    said: list[str | Content] = [safe(one) for one in stopping.told(now)]
    if now.found:
        picture = assemble((spark(now.found), "$primary"), f"  {now.found[-1]} relevant")
        said.insert(1, assemble("Found ", picture, f" after {now.outlook.read} read"))
    if one := now.sampled:
        at = 1 + next(n for n, line in enumerate(said) if str(line).startswith("Of "))
        drawn = (span(one.low, one.expected, one.high, now.outlook.total), "$primary")
        said.insert(at, assemble("  0 ", drawn, f" {now.outlook.total:,}"))
    said.append("")
    chosen = next((rule for rule in now.rules if rule.chosen), None)
    if chosen:
        said.append(assemble(("Chosen beforehand: ", "bold"), chosen.words, "."))
    else:
        said.append("No rule was chosen beforehand: R chooses one.")
    said.append(assemble((f"  {'Rule':<15}{'says':<10}{'too early':>10}{'left unread':>13}", "$text-muted")))
    for rule in now.rules:
        said += _rule(rule)
    said.append("")
    said += stopping.grounds(now)
    return said


def _rule(rule: RuleNow) -> list[Content]:
    """What it says and how often it was wrong; under it, what it looks at."""
    says = "■ stop" if rule.reached else "▸ read on"
    mark = "● " if rule.chosen else "  "
    aside = ("  advised", "$text-success") if rule.advised else ("", "")
    unsafe = aside if rule.safe else ("  fails its promise", "$text-warning")
    head = assemble(
        (mark, "$primary"),
        (f"{rule.name:<15}", "bold" if rule.chosen else ""),
        f"{says:<10}{rule.failures:>10}{100 * rule.saved:>11.0f} %",
        unsafe,
    )
    return [head, *(assemble((f"    {'■' if met else '□'} {words}", "$text-muted")) for met, words in rule.why)]
