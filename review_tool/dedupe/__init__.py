"""The duplicate finder: prepare → block → score → match → cluster → merge, each a file, in that order.

What comes in are citations by record id, and what a person settled before; what goes out are groups sure enough to
merge, a ranked queue of doubtful pairs with reasons in words, the related pairs to link, and the better field of a
merged report. `learning.py` is what a set teaches about its own columns; `index.py` asks the same of one new record.
Thresholds and weights live in `rules.py`, vetoes in `match.py`, each with its reason. Nothing here writes, knows a
database, a file or a screen, or decides for a person: a pair that a person told apart stays apart.
"""

from review_tool.dedupe.evaluate import metrics
from review_tool.dedupe.fields import Difference, FieldDifference, compare
from review_tool.dedupe.finding import Doubt, Found, find
from review_tool.dedupe.index import Index, Match, index
from review_tool.dedupe.merge import combine

__all__ = [
    "Difference",
    "Doubt",
    "FieldDifference",
    "Found",
    "Index",
    "Match",
    "combine",
    "compare",
    "find",
    "index",
    "metrics",
]
