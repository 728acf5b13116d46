"""The group: it finds the verb, loads it, and turns whatever goes wrong into words and an exit code."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from review_tool import __version__
from review_tool.cli.saying import narrate, refuse, say_json
from review_tool.cli.settings import Verbs
from review_tool.cli.verbs import VERBS
from review_tool.domain.errors import Cancelled, ReviewError

STOPPED = "Stopped; nothing was written."
_INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


class Tool(Verbs):
    """Verbs are imported when called; listing them imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        for verb in VERBS:
            if verb.name == cmd_name:
                command: click.Command = importlib.import_module(f"review_tool.cli.{verb.module}").command
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb.name, verb.help) for verb in VERBS])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit. No traceback reaches a person unless REVIEW_TOOL_DEBUG is set."""
        del standalone_mode
        given = list(sys.argv[1:] if args is None else args)
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            code = super().main(
                given,
                prog_name or "review-tool",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read us has gone: what Python still holds for them must not complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 1
        except Exception as error:  # no traceback reaches a user: one sentence does, and the log has the details
            code = _told(_not_text(error, given), as_json="--json" in given)
        sys.exit(code if isinstance(code, int) else 0)


def _not_text(error: Exception, given: Sequence[str]) -> Exception:
    """What a word means that a shell handed over in bytes of no text; every other error is as it was."""
    if isinstance(error, UnicodeEncodeError) and any("\ud800" <= letter <= "\udfff" for letter in "".join(given)):
        return ReviewError("A word of this command is not text in UTF-8.", hint="Write it anew, or rename the file.")
    return error


def _told(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong; returns the exit code."""
    match error:
        case click.UsageError():
            if error.ctx is not None:
                narrate(error.ctx.get_usage())
                narrate(f"See `{error.ctx.command_path} --help`.")
            narrate(f"Error: {error.format_message()}")
            return error.exit_code
        case click.ClickException():
            narrate(f"Error: {error.format_message()}")
            return error.exit_code
        case click.Abort() | Cancelled():
            narrate(str(error) or STOPPED)
            return _INTERRUPTED
        case ReviewError():
            refuse(str(error), error.hint, error.details)
            if as_json:
                more = {"details": list(error.details)} if error.details else {}
                say_json({"error": str(error), "hint": error.hint} | more)
            return 1
    if os.environ.get("REVIEW_TOOL_DEBUG"):
        raise error
    from review_tool.cli.trouble import keep_details

    narrate(f"That failed by a fault of this program, not of yours: {type(error).__name__}: {error}")
    narrate(f"Nothing more was written. {keep_details(error, __version__)}")
    if as_json:
        say_json({"error": f"{type(error).__name__}: {error}", "hint": "This is a fault of the program."})
    return 1


@click.command(
    cls=Tool,
    invoke_without_command=True,
    subcommand_metavar="[VERB] …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="review-tool %(version)s")
@click.pass_context
def tool(context: click.Context) -> None:
    """Rapid critical reviews in the terminal: from citation files to recommendations and research gaps.

    Without a verb the screens open.
    """
    if context.invoked_subcommand is None:
        from review_tool.cli.start import start

        start()
