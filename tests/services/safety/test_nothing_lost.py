"""What goes out is what came in less what was merged, whatever was imported, merged, parted and taken back between."""

from __future__ import annotations

import csv
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.services import overview, reviews
from review_tool.services.gathering import deduping, importing, splitting
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting
from review_tool.services.reviews import Review
from tests.reviews import place, surroundings

Groups = frozenset[frozenset[int]]
"""The records of each report."""

KINDS = (*undoing.IMPORTS, *undoing.DUPLICATES, *undoing.SCREENING)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("import", "merge", "merge", "part", "undo", "undo", "redo", "find", "vote")),
        st.integers(0, 1_000_000),
        st.integers(0, 1_000_000),
    ),
    min_size=4,
    max_size=9,
)


@settings(max_examples=4, deadline=None)
@given(DEEDS)
def test_export_count_is_import_count_less_merged(deeds: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        review = reviews.create(
            place(Path(folder) / "review"), "R", by="AK", around=surroundings(Path(folder) / "review")
        )
        kept: list[Groups] = [frozenset()]  # as each deed left it; the last is how it stands
        back: list[Groups] = []
        try:
            for n, (deed, a, b) in enumerate((("import", 5, 0), *deeds)):
                with suppress(ReviewError):  # nothing to undo, alone in its report …
                    _do(review, Path(folder), n, deed, a, b, kept, back)
                _check(review, Path(folder) / "out", kept[-1])
        finally:
            review.close()


def _do(
    review: Review, folder: Path, n: int, deed: str, a: int, b: int, kept: list[Groups], back: list[Groups]
) -> None:
    """Do one deed, and write down what it should come to by what the person asked for alone."""
    now = kept[-1]
    every = sorted(record for group in now for record in group)
    if deed == "undo":
        undoing.undo_last(review, by="AK", kinds=KINDS)
        back.append(kept.pop())
        return
    if deed == "redo":
        undoing.redo_last(review, by="AK", kinds=KINDS)
        kept.append(back.pop())
        return
    before = max(auditing.numbers(review))
    match deed:
        case "import":
            path = folder / f"{n}.ris"
            path.write_text("".join(_ris(7 * n + i, i % 3) for i in range(a % 6 + 1)), encoding="utf-8")
            done = importing.import_file(review, path, Source(f"Source {n % 2}"), by="AK")
            new = _exported(review, folder / "new").keys() - set(every)
            assert len(new) == done.added == a % 6 + 1
            after = now | {frozenset((one,)) for one in new}
        case "merge":
            pair = [next(g for g in now if every[x % len(every)] in g) for x in (a, b) if every]
            deduping.merge(review, [min(group) for group in pair], by="AK")
            after = now - set(pair) | {frozenset().union(*pair)}
        case "part":
            out = every[a % len(every)] if every else 0
            splitting.split(review, [out], by="AK")
            group = next(g for g in now if out in g)
            after = now - {group} | {group - {out}, frozenset((out,))}
        case "find":
            deduping.run(review, by="AK")
            if max(auditing.numbers(review)) == before:
                return  # it writes nothing where there is nothing new
            after = _groups(review, folder / "found")
            assert {r for g in after for r in g} == set(every)
        case _:
            ids = screening.ids(review, Which())
            verdict = Verdict.EXCLUDE if b % 2 else Verdict.INCLUDE
            screening.decide(review, ids[a % len(ids)] if ids else 0, Stage.TITLE_ABSTRACT, verdict, by="AK")
            after = now
    kept.append(after)
    back.clear()


def _check(review: Review, out: Path, groups: Groups) -> None:
    assert _groups(review, out) == groups
    imported = sum(map(len, groups))
    merged = imported - len(groups)
    flow = overview.flow(review)
    assert (flow.database_results, flow.duplicates) == (imported, merged)
    assert flow.records_screened == imported - merged == len(screening.ids(review, Which()))
    assert not flow.faults()
    if imported:
        exporting.export(review, "records", out.with_suffix(".ris"), by="AK")
        citations = out.with_suffix(".ris").read_text(encoding="utf-8").count("TY  - ")
        assert citations == imported - merged


def _exported(review: Review, out: Path) -> dict[int, int]:
    """Record → report, as the export of the records says."""
    exporting.export(review, "records", out.with_suffix(".csv"), by="AK")
    with out.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {int(row["record_id"]): int(row["report_id"]) for row in csv.DictReader(file)}


def _groups(review: Review, out: Path) -> Groups:
    reports: dict[int, set[int]] = {}
    for record, report in _exported(review, out).items():
        reports.setdefault(report, set()).add(record)
    return frozenset(map(frozenset, reports.values()))


def _ris(number: int, work: int) -> str:
    """One citation; those of one work are duplicates."""
    lines = ("TY  - JOUR", f"ID  - {number}", f"TI  - Partners in care, part {work}", "AU  - Kim, Jo", "PY  - 2020")
    return "\n".join((*lines, f"DO  - 10.5555/made.{work}", "ER  - ", "", ""))
