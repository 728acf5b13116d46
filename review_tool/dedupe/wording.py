"""How two titles differ: by spelling, by a word that makes another paper of it, by a subtitle, altogether."""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from review_tool.dedupe.titles import Title, numeral, ordinal

MISSING = "missing"

NEAR = 0.92
"""Titles this alike (Indel, 0..1) differ by spelling, a lost letter or an article."""
CLOSE = 0.80
LOOSE = 0.55


def titles(a: Title, b: Title) -> tuple[float, str]:
    """The likeness of two titles, 0..1, and its word; a title in two languages counts by the better one."""
    if not a.text or not b.text:
        return 0.0, MISSING
    if a.compact == b.compact:
        return 1.0, "same"
    found = _two_titles(a.text, b.text)
    if a.other or b.other:
        pairs = ((a.text, b.other), (a.other, b.text), (a.other, b.other))
        more = (_two_titles(mine, theirs) for mine, theirs in pairs if mine and theirs)
        found = max((found, *more), key=lambda one: (_ALIKE.index(one[1]), one[0]))
    word = "translated" if found[1] == "other" and (a.translated or b.translated) else found[1]
    return found[0], word


_ALIKE = ("other", "loose", "number", "word", "close", "longer", "begins", "near", "same")


def _two_titles(a: str, b: str) -> tuple[float, str]:
    if a == b:
        return 1.0, "same"
    likeness = Indel.normalized_similarity(a, b, score_cutoff=LOOSE)
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if likeness >= CLOSE:
        other = difference(a, b)
        if other:
            return likeness, other
        if likeness >= NEAR:
            return likeness, "near"
    if len(short) >= 20:
        if long.startswith(short):
            return likeness, "longer" if _tells(long[len(short) :]) else "begins"
        if long.endswith(" " + short) or fuzz.ratio(short, long[: len(short)]) >= 95:
            return likeness, "longer" if _tells(long) and not _tells(short) else "begins"
    if likeness >= CLOSE or fuzz.token_sort_ratio(a, b) >= 88:
        return likeness, "close"
    return likeness, "loose" if likeness >= LOOSE else "other"


_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "and", "for", "to", "with", "by", "from", "its", "or", "at", "as", "s")
)
_NEGATIONS = frozenset(["without", "not", "non", "no", "never"])
ONE_WORD = 84.0
LONG_WORD = 9
ONE_LONG_WORD = 78.0
"""Two words this alike (rapidfuzz ratio), the first letter the same, are one word in two spellings: tumor/tumour is
91, patients/parents 80, vivo/vitro 67; men/women fails by its first letter. So are the same letters in another order
(centre/center); long words may differ in two letters, those of five in one."""
LOST_LETTER = 90.0
"""The same where the first letter is lost: stroke/troke is 91, maternal/paternal 88."""


def difference(a: str, b: str) -> str:
    """`number` where two titles differ in a numeral, `word` where one says another word, `longer` where one says
    more about another paper, "" otherwise."""
    first = [ordinal(word) or word for word in a.split()]
    second = [ordinal(word) or word for word in b.split()]
    in_first, in_second = set(first), set(second)
    only_a = [w for w in first if w not in in_second]
    only_b = [w for w in second if w not in in_first]
    numbers_a = {n for w in only_a if (n := numeral(w))}
    numbers_b = {n for w in only_b if (n := numeral(w))}
    if numbers_a and numbers_b and not numbers_a & numbers_b:
        return "number"
    if not _NEGATIONS.isdisjoint(only_a) or not _NEGATIONS.isdisjoint(only_b):
        return "word"
    words_a = [w for w in only_a if w not in _SMALL]
    words_b = [w for w in only_b if w not in _SMALL]
    if _glued(words_a, words_b) or len(words_a) > 3 or len(words_b) > 3:
        return ""
    few, many = sorted((words_a, words_b), key=len)
    if not few:
        return "word" if not _NARROWING.isdisjoint(many) else "longer" if not _TELLING.isdisjoint(many) else ""
    missing = [w for w in few if not _one_word(w, many)]
    if len(few) == len(many):
        missing += [w for w in many if not _one_word(w, few)]
    return "word" if missing else ""


# fmt: off
_NARROWING = frozenset((
    "men", "women", "male", "female", "boys", "girls", "child", "children", "paediatric", "pediatric", "infants",
    "neonates", "adolescents", "adult", "adults", "young", "younger", "old", "older", "elderly", "pregnant", "early",
    "late", "acute", "chronic", "mild", "moderate", "severe", "primary", "secondary", "advanced", "recurrent",
    "refractory", "rural", "urban", "low", "high",
))
"""Words that narrow whom or when a title is about: put into a title, they make it a sister paper's."""
_TELLING = frozenset((
    "rationale", "design", "protocol", "baseline", "pilot", "feasibility", "methods", "results", "outcome", "outcomes",
    "follow", "up", "update", "updated", "long", "term", "month", "months", "year", "years", "week", "weeks",
    "substudy", "subgroup", "secondary", "post", "hoc", "interim", "extended", "extension", "analysis", "analyses",
    "cost", "costs", "economic", "qualitative", "process", "safety", "adverse", "report", "phase", "part",
))
"""Words that name another paper of the same study where one title goes on with them."""
# fmt: on


def _tells(added: str) -> bool:
    """Whether what one title says more names another paper of the same study: its design, its follow-up."""
    return not _TELLING.isdisjoint(added.split())


def _glued(a: list[str], b: list[str]) -> bool:
    """The same letters with other blanks; the last word may be cut (`cell lung can` and `celllung canc`)."""
    one, other = sorted(("".join(a), "".join(b)), key=len)
    return one == other or (len(a) != len(b) and len(other) - len(one) <= 3 and other.startswith(one))


def _one_word(word: str, others: list[str]) -> bool:
    return any(_one_spelling(word, other) and not opposed(word, other) for other in others)


def _one_spelling(word: str, other: str) -> bool:
    if word[0] == other[0]:
        least = ONE_LONG_WORD if max(len(word), len(other)) >= LONG_WORD else ONE_WORD
        slip = min(len(word), len(other)) >= 5 and Levenshtein.distance(word, other, score_cutoff=1) <= 1
        return slip or fuzz.ratio(word, other) >= least or sorted(word) == sorted(other)
    return fuzz.ratio(word, other) >= LOST_LETTER


OPPOSITES = (
    ("hyper", "hypo"),
    ("inter", "intra"),
    ("macro", "micro", "meso"),
    ("mono", "multi"),
    ("pre", "peri", "post", "pro"),
    ("sub", "supra", "super"),
    ("over", "under"),
)
"""Beginnings that turn a word into another one, however alike the letters: hypertension, hypotension."""
NEGATING = ("a", "an", "de", "dis", "il", "im", "in", "ir", "mis", "non", "re", "un")
"""Beginnings that turn it into its opposite: symptomatic, asymptomatic."""


def opposed(a: str, b: str) -> bool:
    """Whether two words differ in such a beginning and in nothing else."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if long.endswith(short) and long[: len(long) - len(short)] in NEGATING:
        return True
    for group in OPPOSITES:
        mine = next((start for start in group if a.startswith(start)), "")
        theirs = next((start for start in group if b.startswith(start)), "")
        if mine and theirs and mine != theirs and fuzz.ratio(a[len(mine) :], b[len(theirs) :]) >= ONE_WORD:
            return True
    return False
