"""The corner of the synthesis room where passages are found: sentences, cues, weights, suggestions.

What may come in: sentences with the heading they stand under and their neighbours, and what a team decided about
earlier suggestions. What goes out: for each sentence a score between 0 and 1 for research gap, recommendation and
limitation, with the cue it rests on. Standard library only. What may not: accepting anything. A person says which
passages count.
"""
