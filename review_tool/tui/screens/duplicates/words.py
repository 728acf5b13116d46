"""What the duplicates screen says and shows, apart from how it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from textual.content import Content

from review_tool.domain.record import Citation, Record
from review_tool.domain.text import fold
from review_tool.services.gathering import deduping
from review_tool.services.gathering.deduping import Deduped, MergedAll, Pair
from review_tool.tui.dialogs.choose import Choice
from review_tool.tui.text import assemble
from review_tool.tui.widgets.pair_view import PairField, Side

HELP = """\
# Duplicates
Several databases deliver the same report. `g` looks through everything imported: what is surely the same is merged
at once; what is doubtful comes here as pairs, the likeliest first; what belongs together but is distinct (a preprint
and its article, an erratum, parts) is linked and never merged by itself.

Two records stand side by side: `=` the same, `~` alike or given by one only, `≠` different, with the words the other
has not between `‹ ›`. Then one key: `s` same (merge), `d` different, `r` related (both stay, linked), `space` later.
`[` `]` move. `A` merges every pair from a score up, all at once. `M` merges by number
what the finder missed.

`✓` marks the value the merged report would show. `↑` `↓` go through the fields, `←` `→` choose the other record's.

`v` turns to the merged reports, then to the related ones. In a merged report the left side is what it shows, with the
record each value is from; `[` `]` choose which of its records stands on the right; Enter goes to the fields, `→`
takes the right one's value and `←` gives it back to the rule. `p` parts the right record from the report again, also
after screening and extraction, and says before what that reopens. `u` takes the last deed back.
"""
RELATED = "Two works that belong together, as a preprint and its article: linked, both stay. s merges them after all."
SIGNS = {"same": "=", "similar": "~", "missing": "~", "different": "≠"}
SCORES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)

NO_RECORDS = (
    "Nothing to compare yet",
    "Here duplicates are found, and you judge the doubtful pairs side by side.",
    ("2", "import records"),
)
NOT_LOOKED = (
    "Duplicates are not looked for yet",
    "The finder merges what is surely the same and brings the doubtful pairs here for you.",
    ("g", "look for duplicates"),
)
NO_GROUPS = (
    "No report is made of several records",
    "Merged duplicates are listed here.",
    ("v", "go on to the related pairs"),
)
NO_LINKS = (
    "No related pairs",
    "Preprints and their articles, errata, parts are listed here: linked, never merged by itself.",
    ("v", "back to the pairs to judge"),
)


def count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' if n != 1 else ''}"


def all_done(
    judged: int, groups: Mapping[int, Sequence[Record]], links: int
) -> tuple[str, str, *tuple[tuple[str, str], ...]]:
    said = f"{judged} judged by hand. " if judged else ""
    became = f"{count(sum(map(len, groups.values())), 'record')} became {count(len(groups), 'report')}. "
    linked = f"{count(links, 'pair')} linked as related." if links else ""
    look = ("v", f"{count(len(groups), 'merged report')}: look, choose fields, or part them")
    return (
        "No pair waits for you",
        f"{said}{became if groups else ''}{linked}".strip() or "Nothing was found.",
        ("4", "go on to screening"),
        *((look,) if groups or links else ()),
        ("g", "look again, as after another import"),
        ("M", "merge by number what the finder missed"),
    )


def found(done: Deduped) -> str:
    merged = f"{count(done.merged, 'record')} merged, {count(done.to_review, 'pair')} to judge"
    linked = f", {done.related} related" if done.related else ""
    return f"{merged}{linked}; {count(done.records, 'record')} are {count(done.reports, 'report')}"


def head(record: Record, group: Sequence[Record] = ()) -> str:
    """`5 · Embase #2`, with how many records its report has where it is not alone."""
    more = f" · 1 of {len(group)}" if len(group) > 1 else ""
    return f"{record.id} · {record.source} #{record.position}{more}"


def fields_of_pair(
    a: Record, b: Record, mine: Sequence[Record], theirs: Sequence[Record], origin: Mapping[str, int]
) -> list[PairField]:
    """Both values, and whose a merge would keep: `mine` and `theirs` are all records of the two reports."""
    left = {record.id: record.citation for record in mine}
    everyone = left | {record.id: record.citation for record in theirs}
    fields = []
    for d in deduping.compare_citations(a.citation, b.citation):
        if not (d.a or d.b):
            continue
        kept = origin.get(d.field)
        side: Side = "" if kept is None else "left" if kept in left else "right"
        note = ""
        if kept and deduping.text_of(everyone[kept], d.field) != (d.a if side == "left" else d.b):
            side, note = "", f"(kept: record {kept}'s)"
        fields.append(PairField(d.field, d.a, d.b, side, SIGNS[d.state], note))
    return fields


def fields_of_group(merged: Citation, origin: Mapping[str, int], right: Record) -> list[PairField]:
    """What the merged report shows and from which record, beside one of its records."""
    fields = []
    for d in deduping.compare_citations(merged, right.citation):
        if d.a or d.b:
            mine = origin.get(d.field) == right.id
            whose = f"({origin[d.field]})" if d.field in origin else ""
            fields.append(PairField(d.field, d.a, d.b, "right" if mine else "left", SIGNS[d.state], whose))
    return fields


def about_pair(pair: Pair) -> Content:
    score = (f"score {pair.score:.2f}", "bold")
    said = " · ".join(pair.why) or ("a person said so" if pair.verdict else "no single reason")
    hint = (f"{RELATED}\n", "$text-muted") if pair.related else ""
    return assemble(hint, score, "  ", said)


def about_group(group: Sequence[Record], at: int) -> Content:
    which = f"record {at + 1} of {len(group)} on the right" + (", [ ] show another" if len(group) > 2 else "")
    keys = ("  → takes its value, p parts it; (n) is the record a value is from", "$text-muted")
    return assemble(("One report", "bold"), f"  {which}", keys)


def reason(pair: Pair) -> str:
    return pair.why[0] if pair.why else "a person said so"


def findable(group: Sequence[Record]) -> str:
    """All that a report can be found by."""
    said = (f"{r.id} {r.citation.short()} {r.citation.title} {r.citation.doi} {r.source}" for r in group)
    return fold(" ".join(said))


def scores(waiting: Sequence[float]) -> list[Choice]:
    """Scores to choose from, each with how many pairs reach it; those that add none are left out."""
    steps = [(1.01, 0), *((score, sum(one >= score for one in waiting)) for score in SCORES)]
    return [
        Choice(f"{score:.2f}", f"{score:.2f} or more", count(n, "pair"))
        for (_, before), (score, n) in pairwise(steps)
        if n > before
    ]


def score_of(answer: str | None) -> float | None:
    """What was chosen or typed as a score from 0 to 1; None where it is none."""
    try:
        score = float((answer or "").replace(",", "."))
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def merging_all(will: MergedAll, score: float) -> tuple[str, str]:
    """The question before merging all of a score, and its detail."""
    if not will.pairs:
        return "", f"No pair that may be merged scores {score:.2f} or more."
    left = (
        f" {count(will.left_out, 'pair')} more would join what was told apart, and stay here." if will.left_out else ""
    )
    question = f"Merge {'this pair' if will.pairs == 1 else f'these {will.pairs} pairs'}?"
    return question, f"Each scores {score:.2f} or more.{left} No vote is lost, and one u takes all of it back."
