"""No verb: the screens, or without a terminal where the review stands and what to do."""

from __future__ import annotations

import os

from review_tool.cli.saying import say, terminal
from review_tool.cli.settings import settings

_NO_REVIEW = """There is no review in this folder.

  review-tool demo                            see a worked example in a new folder
  review-tool init DIR --title TITLE          make a review
  review-tool --review DIR                    open one that lies elsewhere
  review-tool --help                          all verbs"""


def start() -> None:
    """What happens without a verb.

    Raises:
        ReviewError: the review that was named is none.
    """
    asked = settings()
    if os.environ.get("REVIEW_TOOL_SERVED"):
        from review_tool.cli.screens import open_screens

        open_screens(asked, served=True)
    elif terminal() and not asked.plain and not asked.json and (asked.there or not asked.named):
        from review_tool.cli.screens import open_screens

        open_screens(asked)
    elif asked.there or asked.named or asked.json:
        from review_tool.cli.status import show

        show(asked)
    else:
        say(_NO_REVIEW)
