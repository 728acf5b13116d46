"""The command line: a roof over the services, one module per verb.

Stdout is data, stderr is narration; exit 0 done, 1 refused, 2 usage, 130 stopped. What comes in are arguments and
lines of stdin; what goes out is clean text or JSON. A verb is one file and one line in `verbs.py`; it is imported when
it is called and not before. `--plain` verbs are conversations line by line, for screen readers and for scripts; that of
`screen.py` is in `screening.py`.
No deed lives here that the screens do not have too: both call the services, and neither knows the store or the rooms.
"""
