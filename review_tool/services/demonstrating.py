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

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ExcerptKind
from review_tool.domain.flow import Flow
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Source, SourceKind
from review_tool.domain.synthesis import Gap, Link, Recommendation, Stance, Strand, TargetKind
from review_tool.services import (
    appraising,
    conflicts,
    deduping,
    exporting,
    extracting,
    importing,
    overview,
    reviews,
    screening,
    synthesising,
)
from review_tool.services.exporting import Exported
from review_tool.services.progress import Progress, silent
from review_tool.services.reviews import Review, Surroundings
from review_tool.store import reports

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


def demonstrate(folder: Path, *, by: str, around: Surroundings, progress: Progress = silent) -> Demonstrated:
    """Make a review in a new folder and carry the sample through every stage; write every export into it.

    Raises:
        ReviewError: the folder holds a review already or cannot be written.
        Cancelled: the person stopped it; the folder keeps what was done so far.
    """
    sample = sample_folder()
    plan = _plan(sample)
    review = reviews.create(folder, plan["title"], by=by, around=around, protocol=protocol_of_the_sample())
    try:
        for name in (ADA, BEN):
            reviews.join(review, name, by=by)
        steps = (_import, _dedupe, _screen, _appraise, _extract, _synthesise)
        for done, step in enumerate(steps):
            progress(done, len(steps) + 1, (step.__doc__ or "").split(".")[0])
            step(review, sample, plan)
        progress(len(steps), len(steps) + 1, "Write every export")
        exports = exporting.export_all(review, folder / "exports", by=by)
        return Demonstrated(overview.flow(review), tuple(exports))
    finally:
        review.close()


def _plan(sample: Path) -> dict[str, Any]:
    return tomllib.loads((sample / "protocol.toml").read_text(encoding="utf-8"))


def protocol_of_the_sample() -> Protocol:
    """The plan that the demonstration follows."""
    return reviews.read_protocol(sample_folder() / "protocol.toml", Protocol())


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
    """Appraise what the summaries let one know."""
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
        for row in _rows(sample / "appraisal.csv"):
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
            marked[key] = extracting.write_excerpt(unit, key[0], text, locator=locator, kind=kind, by=ADA, codes=codes)
        return marked[key]

    with review.writing() as unit:
        for row in _rows(sample / "excerpts.csv"):
            passage(row, row["text"], tuple(row["codes"].split("; ")) if row["codes"] else ())
        for row in _rows(sample / "extraction.csv"):
            extracting.write_value(
                unit,
                form,
                study[row["file"], row["position"]],
                row["field"],
                row["value"],
                by=ADA,
                not_reported=row["not_reported"] == "yes",
                excerpt=passage(row, row["excerpt"]),
            )


def _synthesise(review: Review, sample: Path, _plan: dict[str, Any]) -> None:
    """Write themes, strands, recommendations and gaps."""
    study = _study_at(review)
    texts = {(e.report, e.text): e.id for e in extracting.excerpts(review)}
    excerpt = {
        row["key"]: texts[study[row["file"], row["position"]], row["text"]] for row in _rows(sample / "excerpts.csv")
    }
    items: dict[str, str] = {}

    def links(evidence: str) -> tuple[Link, ...]:
        return tuple(_link(reference, excerpt, items, study) for reference in evidence.split("; ") if reference)

    with review.writing() as unit:
        for row in _rows(sample / "themes.csv"):
            codes = tuple(row["codes"].split("; "))
            synthesising.write_theme(unit, row["theme"], description=row["description"], codes=codes, by=ADA)
        for row in _rows(sample / "strands.csv"):
            strand = Strand(row["name"], row["kind"], int(row["size"]), row["description"])
            synthesising.write_strand(unit, strand, by=ADA)
        for row in _rows(sample / "strand_items.csv"):
            items[row["key"]] = synthesising.write_item(unit, row["strand"], row["label"], row["text"], by=ADA)
        for row in _rows(sample / "recommendations.csv"):
            fields = ("text", "audience", "condition", "strength", "confidence", "confidence_reason")
            said = Recommendation(**{name: row[name] for name in fields})
            synthesising.write_claim(
                unit, said, links=links(row["evidence"]), judgement=row["judgement"] == "yes", by=ADA
            )
        for row in _rows(sample / "gaps.csv"):
            gap = Gap(row["text"], row["why"], row["for_whom"])
            synthesising.write_claim(
                unit, gap, links=links(row["evidence"]), judgement=row["judgement"] == "yes", by=ADA
            )


def _link(reference: str, excerpt: dict[str, str], items: dict[str, str], study: dict[tuple[str, str], int]) -> Link:
    """`X001`, `item:SV3` or `study:FILE#POSITION`; a - before it says that the evidence speaks against."""
    stance = Stance.OPPOSES if reference.startswith("-") else Stance.SUPPORTS
    kind, _, name = reference.lstrip("-").rpartition(":")
    if kind == "study":
        file, _, position = name.partition("#")
        return Link(TargetKind.STUDY, str(study[file, position]), stance)
    if kind == "item":
        return Link(TargetKind.ITEM, items[name], stance)
    return Link(TargetKind.EXCERPT, excerpt[name], stance)
