"""``qpq sweep``: many calibrations of one model, as a table that can be kept and resumed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shared import (
    DONE,
    STOPPED,
    Format,
    FormatOption,
    SetOption,
    message,
    page_width,
    read_settings,
    write,
    write_json,
)

if TYPE_CHECKING:
    from ..cases.sweep_result import Sweep


def sweep(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="case:CASE/MODEL, a .yaml game with parameters, or a case (id or folder) for its replay.",
            show_default=False,
        ),
    ] = None,
    kept: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]", help="With --resume: where the sweep is kept.", show_default=False
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME=LO:HI",
            help="What varies, also NAME=triangular:LO:MODE:HI or NAME=discrete:V1:V2; repeatable. "
            "Without it every parameter that has a range.",
        ),
    ] = None,
    rest: Annotated[
        bool, typer.Option("--rest", help="Beside --vary, also vary the others that have a range.")
    ] = False,
    set_: SetOption = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", metavar="N", help="How many draws; 1000 without it, with --sobol 1024."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="Of the random numbers; 0 without it.")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="random|sobol|grid", help="How parameters are drawn."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option("--points", metavar="N", help="Of a grid: values per parameter; 10 without it."),
    ] = None,
    correlate: Annotated[
        list[str] | None,
        typer.Option("--correlate", metavar="NAME,NAME=R", help="A rank correlation; repeatable."),
    ] = None,
    claim: Annotated[
        list[str] | None,
        typer.Option(
            "--claim",
            metavar="CLAIM",
            help="In which share of the draws does it hold, such as 'outcome = no-ban' or 'US >= 0'; "
            "repeatable.",
        ),
    ] = None,
    sobol: Annotated[
        list[str] | None,
        typer.Option(
            "--sobol",
            metavar="OUTCOME",
            help="Sobol indices of a payoff, a formula or a claim, such as US or 'outcome = no-ban'; "
            "repeatable. --draws is then a power of two.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FOLDER", help="Keep the table in a new folder.")
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on with the sweep in a folder: --resume FOLDER, or the whole command with --output.",
        ),
    ] = False,
    chunk: Annotated[
        int | None, typer.Option("--chunk", metavar="N", help="Draws that are made and stored together.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="Processes of this machine.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="The scheduler of a Dask cluster.")
    ] = None,
    format_: FormatOption = Format.table,
) -> int:
    """Solve a model for many draws of its parameters.

    Example: qpq sweep case:h20/sequential-linkage --draws 1000 --claim "outcome = no-ban"
    """
    from ..cases.sweep import check_claims, resume_sweep
    from ..cases.sweep import sweep as run
    from ..cases.sweep_claims import check_questions
    from ..cases.sweep_folder import SweepFolder
    from ..cases.sweep_result import names_of
    from ..games.errors import InvalidInput, LimitReached
    from ..progress import progress_bar

    if kept is not None:
        if not resume or output is not None:
            raise InvalidInput(f"{kept} is one argument too many; --output FOLDER keeps a sweep")
        output = kept
    claims, outcomes, status = list(claim or ()), list(sobol or ()), DONE
    found: Any
    try:
        with progress_bar("draws") as told:
            if resume and (model is None or output is None):
                plan = (vary, set_, rest, draws, method, points, correlate, chunk, seed)
                _only_resume(model, plan, output)
                known = SweepFolder(Path(output or model or "")).manifest().content
                check_questions(names_of(known), claims, outcomes)
                if outcomes and known["draws"]["method"] != "saltelli":
                    raise InvalidInput("--sobol needs a sweep that was begun with --sobol")
                found = resume_sweep(output or model or "", workers=workers, dask=dask, progress=told)
            elif model is None:
                raise InvalidInput("MODEL is needed, or --resume FOLDER")
            else:
                chosen, settings = _read_vary(vary), read_settings(set_, words=["phase"])
                drawn = _method(method, outcomes, draws, points)
                check_claims(model, chosen, settings, rest, claims, outcomes)
                found = run(
                    model,
                    chosen,
                    settings=settings,
                    rest=rest,
                    draws=draws if draws is not None else (1_024 if outcomes else 1_000),
                    seed=seed or 0,
                    method=drawn,
                    points=10 if points is None else points,
                    correlation=_read_correlations(correlate),
                    folder=output,
                    resume=resume,
                    chunk_size=chunk,
                    workers=workers,
                    dask=dask,
                    progress=told,
                )
    except LimitReached as limit:
        message(str(limit))
        found, status = limit.found, STOPPED
    for note in found.notes:
        message(note)
    _show(found, claims, outcomes if status == DONE else (), format_)
    return status


def _show(found: Sweep, claims: Sequence[str], outcomes: Sequence[str], format_: Format) -> None:
    from ..cases.sweep_sobol import sobol_of
    from ..cases.sweep_text import sweep_json, sweep_text

    shares = [found.share(claim) for claim in claims]
    indices = [sobol_of(found, outcome) for outcome in outcomes]
    if format_ is Format.json:
        write_json(sweep_json(found, shares, indices))
    else:
        write(sweep_text(found, shares, indices, page_width()))


def _method(method: str | None, outcomes: Sequence[str], draws: int | None, points: int | None) -> str:
    """The method of drawing, with Sobol indices their own; what it would not use is refused."""
    from ..games.errors import InvalidInput

    if outcomes and method not in (None, "saltelli"):
        raise InvalidInput(f"--sobol draws in its own way; --method {method} is not accepted with it")
    if method == "grid" and draws is not None:
        raise InvalidInput("--draws: a grid has as many as its points give; --points is accepted with it")
    if method != "grid" and points is not None:
        raise InvalidInput("--points is of a grid; accepted with --method grid")
    return method or ("saltelli" if outcomes else "random")


def _only_resume(model: str | None, plan: Sequence[Any], output: Path | None) -> None:
    """Refuse what the folder of a sweep knows already."""
    from ..games.errors import InvalidInput

    if (model is None and output is None) or any(one not in (None, [], False) for one in plan):
        raise InvalidInput(
            "--resume takes the model and what varies from the folder: --resume FOLDER is accepted, with "
            "--claim, --workers, --dask and --format; or the whole command again with --output FOLDER"
        )


def _read_vary(texts: Sequence[str] | None) -> dict[str, str] | None:
    """Return the distribution that ``--vary NAME=...`` gives each parameter, as text; None without any."""
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    found: dict[str, str] = {}
    for text in texts or ():
        name, equals, rest = (part.strip() for part in text.partition("="))
        if not equals or not name or not rest:
            raise InvalidInput(f"--vary {quoted(text)}: NAME=LO:HI is needed, such as --vary k=2:12")
        if name in found:
            raise InvalidInput(f"--vary {quoted(name)} is given twice; each name is accepted once")
        found[name] = rest
    return found or None


def _read_correlations(texts: Sequence[str] | None) -> dict[tuple[str, str], str] | None:
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    found: dict[tuple[str, str], str] = {}
    for text in texts or ():
        names, equals, value = (part.strip() for part in text.partition("="))
        one, comma, other = (part.strip() for part in names.partition(","))
        if not equals or not comma or not value:
            raise InvalidInput(
                f"--correlate {quoted(text)}: NAME,NAME=R is needed, such as --correlate k,w=1/2"
            )
        if (one, other) in found or (other, one) in found:
            raise InvalidInput(f"--correlate {quoted(names)} is given twice; each pair is accepted once")
        found[one, other] = value
    return found or None
