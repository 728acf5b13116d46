"""The protocol to read, and as texts to amend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.text import clean
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.text import assemble, lines, safe_line
from review_tool.tui.widgets.prose import Prose

Version = tuple[Protocol, str, str, str]
"""A protocol with who put it in force, when, and why."""


class ProtocolView(ModalScreen[bool]):
    """True where the person wants to amend it."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer(True)", "Amend"),
        Binding("escape,q,enter", "answer(False)", "Close"),
    ]

    def __init__(self, history: Sequence[Version]) -> None:
        super().__init__()
        self._history = history

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe_line(f"Protocol, version {self._history[-1][0].version}"), classes="dialog-title")
            yield Prose(_read(self._history), classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Amend (a)", id="amend", variant="primary", compact=True)
                yield Button("Close (Esc)", id="close", compact=True)

    def on_mount(self) -> None:
        self.query_one(Prose).focus()

    def action_answer(self, amend: bool) -> None:
        self.dismiss(amend)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "amend")


def _read(history: Sequence[Version]) -> Content:
    protocol = history[-1][0]
    parts = [assemble(("Question  ", "bold"), protocol.question or "not written yet"), Content("")]
    for include, heading in ((True, "A report comes in when"), (False, "It is left out when")):
        parts.append(assemble((heading, "bold")))
        for criterion in protocol.criteria:
            if criterion.include is include:
                example = f"  e.g. {criterion.example}" if criterion.example else ""
                parts.append(assemble((f"  {criterion.id}  ", "$primary"), criterion.text, (example, "$text-muted")))
        parts.append(Content(""))
    for heading, texts in (
        ("Words for", protocol.include_words),
        ("Words against", protocol.exclude_words),
        ("Reasons at full text", protocol.reasons),
    ):
        parts.append(assemble((f"{heading}  ", "bold"), " · ".join(texts) or "none"))
    need = f"{protocol.reviewers_title_abstract} at title and abstract, {protocol.reviewers_full_text} at full text"
    if protocol.is_planned:
        parts.append(assemble(("Screening plan  ", "bold"), f"{protocol.plan.preset}: {_plan(protocol)}"))
    parts += [assemble(("Reviewers per report  ", "bold"), need), Content(""), assemble(("History", "bold"))]
    parts += [
        assemble((f"  {old.version}  ", "$primary"), f"{at[:10]}  {by}: {why}")
        for old, by, at, why in reversed(history)
    ]
    return lines(parts)


def _plan(protocol: Protocol) -> str:
    parts = []
    for stage in Stage:
        at = protocol.plan.at(stage)
        numbers = f"calibration {at.calibration}, {at.dual_share} % by two, {at.verify_share} % of exclusions verified"
        parts.append(f"{stage.words}: {numbers}" if at.has_samples or at.verify_share else "")
    return "; ".join(filter(None, parts)) or "no samples"


def amendment(protocol: Protocol) -> list[Blank]:
    """What `Write` asks, filled with the protocol in force."""
    form = "one a line; after | an example"
    first = not protocol.question and not protocol.criteria
    return [
        Blank("question", "Question", protocol.question, long=True),
        Blank("include", "A report comes in when", _lines(protocol, include=True), form, long=True),
        Blank("exclude", "It is left out when", _lines(protocol, include=False), form, long=True),
        Blank("include_words", "Words for", "; ".join(protocol.include_words), "partner*; together"),
        Blank("exclude_words", "Words against", "; ".join(protocol.exclude_words), "protocol; animal*"),
        Blank(
            "reasons",
            "Reasons at full text",
            "\n".join(protocol.reasons),
            "one a line, the most important first",
            long=True,
        ),
        Blank("title_abstract", "Reviewers per title and abstract", str(protocol.reviewers_title_abstract), "1 or 2"),
        Blank("full_text", "Reviewers per full text", str(protocol.reviewers_full_text), "1 or 2"),
        Blank("why", "Why it changes", "first written" * first, "a sentence for the log", required=True),
    ]


def amended(protocol: Protocol, written: dict[str, str]) -> Protocol:
    """The protocol with what was written.

    Raises:
        ReviewError: a number of reviewers is no number.
    """
    try:
        needed = int(written["title_abstract"]), int(written["full_text"])
    except ValueError:
        raise ReviewError("One or two reviewers vote on each report.", hint="Give 1 or 2.") from None
    return replace(
        protocol,
        question=clean(written["question"]).strip(),
        criteria=(*_criteria(written["include"], include=True), *_criteria(written["exclude"], include=False)),
        include_words=_parts(written["include_words"], ";"),
        exclude_words=_parts(written["exclude_words"], ";"),
        reasons=_parts(written["reasons"], "\n"),
        reviewers_title_abstract=needed[0],
        reviewers_full_text=needed[1],
    )


def _lines(protocol: Protocol, *, include: bool) -> str:
    return "\n".join(
        f"{c.id} {c.text}" + (f" | {c.example}" if c.example else "") for c in protocol.criteria if c.include is include
    )


def _criteria(written: str, *, include: bool) -> list[Criterion]:
    found = []
    for n, line in enumerate(_parts(written, "\n"), 1):
        given = re.match(r"([A-Za-z]\d+)[.:)]?\s+(.*)", line)
        name, rest = (given[1], given[2]) if given else (f"{'I' if include else 'E'}{n}", line)
        text, _, example = rest.partition("|")
        found.append(Criterion(name, text.strip(), include, example.strip()))
    return found


def _parts(written: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in clean(written).split(separator) if part.strip())
