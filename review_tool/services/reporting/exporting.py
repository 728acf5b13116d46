"""Writing what leaves the review: records for other tools, tables, the flow, the log, the summary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.services.reporting import columns
from review_tool.services.reporting.columns import Choice
from review_tool.services.reporting.exports import EXPORTS as EXPORTS
from review_tool.services.reporting.exports import Export as Export
from review_tool.services.reporting.wanted import Loss, Made, Wanted
from review_tool.services.writing_files import write_folder, write_whole
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Exported:
    what: str
    file: str
    rows: int | None
    """How many rows or citations, where it has such."""
    losses: tuple[Loss, ...] = ()
    """What the format could not carry, the commonest first."""
    files: tuple[str, ...] = ()
    """All files written, where it was split into several."""


_OURS = "headlines.html"
"""What tells a folder of a summary from any other."""
_EVERYTHING, _BARS = Wanted(), Wanted(plot="summary")


def export(review: Review, what: str, path: Path, *, by: str, wanted: Wanted = _EVERYTHING) -> Exported:
    """Write one thing to a file, whole or not at all; the suffix chooses the format.

    Split, `F.ris` becomes `F-1.ris`, `F-2.ris` … where one file would be too large.

    Raises:
        ReviewError: no such export, a suffix it does not come in, a choice it does not know, or a folder that cannot
            be written.
    """
    chosen, suffix = _known(what), "" if path.is_dir() else path.suffix.lower()
    if suffix not in chosen.suffixes:
        ways = ", ".join(known for known in chosen.suffixes if known)
        folder = ", or name a folder" if "" in chosen.suffixes else ""
        raise ReviewError(
            f"{chosen.label} cannot be written as “{suffix or path.name}”.",
            hint=f"End the file's name with one of {ways}{folder}.",
        )
    wanted.check(chosen.label, chosen.takes)
    made = chosen.make(review, suffix, by, wanted)
    paths = [path]
    if len(made.parts) > 1:
        paths = [path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(1, len(made.parts) + 1)]
    if made.folder:
        write_folder(path, made.folder, ours=_OURS)
    else:
        for part, data in zip(paths, made.parts, strict=True):
            write_whole(part, data)
    with review.writing() as unit:
        unit.record("export.written", f"export:{what}", _payload(paths, made, wanted), by=by)
        if wanted.save:
            columns.keep(unit, what, Choice(wanted.columns, wanted.excerpts), by=by)
    return Exported(what, str(paths[0]), made.rows, made.losses, tuple(map(str, paths)))


def _payload(paths: list[Path], made: Made, wanted: Wanted) -> dict[str, object]:
    said: dict[str, object] = {"file": ", ".join(path.name for path in paths), "rows": made.rows}
    if wanted != Wanted():
        said |= {"unit": wanted.unit, "state": wanted.state, "stage": wanted.stage.value, "for": wanted.receiver}
        for name in ("columns", "rows", "excerpts", "votes", "plot", "checklist", "weight"):
            if value := getattr(wanted, name):
                said[name] = list(value) if isinstance(value, tuple) else value
    return said


@dataclass(frozen=True, slots=True)
class Offered:
    """One column that a table can have."""

    key: str
    label: str
    meaning: str
    place: int
    """Its place in the review's choice, from 1; 0 where it is left out."""


def columns_of(review: Review, what: str, *, by: str) -> list[Offered]:
    """Every column of a table, those of the review's choice first and in its order.

    Raises:
        ReviewError: there is no such export, or it is no table.
    """
    one = _known(what)
    if one.table is None:
        raise ReviewError(f"{one.label}: its parts are not chosen.", hint="Tables have columns to choose.")
    everything = one.columns or one.table(review, by, Wanted()).columns
    chosen = columns.saved(review, what).columns or tuple(c.key for c in everything if not c.behind)
    place = {key: at for at, key in enumerate(chosen, 1)}
    found = [Offered(c.key, c.label, c.meaning, place.get(c.key, 0)) for c in everything]
    return sorted(found, key=lambda c: c.place or len(place) + 1)


def choose_columns(review: Review, what: str, chosen: tuple[str, ...], *, by: str) -> None:
    """Keep these columns, in this order, as the review's choice for a table; none for all of them.

    Raises:
        ReviewError: no such table, or it has no such column.
    """
    known = {one.key for one in columns_of(review, what, by=by)}
    if unknown := [key for key in chosen if key not in known]:
        raise ReviewError(f"{_known(what).label} has no column “{unknown[0]}”.", hint="Choose among those it has.")
    with review.writing() as unit:
        columns.keep(unit, what, Choice(chosen), by=by)


def _known(what: str) -> Export:
    known = {one.name: one for one in EXPORTS}
    if what not in known:
        raise ReviewError(f"There is no export “{what}”.", hint="There are " + ", ".join(known) + ".")
    return known[what]


_SUMMARY = "-summary.svg"


def meant(file: str) -> tuple[str, Wanted]:
    """What a file in the exports folder holds, by its name: `appraisal-summary.svg` is the appraisal's summary plot."""
    if file.endswith(_SUMMARY):
        return file.removesuffix(_SUMMARY), _BARS
    return Path(file).stem, _EVERYTHING


_ALSO = {
    "flow": (".svg",),
    "studies": (".docx",),
    "appraisal": (".xlsx", ".html", ".svg", _SUMMARY),
    "extraction": (".xlsx", ".md", ".docx"),
    "recommendations": (".md", ".tex"),
    "findings": (".md",),
    "gaps": (".md",),
    "map": (".html", ".csv"),
}
"""What `export_all` writes beside the usual format."""


def export_all(review: Review, folder: Path, *, by: str) -> list[Exported]:
    """Write everything in its usual format, the diagram of the flow, and what a person reads or opens in others too."""
    return [
        export(
            review, one.name, folder / f"{one.name}{suffix}", by=by, wanted=_BARS if suffix == _SUMMARY else _EVERYTHING
        )
        for one in EXPORTS
        for suffix in (one.suffixes[0], *_ALSO.get(one.name, ()))
    ]
