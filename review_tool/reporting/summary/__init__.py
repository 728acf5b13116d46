"""The summary: a review told at five depths, from the headlines down to each passage and decision.

`facts` is what comes in; `headlines`, `evidence` and `detail` write it as pages of plain blocks (`book`); `site`,
`prose` and `word` turn the same pages into a folder of web pages, a text, a Word document. Nothing here reads the
review, and no sentence is in one form that is not in the others.
"""
