"""Where the details of our own faults go."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime

from review_tool.domain.text import clean


def keep_details(error: Exception, version: str) -> str:
    """Write the traceback to a file of this user's; returns a sentence on where it is."""
    from platformdirs import user_log_path

    folder = user_log_path("review-tool")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "errors.log"
        with file.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"\n{datetime.now(UTC).isoformat(timespec='seconds')} review-tool {version}\n")
            log.writelines(clean(line) for line in traceback.format_exception(error))
    except OSError:
        return "Set REVIEW_TOOL_DEBUG=1 and do it again to see the details."
    return f"The details are in {file}."
