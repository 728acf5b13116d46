"""What a person may choose of an export, and what an export is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of something is exported, and how; each export says what of this it takes."""

    unit: str = ""
    """`records` as the sources delivered them, or `reports`: duplicates as one, with the best of their fields. "" is
    what the file is for: records for tables, reports for citation files and receivers."""
    stage: Stage = Stage.TITLE_ABSTRACT
    """Where `state` is asked, and whose votes and outcome go along."""
    state: str = "all"
    receiver: str = ""
    split: bool = False
    """Cut into files of at most the references and bytes that Covidence takes."""
    columns: tuple[str, ...] = ()
    """Keys of the columns, in their order; () is the review's own choice, or all. Of the map: what is laid across."""
    rows: str = ""
    """Of the map: what is laid down the side."""
    excerpts: bool | None = None
    """With the passage behind each value, or without; None is the review's choice, or what suits the format."""
    save: bool = False
    """Keep the columns and excerpts as the review's choice for this table."""
    votes: bool = False
    """What each reviewer said, and what became of it."""
    plot: str = ""
    """`traffic` or `summary`."""
    checklist: str = ""
    """The id of the checklist that is meant; "" is the one with the most answers."""
    weight: str = ""
    """The number field of the form by which the studies of a summary plot weigh; "" where all weigh the same."""

    def check(self, label: str, takes: tuple[str, ...]) -> None:
        """Raises ReviewError where something is chosen that this export does not take."""
        for field in fields(self):
            if getattr(self, field.name) != field.default and field.name not in takes:
                can = ", ".join(map(_option, takes)) or "no options"
                raise ReviewError(f"{label} cannot be chosen from by {_option(field.name)}.", hint=f"It takes {can}.")


def _option(name: str) -> str:
    """As the command line calls it."""
    return "--for" if name == "receiver" else f"--{name}"


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that an export could not carry."""

    field: str
    """One of ours, or a source's own with its format: `M3 (ris)`."""
    records: int


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one export."""

    parts: tuple[bytes, ...] = ()
    rows: int | None = None
    losses: tuple[Loss, ...] = ()
    folder: tuple[tuple[str, bytes], ...] = ()
    """Names and bytes of files that are written into one folder, instead of `parts`."""
