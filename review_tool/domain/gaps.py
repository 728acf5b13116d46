"""Research gaps in words: why evidence falls short, the sentence EPICOT makes, and what is too vague to be a gap."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import fold, one_line


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the evidence does not answer (Robinson 2011, doi:10.1016/j.jclinepi.2011.06.009; in our own words)."""

    code: str
    words: str


REASONS = (
    Reason("A", "too little information, or too imprecise"),
    Reason("A1", "no study"),
    Reason("A2", "few studies"),
    Reason("A3", "the studies are too small"),
    Reason("A4", "the estimate is imprecise"),
    Reason("B", "biased information"),
    Reason("B2", "the studies taken together are at high risk of bias"),
    Reason("C", "the results disagree, or nobody can tell whether they agree"),
    Reason("D", "not the right information: other people, places, comparisons or outcomes than those asked for"),
)


def reasons_of(text: str) -> tuple[str, ...]:
    """The codes in `A2; C`, commas and blanks allowed, each once."""
    return tuple(dict.fromkeys(part.upper() for part in re.split(r"[;,\s]+", text) if part))


def reason_words(codes: tuple[str, ...]) -> str:
    """`A2 few studies; C the results disagree …`."""
    known = {reason.code: reason.words for reason in REASONS}
    return "; ".join(f"{code} {known.get(code, '')}".strip() for code in codes)


_WHAT = r"(?:research|stud(?:y|ies)|trials?|work|evidence|evaluations?|investigations?|data|knowledge)"
_NEED = r"(?:need(?:ed|s)?|requir(?:ed|es?)|warranted|necessary|recommended|called|lacking|important|should|must)"
_CALL = re.compile(rf"\b{_WHAT}\b.*\b{_NEED}\b|\b{_NEED}\b.*\b{_WHAT}\b|^(?:more|further|additional|future) {_WHAT}\b")
_SAYS_LITTLE = (
    "a an the of on in into to for from by with at as is are be was were been it its this that these those there here "
    "and or but we they our more further additional future better new other larger long term quality high good robust "
    "rigorous well designed research study studies trial trials work evidence evaluation evaluations investigation "
    "investigations data knowledge need needs needed require required requires warranted necessary recommended called "
    "lacking important should must may could would will can also still much many some any all clearly urgently "
    "therefore however topic topics area areas field fields subject issue issues question questions matter problem "
    "explore explored examine examined investigate investigated address addressed understand understanding know "
    "known conduct conducted carried out done undertaken about regarding concerning before conclusions drawn "
    "conclusion confirm confirmed findings results effect effects impact"
)
_EMPTY = frozenset(_SAYS_LITTLE.split())
_ENOUGH = 3
"""Words with a meaning of their own that a call for research must hold to say what is missing."""


def too_vague(text: str) -> bool:
    """Whether a text calls for research without saying on what: “more research is needed” and its like."""
    words = fold(text)
    return bool(_CALL.search(words)) and len({w for w in words.split() if w not in _EMPTY}) < _ENOUGH


def check_said(text: str, *, picos: tuple[str, ...]) -> None:
    """Raises ReviewError where a gap only says that research is needed; two parts of PICOS say enough.

    Args:
        picos: population, intervention, comparison, outcome, setting.
    """
    names = (
        "for whom (population)",
        "on what (intervention)",
        "compared with what",
        "which outcome",
        "where (setting)",
    )
    if too_vague(text) and sum(bool(one_line(part)) for part in picos) < 2:
        missing = [name for name, part in zip(names, picos, strict=True) if not one_line(part)]
        raise ReviewError(
            "That more research is needed says nothing by itself.",
            hint="Add what is missing: " + ", ".join(missing) + "; and why the evidence falls short.",
        )


def epicot(
    *, known: str, population: str, intervention: str, comparison: str, outcome: str, stamp: str, setting: str = ""
) -> str:
    """A research recommendation in EPICOT's order (Brown 2006, doi:10.1136/bmj.38987.492014.94); "" without a part.

    Evidence, Population, Intervention, Comparison, Outcome, Time stamp; the setting stands with the population.
    """
    people = ", ".join(part for part in (one_line(population), one_line(setting)) if part)
    parts = (
        ("Evidence", known),
        ("Population", people),
        ("Intervention", intervention),
        ("Comparison", comparison),
        ("Outcome", outcome),
        ("Time stamp", stamp),
    )
    said = [f"{name}: {one_line(text).rstrip('.')}." for name, text in parts if one_line(text)]
    return " ".join(said) if people or one_line(intervention) or one_line(outcome) else ""
