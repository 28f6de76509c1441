"""The command `qpq`: its verbs, and how errors become one line and an exit status."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .commands import (
    case,
    cases,
    convert,
    draw,
    exercise,
    facts,
    rationalize,
    regimes,
    replay,
    robustness,
    solve,
    sweep,
    verify,
)
from .commands.shared import BAD_INPUT, DONE, STOPPED, forget, message

VERBS = (
    solve.solve,
    verify.verify,
    convert.convert,
    draw.draw,
    regimes.regimes,
    robustness.robustness,
    rationalize.rationalize,
    cases.cases,
    facts.facts,
    replay.replay,
    sweep.sweep,
)


class Root(TyperGroup):
    """The group of all verbs; every error inside ends in one line on standard error."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; Ctrl-C is answered here, before Typer would do so in its own way."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            message("stopped by Ctrl-C")
            return STOPPED

    def main(
        self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any
    ) -> Any:
        """Run the command and exit with its status."""
        _prepare_streams()
        extra["standalone_mode"] = False
        run = super().main
        sys.exit(guarded(lambda: run(args, prog_name or "qpq", **extra)))


def guarded(work: Callable[[], Any]) -> int:
    """Return the exit status of `work`, with its errors written as one line each."""
    try:
        result = work()
        _flush()
        return result if isinstance(result, int) and not isinstance(result, bool) else DONE
    except KeyboardInterrupt:
        message("stopped by Ctrl-C")
        return STOPPED
    except BrokenPipeError:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                forget(stream)
        return DONE
    except typer.Abort:
        message("stopped")
        return STOPPED
    except Exception as error:
        return _explain(error)


def _explain(error: Exception) -> int:
    from .games.errors import LimitReached, QuidproquoError

    if isinstance(error, LimitReached):
        message(str(error))
        return STOPPED
    if isinstance(error, QuidproquoError):
        message(str(error))
    elif hasattr(error, "format_message"):  # what Typer (or Click, in older versions) says of wrong usage
        path = getattr(getattr(error, "ctx", None), "command_path", "qpq")
        message(f"{error.format_message().rstrip('.')}; see {path} --help")
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if isinstance(error.filename, str) else ""
        message(f"{place}{error.strerror or error}")
    elif isinstance(error, MemoryError):
        message("there is not enough memory for this game")
    elif isinstance(error, RecursionError):
        message("the input is nested too deeply")
    else:
        message(f"internal error: {type(error).__name__}: {error}; please report it with the input")
    return BAD_INPUT


def _prepare_streams() -> None:
    """UTF-8 for results, so that JSON is what it must be, and numbers of any length."""
    sys.set_int_max_str_digits(0)
    for stream in (sys.stdout, sys.stderr):
        if stream is None or not hasattr(stream, "reconfigure"):
            continue
        with contextlib.suppress(OSError, ValueError):
            if stream is sys.stdout and not stream.isatty():
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
            else:
                stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


app = typer.Typer(
    name="qpq",
    cls=Root,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
)
for _verb in VERBS:
    app.command()(_verb)
app.add_typer(case.app, name="case")
app.add_typer(exercise.app, name="exercise")


def _show_version(wanted: bool) -> None:
    if wanted:
        from . import __version__

        typer.echo(f"quidproquo {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Solve negotiations as games, with exact answers and proofs.

    Example: qpq solve case:h20/linkage
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run the command with the arguments of the process."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    typer.main.get_command(app)()
