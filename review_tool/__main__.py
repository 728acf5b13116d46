"""The console entry: `review-tool` and `python -m review_tool`."""

from __future__ import annotations

import sys

from review_tool import __version__


def main() -> None:
    """Run the command line. `--version` alone answers at once, without importing anything more."""
    if sys.argv[1:] == ["--version"]:
        print(f"review-tool {__version__}")
        return
    from review_tool.cli.main import tool

    tool.main(prog_name="review-tool")


if __name__ == "__main__":
    main()
