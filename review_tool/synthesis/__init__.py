"""The synthesis room: from excerpts to what they amount to.

Here live the map that shows where evidence is thick and where it is missing, and the count of what a claim
rests on. What may come in: excerpts, codes, themes, extracted values, claims. What may not: a claim of the
program's own. An empty cell is a candidate for a gap; a person says whether it is one.
"""
