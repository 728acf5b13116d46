"""The ten stages in the order of their digits: the app's modes. A screen is a line here and a room in `screens/`."""

from __future__ import annotations

from typing import NamedTuple


class StageName(NamedTuple):
    """One stage of a review and the screen that shows it."""

    mode: str
    """Its mode, the name of its room in `screens/`, and the prefix of its keys' ids."""
    key: str
    label: str
    short: str
    """The label where 80 columns are all there is."""
    screen: str
    """The class in that room's `screen.py`."""
    purpose: str
    """For the palette."""


STAGES = (
    StageName("home", "1", "Home", "Home", "HomeScreen", "Where the review stands, and what is next"),
    StageName("importing", "2", "Import", "Import", "ImportingScreen", "Read citation files"),
    StageName("duplicates", "3", "Duplicates", "Dupl", "DuplicatesScreen", "Judge records that may be one report"),
    StageName("screening", "4", "Screening", "Screen", "ScreeningScreen", "Decide on titles and abstracts"),
    StageName("conflicts", "5", "Conflicts", "Confl", "ConflictsScreen", "Settle where reviewers differ"),
    StageName("fulltext", "6", "Full text", "Full", "FulltextScreen", "Decide on full texts, with reasons"),
    StageName("appraisal", "7", "Appraisal", "Appr", "AppraisalScreen", "Answer a checklist for each study"),
    StageName("extraction", "8", "Extraction", "Extr", "ExtractionScreen", "Take values and excerpts from studies"),
    StageName("synthesis", "9", "Synthesis", "Synth", "SynthesisScreen", "Write recommendations and research gaps"),
    StageName("audit", "0", "Audit", "Audit", "AuditScreen", "Read the log and verify it"),
)


def stage(mode: str) -> StageName:
    """Raises KeyError where no stage has that mode."""
    for name in STAGES:
        if name.mode == mode:
            return name
    raise KeyError(mode)
