"""What agreement and disagreement are worth: every weight and every veto with its reason, in one place, as data.

The sum is Fellegi and Sunter's (1969, doi:10.1080/01621459.1969.10501049): each field adds or takes points, so that
agreeing evidence outvotes one bad field. The points are set by hand and checked on labelled sets, not fitted.
"""

from __future__ import annotations

from typing import NamedTuple


class Weight(NamedTuple):
    field: str
    state: str
    points: float
    say: str
    """For the person who decides."""
    reason: str


WEIGHTS: tuple[Weight, ...] = (
    Weight("title", "same", 6.0, "same title", "long titles hardly ever coincide"),
    Weight("title", "near", 5.0, "nearly the same title", "spelling, a lost letter, an article"),
    Weight(
        "title",
        "begins",
        3.5,
        "one title is the other cut short",
        "a subtitle is often left out, but also tells papers apart",
    ),
    Weight(
        "title", "longer", 3.5, "one title says more", "design, follow-up, substudy: another paper of the same study"
    ),
    Weight("title", "close", 3.0, "similar titles", "translations and errors, or sister papers"),
    Weight("title", "word", 1.5, "titles differ in a word", "sister papers: in men, in women"),
    Weight("title", "number", -1.0, "titles differ in a number", "parts and years of a series"),
    Weight("title", "loose", -0.5, "titles resemble each other", "a second translation of the same title"),
    Weight("title", "translated", -2.0, "different titles", "each cataloguer translates a title anew"),
    Weight("title", "other", -3.5, "different titles", "only a translation could explain it"),
    Weight("authors", "same", 3.0, "same authors", "the shorter list is found in the longer one"),
    Weight("authors", "some", 1.0, "some authors in common", "a list cut or misread; or a colleague's paper"),
    Weight("authors", "other", -4.0, "different authors", "replies and reprints"),
    Weight(
        "roll",
        "same",
        2.0,
        "every author the same",
        "two or more; counts beside the same title and year, nothing against it",
    ),
    Weight("year", "same", 1.0, "same year", "common by chance"),
    Weight("year", "next", -0.5, "years one apart", "online first against issue"),
    Weight("year", "other", -3.0, "years differ", "later editions and reports"),
    Weight("journal", "same", 1.5, "same journal", "also as an abbreviation"),
    Weight("journal", "near", 0.5, "journal names alike", "a subtitle or a section"),
    Weight("journal", "other", -1.5, "journals differ", "transliterated names look different too, so not more"),
    Weight("volume", "same", 1.5, "same volume", "one of some fifty"),
    Weight("volume", "other", -1.5, "volumes differ", "another place, or a mistake"),
    Weight("issue", "same", 0.5, "same issue", "one of some twelve"),
    Weight("issue", "other", -0.5, "issues differ", "often only a running number"),
    Weight("pages", "same", 4.0, "same pages", "two numbers agree"),
    Weight("pages", "start", 3.0, "same first page", "one number agrees"),
    Weight("pages", "page", 2.0, "same page", "several abstracts share one"),
    Weight("pages", "length", 1.0, "as many pages", "online first an article is paged from 1"),
    Weight("pages", "anew", -1.0, "page numbers do not fit", "paged from 1, but not as long"),
    Weight("pages", "other", -3.0, "pages differ", "another place, or a mistake"),
    Weight("doi", "same", 6.0, "same DOI", "made to be unique, but supplements share one"),
    Weight("doi", "other", -5.0, "DOIs differ", "made to be unique, but some papers have two"),
    Weight("pmid", "same", 6.0, "same PubMed number", "made to be unique"),
    Weight("pmid", "other", -3.0, "PubMed numbers differ", "made to be unique"),
    Weight("place", "same", 2.0, "same place", "journal, volume and pages together: two papers cannot stand there"),
    Weight("abstract", "same", 3.0, "same abstract", "copied, not written twice"),
    Weight("abstract", "alike", 0.0, "similar abstracts", "house styles differ between databases"),
    Weight("abstract", "other", -1.0, "abstracts differ", "one may be a translation or cut"),
)

SURE = 9.4
"""Points from which a pair without a veto is merged: the same title and authors in the same year are just not
enough where the journals differ, and just enough where nothing is said against it."""
IDENTICAL = 25.0
"""Points of two records that are equal in every field: above all others, so that they join first."""
DOUBT = 5.5
"""Points from which a person is asked."""
ASK = -2.0
"""The same for a pair with the same proper title and authors: no such pair is passed over in silence."""
COMMON = 7.5
"""The same for a title that many papers share, in two volumes: `Introduction` often stands on the same page."""
LINK = 2.0
"""Points from which a part, a note or a protocol by the same authors is shown beside its paper."""
GENERIC_TITLE = 1.5
"""What a title is worth at most that many papers share."""
SHORT_TITLE = 30
"""Letters below which a title's worth falls, down to GENERIC_TITLE."""
