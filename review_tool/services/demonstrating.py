"""The co-production sample taken through every stage, by the same services a reviewer uses.

What it writes is demonstration data: the selection, the votes and the judgements were made to show the tool, and the
review says so in its title. It is not the list of studies of any published review.
"""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review_tool.domain.appraisal import Checklist
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ExcerptKind, ThemeLevel
from review_tool.domain.flow import Flow
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Source, SourceKind
from review_tool.domain.synthesis import (
    Agreement,
    Body,
    ClaimKind,
    Link,
    Rank,
    Stance,
    Strand,
    TargetKind,
    body_from,
)
from review_tool.services import overview, people, protocols, reviews
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping, importing
from review_tool.services.judging import conflicts, screening
from review_tool.services.progress import Progress, silent
from review_tool.services.reporting import exporting
from review_tool.services.reporting.exporting import Exported
from review_tool.services.reviews import Review, Surroundings
from review_tool.services.studies import agreeing, appraising, checklists, extracting
from review_tool.services.synthesis import coding, strands, synthesising
from review_tool.store.queries import reports
from review_tool.store.unit import Unit

NAME = "co-production"
ADA, BEN = "Ada (demonstration)", "Ben (demonstration)"


@dataclass(frozen=True, slots=True)
class Demonstrated:
    flow: Flow
    exports: tuple[Exported, ...]


def sample_folder() -> Path:
    """The sample: inside an installed package, or in the repository's `imports/`."""
    inside = Path(__file__).resolve().parents[1] / "_samples" / NAME
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "imports" / NAME


def demonstrate(address: str | Path, *, by: str, around: Surroundings, progress: Progress = silent) -> Demonstrated:
    """Make a review in a new folder or database and carry the sample through every stage; write every export.

    Raises:
        ReviewError: there is a review already, or the place cannot take one.
        Cancelled: the person stopped it; what was done so far is kept.
    """
    sample = sample_folder()
    plan = _plan(sample)
    review = reviews.create(address, plan["title"], by=by, around=around, protocol=protocol_of_the_sample())
    try:
        for name in (ADA, BEN):
            people.join(review, name, by=by)
        steps = (_import, _dedupe, _screen, _appraise, _extract, _synthesise)
        for done, step in enumerate(steps):
            progress(done, len(steps) + 1, (step.__doc__ or "").split(".")[0])
            step(review, sample, plan)
        progress(len(steps), len(steps) + 1, "Write every export")
        exports = exporting.export_all(review, review.folder / "exports", by=by)
        return Demonstrated(overview.flow(review), tuple(exports))
    finally:
        review.close()


def _plan(sample: Path) -> dict[str, Any]:
    return tomllib.loads((sample / "protocol.toml").read_text(encoding="utf-8"))


def protocol_of_the_sample() -> Protocol:
    """The plan that the demonstration follows."""
    return protocols.read(sample_folder() / "protocol.toml", Protocol())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _places(review: Review) -> dict[tuple[str, str], int]:
    """(file, position) → record, as the sample's sheets name them."""
    with review.reading() as connection:
        return {(name, str(position)): record for (name, position), record in reports.places(connection).items()}


def _import(review: Review, sample: Path, plan: dict[str, Any]) -> None:
    """Import the three citation files."""
    for given in plan["sources"]:
        source = Source(given["name"], SourceKind(given["kind"]), searched=given["searched"], query=given["query"])
        copy = review.folder / "imports" / given["file"]
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(sample / given["file"], copy)
        importing.import_file(review, copy, source, by=ADA)


def _dedupe(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Remove duplicates, and judge the doubtful pairs."""
    deduping.run(review, by=ADA)
    place = _places(review)
    for row in _rows(sample / "duplicates.csv"):
        a, b = place[row["file_a"], row["position_a"]], place[row["file_b"], row["position_b"]]
        with review.reading() as connection:
            one = reports.root_of(connection, a) == reports.root_of(connection, b)
        if not one:
            deduping.judge(review, a, b, row["verdict"], by=ADA)
        elif row["verdict"] != "same":
            raise ReviewError(
                f"Records {a} and {b} were merged but are {row['verdict']} works.", hint="Mend the finder."
            )


def _screen(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Cast the demonstration votes and settle the conflicts."""
    place = _places(review)
    votes, settled = list(_rows(sample / "decisions.csv")), list(_rows(sample / "consensus.csv"))
    for stage in Stage:
        with review.writing() as unit:
            for row in votes:
                if row["stage"] == stage:
                    screening.vote(
                        unit,
                        place[row["file"], row["position"]],
                        stage,
                        Verdict(row["verdict"]),
                        by=row["reviewer"],
                        reason=row["reason"],
                        note=row["note"],
                        elsewhere=True,
                    )
        for row in settled:
            if row["stage"] == stage:
                conflicts.resolve(
                    review,
                    place[row["file"], row["position"]],
                    stage,
                    Verdict(row["verdict"]),
                    by=ADA,
                    reason=row["reason"],
                    note=row["note"],
                )


def _study_at(review: Review) -> dict[tuple[str, str], int]:
    """(file, position) → included study."""
    place = _places(review)
    with review.reading() as connection:
        at = reports.all_standings(connection)
        return {key: at[reports.root_of(connection, record)][2] for key, record in place.items()}


def _appraise(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Appraise what the summaries let one know: one study by two blind reviewers, the rest by one with checks."""
    study = _study_at(review)
    tools = {tool.id: tool for tool in appraising.checklists(review)}
    mixed_methods = next(tool for tool in tools.values() if tool.groups)
    designs = {name for name, _ in mixed_methods.groups}
    with review.writing() as unit:
        for row in _rows(sample / "studies.csv"):
            if row["design"] in designs:
                appraising.write_answer(
                    unit,
                    mixed_methods,
                    study[row["file"], row["position"]],
                    appraising.DESIGN,
                    row["design"],
                    by=ADA,
                    note="From the title or abstract only.",
                )
    answers, looks = list(_rows(sample / "appraisal.csv")), list(_rows(sample / "appraisal_second_look.csv"))
    twice = {_where(row) for row in answers if row["reviewer"] == BEN}
    lead = people.leads(review)[0]
    checklists.set_reviewers(review, 2, by=lead)
    _answer(review, tools, study, [row for row in answers if _where(row) in twice])
    for row in looks:
        if row["deed"] == "settled":
            said = (study[row["file"], row["position"]], row["checklist"], row["item"], row["answer"])
            agreeing.settle(review, *said, by=row["reviewer"], note=row["note"])
    checklists.set_reviewers(review, 1, by=lead, reveal=True)
    _answer(review, tools, study, [row for row in answers if _where(row) not in twice])
    for row in looks:
        if row["deed"] != "settled":
            about = (study[row["file"], row["position"]], row["checklist"], row["item"])
            agreeing.verify(review, *about, by=row["reviewer"], answer=row["answer"], note=row["note"])


def _where(row: dict[str, str]) -> tuple[str, str, str]:
    return row["file"], row["position"], row["checklist"]


def _answer(
    review: Review, tools: dict[str, Checklist], study: dict[tuple[str, str], int], rows: list[dict[str, str]]
) -> None:
    with review.writing() as unit:
        for row in rows:
            appraising.write_answer(
                unit,
                tools[row["checklist"]],
                study[row["file"], row["position"]],
                row["item"],
                row["answer"],
                by=row["reviewer"],
                note=row["note"],
            )


def _extract(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Mark excerpts and extract values."""
    study = _study_at(review)
    form = extracting.form(review)
    marked: dict[tuple[int, str], str] = {}

    def passage(row: dict[str, str], text: str, codes: tuple[str, ...] = ()) -> str:
        key = (study[row["file"], row["position"]], text)
        if key not in marked:
            kind, locator = ExcerptKind(row["kind"]), row["locator"]
            marked[key] = marking.write_excerpt(unit, key[0], text, locator=locator, kind=kind, by=ADA, codes=codes)
        return marked[key]

    with review.writing() as unit:
        for row in _rows(sample / "excerpts.csv"):
            passage(row, row["text"], tuple(row["codes"].split("; ")) if row["codes"] else ())
        for row in _rows(sample / "extraction.csv"):
            missing = row["not_reported"] == "yes"
            entry = extracting.Entry(row["value"], not_reported=missing, excerpt=passage(row, row["excerpt"]))
            extracting.write_value(unit, form, study[row["file"], row["position"]], row["field"], entry, by=ADA)


def _synthesise(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Write themes, strands, findings, recommendations and gaps."""
    study = _study_at(review)
    texts = {(e.report, e.text): e.id for e in marking.excerpts(review)}
    excerpt = {
        row["key"]: texts[study[row["file"], row["position"]], row["text"]] for row in _rows(sample / "excerpts.csv")
    }
    known: dict[str, str] = {}
    """Item or finding, as the sheets call it → its id."""

    def claim(row: dict[str, str], body: Body) -> None:
        links = tuple(_link(reference, excerpt, known, study) for reference in row["evidence"].split("; ") if reference)
        judgement = row.get("judgement", "") == "yes"
        known[row["key"]] = synthesising.write_claim(unit, body, links=links, judgement=judgement, by=ADA).id

    with review.writing() as unit:
        for row in _rows(sample / "second_coding.csv"):
            coding.write_code(unit, excerpt[row["key"]], row["code"], by=BEN)
        _write_themes(unit, sample)
        for row in _rows(sample / "strands.csv"):
            strand = Strand(row["name"], row["kind"], int(row["size"]), row["description"])
            strands.write_strand(unit, strand, by=ADA)
        for row in _rows(sample / "strand_items.csv"):
            codes = tuple(row["codes"].split("; "))
            known[row["key"]] = strands.write_item(unit, row["strand"], row["label"], row["text"], by=ADA, codes=codes)
        for kind, name in _CLAIMS:
            for row in _rows(sample / name):
                claim(row, body_from(kind, row))
        _write_standing(unit, sample, known)


_CLAIMS = (
    (ClaimKind.FINDING, "findings.csv"),
    (ClaimKind.RECOMMENDATION, "recommendations.csv"),
    (ClaimKind.GAP, "gaps.csv"),
)
"""Findings first: recommendations rest on them."""


def _write_themes(unit: Unit, sample: Path) -> None:
    for row in _rows(sample / "themes.csv"):
        coding.write_theme(
            unit,
            row["theme"],
            description=row["description"],
            codes=tuple(row["codes"].split("; ")) if row["codes"] else (),
            by=ADA,
            level=ThemeLevel(row["level"]),
            above=row["above"],
            disconfirming=row["disconfirming"],
            final=row["final"] == "yes",
        )


def _write_standing(unit: Unit, sample: Path, known: dict[str, str]) -> None:
    """What the groups of the demonstration say, and the memos."""
    for row in _rows(sample / "agreement.csv"):
        said = Agreement(row["group"], int(row["for"]), int(row["against"]), int(row["unsure"]))
        synthesising.write_agreement(unit, known[row["claim"]], said, by=ADA)
    for row in _rows(sample / "dissent.csv"):
        synthesising.write_dissent(unit, known[row["claim"]], row["text"], who=row["who"], by=BEN)
    for row in _rows(sample / "priorities.csv"):
        synthesising.write_rank(unit, known[row["claim"]], Rank(row["group"], int(row["place"])), by=ADA)
    for row in _rows(sample / "memos.csv"):
        target = known[row["target"]] if row["kind"] == "claim" else row["target"]
        coding.add_memo(unit, row["kind"], target, row["text"], by=BEN)


def _link(reference: str, excerpt: dict[str, str], known: dict[str, str], study: dict[tuple[str, str], int]) -> Link:
    """`X001`, `item:SV3`, `finding:F1`, `theme:NAME` or `study:FILE#POSITION`; a - before it: it speaks against."""
    stance = Stance.OPPOSES if reference.startswith("-") else Stance.SUPPORTS
    kind, _, name = reference.removeprefix("-").partition(":")
    match kind:
        case "study":
            file, _, position = name.partition("#")
            return Link(TargetKind.STUDY, str(study[file, position]), stance)
        case "item" | "finding":
            return Link(TargetKind(kind), known[name], stance)
        case "theme":
            return Link(TargetKind.THEME, name, stance)
    return Link(TargetKind.EXCERPT, excerpt[kind], stance)
