"""The screening room: what helps a reviewer decide, and what shows how far two of them agree.

Here live the marking of the protocol's words in a text, and the measures of agreement. What may come in: texts,
word lists and verdicts. What may not: a decision (that is a person's), a pattern language a user could hang the
program with, or a verdict word such as “substantial” beside a figure.
"""
