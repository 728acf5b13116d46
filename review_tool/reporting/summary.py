"""The summary: one page that opens from the headlines down to the evidence, readable anywhere, without scripts.

Recommendations and gaps come first; each opens to what it rests on; each piece of evidence leads to its study and
each study back to the claims. Every text from the review is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from urllib.parse import quote

from review_tool.domain.flow import Flow
from review_tool.domain.synthesis import ClaimKind, Strand
from review_tool.domain.text import clean, one_line
from review_tool.reporting.boxes import arms, included
from review_tool.reporting.claims import ClaimView, Evidence

_DOTS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}
_KINDS = {"quote": "Quote", "paraphrase": "In the reviewers' words", "study": "Study", "item": "Other strand"}
_KINDS |= {"theme": "Theme", "finding": "Finding"}
# A browser that obeys this runs and fetches nothing, whatever a title says.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One included study, as the page lists it."""

    id: str
    """What Evidence.study says."""
    label: str
    """`Kim et al. 2021`."""
    citation: str
    summary: str = ""
    """One or two sentences; "" where nobody has written any."""
    report: str = ""
    """Where to find it in the review: `report 12`."""
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the page shows."""

    title: str
    question: str
    demonstration: bool
    flow: Flow
    flow_svg: str
    """Our own drawing, put into the page as it is."""
    claims: tuple[ClaimView, ...]
    studies: tuple[StudyRow, ...]
    strands: tuple[Strand, ...] = ()
    how: tuple[str, ...] = ()
    """How the review was done, a paragraph each."""
    head_hash: str = ""
    """The hash of the log's last event: whoever keeps it can tell whether the log was changed since."""
    made_at: str = ""


def summary_html(page: Summary) -> str:
    """The page as one HTML file."""
    style = (files("review_tool.reporting") / "summary.css").read_text(encoding="utf-8")
    sections = [section for section in _sections(page) if section[2]]
    links = "".join(f'<li><a href="#{anchor}">{heading}</a></li>' for anchor, heading, _ in sections)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{_line(page.title)}: summary</title>",
            f"<style>\n{style}</style>\n</head>\n<body>",
            '<a class="skip" href="#main">Skip to the findings</a>',
            _head(page),
            f'<nav class="wrap" aria-label="On this page"><ul>{links}</ul></nav>',
            '<main id="main" class="wrap">',
            *(
                f'<section id="{anchor}" aria-labelledby="{anchor}-h">\n<h2 id="{anchor}-h">{heading}</h2>\n'
                f"{content}\n</section>"
                for anchor, heading, content in sections
            ),
            "</main>",
            _foot(page),
            "</body>\n</html>\n",
        ]
    )


def _sections(page: Summary) -> list[tuple[str, str, str]]:
    """(anchor, heading, content) in reading order; those without content are left out."""
    return [
        ("recommendations", "Recommendations", _claims(page, ClaimKind.RECOMMENDATION)),
        ("gaps", "Research gaps", _claims(page, ClaimKind.GAP)),
        ("findings", "Findings", _claims(page, ClaimKind.FINDING)),
        ("strands", "Other evidence", _strands(page.strands)),
        ("flow", "How studies were found and chosen", _flow(page)),
        ("studies", "The studies", _studies(page)),
        ("how", "How the review was done", "\n".join(f"<p>{_block(text)}</p>" for text in page.how)),
    ]


def _head(page: Summary) -> str:
    flow = page.flow
    kinds = [view.claim.kind for view in page.claims]
    glance = (
        (kinds.count(ClaimKind.RECOMMENDATION), "recommendation", "recommendations"),
        (kinds.count(ClaimKind.GAP), "research gap", "research gaps"),
        (flow.new_studies, "study included", "studies included"),
        (flow.identified + flow.other_identified, "record identified", "records identified"),
    )
    numbers = "".join(f"<li><b>{n}</b> {one if n == 1 else many}</li>" for n, one, many in glance)
    question = f'<p class="lead">{_block(page.question)}</p>' if page.question.strip() else ""
    return (
        '<header class="page-head"><div class="wrap">\n<p class="kicker">Rapid critical review: summary</p>\n'
        f"<h1>{_line(page.title)}</h1>\n{question}\n{_demonstration() if page.demonstration else ''}\n"
        f'<ul class="glance">{numbers}</ul>\n</div></header>'
    )


def _demonstration() -> str:
    return (
        '<div class="notice" role="note"><p><strong>This is a demonstration.</strong> The citations are real; the '
        "decisions, appraisals and claims were made to show how the tool works. It is not the list of studies, "
        "nor the findings, of the original review.</p></div>"
    )


def _claims(page: Summary, kind: ClaimKind) -> str:
    views = sorted((v for v in page.claims if v.claim.kind is kind), key=lambda v: v.claim.number)
    if not views:
        return ""
    known = {study.id for study in page.studies}
    return '<ol class="claims">\n' + "\n".join(_claim(view, known) for view in views) + "\n</ol>"


def _claim(view: ClaimView, known: set[str]) -> str:
    claim = view.claim
    facts = "".join(f"<dt>{heading}</dt><dd>{_fact(heading, words)}</dd>" for heading, words in view.facts)
    if claim.judgement:
        facts += "<dt>Basis</dt><dd>The team's judgement</dd>"
    opened = ""
    if view.evidence:
        against = f"; {len(view.opposing)} against" if view.opposing else ""
        basis = f"Rests on {view.basis}" if view.basis else "Evidence"
        opened = (
            f"\n<details><summary>{basis}{against}</summary>\n"
            f"{_evidence('Supports it', '', view.supporting, known)}"
            f"{_evidence('Speaks against it', ' against', view.opposing, known)}</details>"
        )
    return (
        f'<li class="claim" id="{claim.label}"><div class="claim-head"><span class="number">{claim.label}</span>\n'
        f"<div><h3>{_line(claim.body.text)}</h3>\n"
        + (f'<dl class="facts">{facts}</dl>' if facts else "")
        + f"{opened}</div></div></li>"
    )


def _fact(heading: str, words: str) -> str:
    """Confidence has dots beside its word; a screen reader hears the word alone."""
    dots = _DOTS.get(words.split(" – ")[0]) if heading == "Confidence" else None
    return (f'<span aria-hidden="true">{dots}</span> ' if dots else "") + _line(words)


def _evidence(heading: str, look: str, evidence: Sequence[Evidence], known: set[str]) -> str:
    if not evidence:
        return ""
    items = "\n".join(f"<li>{_piece(piece, known)}</li>" for piece in evidence)
    return f'<p class="stance">{heading}</p>\n<ul class="evidence{look}">\n{items}\n</ul>\n'


def _piece(piece: Evidence, known: set[str]) -> str:
    label = _line(piece.label)
    if piece.study in known:
        label = f'<a href="#{_study_anchor(piece.study)}">{label}</a>'
    where = f", {_line(piece.locator)}" if piece.locator else ""
    text = ""
    if piece.text and piece.kind == "quote":
        text = f"<blockquote>“{_block(piece.text)}”</blockquote>\n"
    elif piece.text:
        text = f"<p>{_block(piece.text)}</p>\n"
    kind = _KINDS.get(piece.kind, piece.kind)
    return f'{text}<span class="kind">{_line(kind)}:</span> {label}{where}'


def _strands(strands: Iterable[Strand]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_line(s.name)}</th><td>{_line(s.kind)}</td><td>{_block(s.description)}</td>'
        f'<td class="n">{s.size}</td></tr>'
        for s in strands
    )
    if not rows:
        return ""
    return (
        '<p>Beside the studies, the review draws on these evidence bases.</p>\n<div class="scroll"><table>'
        '<thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">What it is</th>'
        f'<th scope="col" class="n">Items</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _flow(page: Summary) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_line(words)}</th><td class="n">{n}</td></tr>' for words, n in _counts(page.flow)
    )
    faults = "".join(f"<li>{_line(fault)}</li>" for fault in page.flow.faults())
    warning = f'<div class="notice" role="note">These boxes do not add up:<ul>{faults}</ul></div>' if faults else ""
    return (
        "<p>The PRISMA 2020 flow diagram. The same counts stand in the table below it.</p>\n"
        '<div class="figure" role="region" aria-label="Flow diagram" tabindex="0">\n'
        f"{page.flow_svg.strip()}\n</div>\n{warning}"
        "<details><summary>The flow as a table</summary>\n<table><caption>Counts at each step</caption>"
        '<thead><tr><th scope="col">Step</th><th scope="col" class="n">n</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )


def _counts(flow: Flow) -> list[tuple[str, int]]:
    found = []
    for arm in arms(flow):
        other = " (other methods)" if arm.removed is None else ""
        for box in arm.boxes:
            if box.total is not None:
                found.append((f"{box.heading.rstrip(':')}{other}", box.total))
            begins = f"{box.heading} " if box.heading else ""
            found += [(f"{begins}{line.text}{other}", line.n) for line in box.lines]
    return found + [(line.text, line.n) for line in included(flow).lines]


def _studies(page: Summary) -> str:
    used: dict[str, list[str]] = {}
    for view in sorted(page.claims, key=lambda v: (list(ClaimKind).index(v.claim.kind), v.claim.number)):
        for study in dict.fromkeys(leaf.study for e in view.evidence for leaf in e.leaves if leaf.study):
            used.setdefault(study, []).append(view.claim.label)
    rows = [_study(study, used.get(study.id, [])) for study in page.studies]
    return '<ul class="studies">\n' + "\n".join(rows) + "\n</ul>" if rows else ""


def _study(study: StudyRow, used: list[str]) -> str:
    parts = [f"<h3>{_line(study.label)}</h3>", f"<p>{_line(study.citation)}</p>"]
    if study.summary:
        parts.append(f"<p>{_block(study.summary)}</p>")
    notes = []
    if study.doi:
        # A DOI may hold any sign (DOI Handbook 2.2): in an address all but the harmless are percent-encoded.
        notes.append(f'<a href="https://doi.org/{quote(study.doi, safe="/:.;()")}">doi:{_line(study.doi)}</a>')
    if study.report:
        notes.append(_line(study.report))
    if used:
        notes.append("behind " + ", ".join(f'<a href="#{label}">{label}</a>' for label in used))
    if notes:
        parts.append(f'<p class="note">{" · ".join(notes)}</p>')
    return f'<li class="study" id="{_study_anchor(study.id)}">' + "\n".join(parts) + "</li>"


def _foot(page: Summary) -> str:
    made = f"<p>Made {_line(page.made_at)}.</p>\n" if page.made_at else ""
    chain = (
        f"<p>Head of the review's log: <code>{_line(page.head_hash)}</code><br>"
        "Keep this line: with it anyone can check later that the log was not changed.</p>"
        if page.head_hash
        else ""
    )
    return f'<footer class="page-foot"><div class="wrap">\n{made}{chain}\n</div></footer>'


def _study_anchor(study: str) -> str:
    """An id without blanks or signs that a link would lose."""
    return "study-" + "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}_" for c in study)


def _line(text: str) -> str:
    return escape(one_line(text))


def _block(text: str) -> str:
    """Text that may have lines of its own."""
    return "<br>".join(escape(line.strip()) for line in clean(text).strip().split("\n"))
