"""One room for each stage of a review, with its `screen.py` and `screen.tcss`, all on the frame in `stage.py`.

A screen lays out widgets, calls one service function per deed and shows what came of it. It is imported when its
stage is first visited. No rule of the review and no query may live here.
"""
