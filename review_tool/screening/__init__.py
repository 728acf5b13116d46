"""The screening room: what helps a reviewer decide, and what shows how far two of them agree.

Here live the marking of the protocol's words in a text, the measures of agreement, the ranking (features, learning)
and the rules for stopping. What may come in: texts, word lists and verdicts. What may not: a decision (that is a
person's), a pattern language a user could hang the program with, or a verdict word such as “substantial” beside a
figure. The modules that rank load numpy and scipy, so they are imported where they are used.
"""

from __future__ import annotations

import os

# Ranking's products are small and bound by memory: more threads make no answer quicker, burn a core each while they
# wait, and add up in an order that depends on their number. This must be said before numpy is loaded.
for _name in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")
