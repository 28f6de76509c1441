"""Many calibrations of one model: every draw of its parameters solved, as a table, on disk if wanted."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..games.errors import InvalidInput, LimitReached
from ..solvers.draws import draws_plan
from ..solvers.rank_correlation import rank_correlation
from .sweep_claims import check_questions
from .sweep_folder import SweepFolder
from .sweep_manifest import Manifest, empty_table, load_job, manifest, read_chunk
from .sweep_model import SweepModel, sweep_model
from .sweep_result import Sweep, names_of
from .sweep_workers import Chunks, in_processes, in_this_process, on_dask, processes_can_start, require

Told = Callable[[int, int], None]
"""What is told how many draws are done, of how many."""


def sweep(
    model: str | Path,
    vary: Mapping[str, Any] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    rest: bool = False,
    draws: int = 1_000,
    seed: int = 0,
    method: str = "random",
    points: int = 10,
    digits: int = 6,
    correlation: Any = None,
    folder: str | Path | None = None,
    resume: bool = False,
    chunk_size: int | None = None,
    workers: int | None = None,
    dask: Any = None,
    progress: Told | None = None,
) -> Sweep:
    """Solve a model for many draws of its parameters.

    Parameters
    ----------
    model : ``case:CASE/MODEL``, the path of a YAML game with parameters, or the id of a case: its replay.
    vary : by parameter ``(low, high)``, `triangular`, `discrete`, a text such as ``"triangular:2:6:12"``, or
        a frozen distribution of `scipy.stats`. Without it every parameter that has a range varies over it.
    settings : parameters that are fixed to a value; ``phase`` for models that have phases fixes those that
        the phase sets, unless they are in `vary`.
    rest : with `vary`, whether the other parameters that have a range vary over it, too.
    draws, seed, method, points, digits, correlation : see `draws_plan`.
    folder : where the sweep is kept, so that it can be resumed; without it the table is in memory alone.
    resume : go on where the folder holds this very sweep; a folder with another one is refused as ever.
    chunk_size : draws that are made, and stored, together.
    workers : processes of this machine; 1 for this process. Without it as many as there are processors, if
        there is work for them.
    dask : the address of a Dask scheduler, or a client, in place of processes.
    progress : called with the draws done and their number.

    Returns
    -------
    Sweep
        With one row a draw. A draw that raises has its error in the row; the others go on.

    Raises
    ------
    InvalidInput
        For a distribution, range, name or number that makes no sense, naming it; for a folder that is in use
        or holds another sweep; and where an optional package is missing.
    LimitReached
        For Ctrl-C; `found` is the sweep as far as it came.

    Examples
    --------
    >>> found = sweep("case:h20/sequential-linkage", {"k": (2, 12)}, draws=100, seed=1, workers=1)
    >>> found
    <Sweep case:h20/sequential-linkage: 100 draws of k>
    >>> print(found.share("outcome = no-ban"))
    outcome = no-ban: 77 of 100 draws, 0.77 (95% interval 0.6785 to 0.8416, wilson)
    """
    require("pyarrow")
    found = sweep_model(model, settings)
    chosen = varied(found, vary, rest)
    plan = draws_plan(
        chosen,
        draws=draws,
        seed=seed,
        method=method,
        digits=digits,
        correlation=_pairs(correlation, tuple(chosen if vary is None else vary)),
        points=points,
    )
    wanted = manifest(found, plan, chunk_size)
    if folder is None:
        return _run(wanted, None, workers, dask, progress)
    place = SweepFolder(Path(folder))
    place.prepare()
    with place.locked():
        place.start(wanted, resume=resume)
        return _run(wanted, place, workers, dask, progress)


def resume_sweep(
    folder: str | Path,
    *,
    workers: int | None = None,
    dask: Any = None,
    progress: Told | None = None,
) -> Sweep:
    """Go on with the sweep of a folder, and return it whole; one that is whole is checked.

    Chunks that are missing are made, chunks that are damaged or belong to another sweep are made again. The
    table is that of an undisturbed run, whatever the number of workers.

    Parameters
    ----------
    folder : where a sweep was started.
    workers, dask, progress : as in `sweep`.

    Raises
    ------
    InvalidInput
        For a folder without a sweep, one that is in use, and one that was begun with another version of the
        model or of the packages, naming the difference.
    LimitReached
        For Ctrl-C.

    Examples
    --------
    >>> import tempfile
    >>> name, vary = "case:h20/linkage", {"k": (2, 12)}
    >>> with tempfile.TemporaryDirectory() as place:
    ...     first = sweep(name, vary, draws=40, folder=place, chunk_size=10, workers=1)
    ...     Path(place, "chunks", "00002.parquet").unlink()
    ...     resume_sweep(place, workers=1).table == first.table
    True
    """
    require("pyarrow")
    place = SweepFolder(Path(folder))
    known = place.manifest()
    load_job(known.text)
    with place.locked():
        return _run(known, place, workers, dask, progress)


def read_sweep(folder: str | Path) -> Sweep:
    """Read a finished sweep from its folder; every chunk is checked.

    Raises
    ------
    InvalidInput
        Where a chunk is missing, damaged or foreign.
    """
    pa = require("pyarrow")
    place = SweepFolder(Path(folder))
    known = place.manifest()
    try:
        tables = [place.read(number, known) for number in range(known.chunks)]
    except InvalidInput as error:
        raise InvalidInput(f"{folder}: {error}; qpq sweep --resume {folder} makes it") from None
    return Sweep(known, pa.concat_tables(tables), folder=str(folder))


def check_claims(
    model: str | Path,
    vary: Mapping[str, Any] | None,
    settings: Mapping[str, Any] | None,
    rest: bool,
    claims: Sequence[str],
    outcomes: Sequence[str] = (),
) -> None:
    """Refuse claims and formulas that could not be judged, before a sweep is made for them.

    Raises
    ------
    InvalidInput
        For unknown names and everything outside the grammar.

    Examples
    --------
    >>> check_claims("case:h20/linkage", None, None, False, ["US > q"])
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: formula 'q': there is no 'q'; accepted: k, w, ...
    """
    found = sweep_model(model, settings)
    plan = draws_plan(varied(found, vary, rest), draws=1)
    names = names_of(manifest(found, plan).content)
    check_questions(names, claims, outcomes)


def varied(model: SweepModel, vary: Mapping[str, Any] | None, rest: bool) -> dict[str, Any]:
    """Return what varies: what is asked for, and the ranges of the model where they are asked for.

    Raises
    ------
    InvalidInput
        For names that the model does not have, and where no parameter is left to vary.
    """
    given = dict(vary or {})
    unknown = next((name for name in given if name not in model.ranges), None)
    if unknown is not None:
        accepted = ", ".join(model.ranges)
        raise InvalidInput(f"{model.name} has no parameter {unknown!r}; accepted: {accepted}")
    if vary is None or rest:
        kept = {*model.fixed, *model.held}
        own = {n: r for n, r in model.ranges.items() if r is not None and n not in kept}
        given = {**own, **given}
    if not given:
        raise InvalidInput(f"{model.name}: no parameter varies; one with a range, or in `vary`, is needed")
    return {name: given[name] for name in model.ranges if name in given}


def _pairs(correlation: Any, names: tuple[str, ...]) -> Any:
    """A matrix of rank correlations, whose rows follow `names`, as a mapping, which has no order."""
    if correlation is None or isinstance(correlation, Mapping):
        return correlation
    matrix = rank_correlation(correlation, names)
    return {(names[i], names[j]): matrix[i][j] for i in range(len(names)) for j in range(i)}


def _run(
    wanted: Manifest, place: SweepFolder | None, workers: int | None, dask: Any, progress: Told | None
) -> Sweep:
    import pyarrow as pa

    numbers, lines = (list(range(wanted.chunks)), []) if place is None else place.to_do(wanted)
    made: dict[int, Any] = {}
    done = wanted.draws - sum(len(wanted.rows(number)) for number in numbers)
    makers = _makers(wanted.text, numbers, workers, dask)
    try:
        with ExitStack() as stack:
            stack.callback(makers.close)  # type: ignore[attr-defined]
            for number, content in makers:
                made[number] = read_chunk(content, wanted, number)
                if place is not None:
                    place.write(number, content)
                done += len(wanted.rows(number))
                if progress is not None:
                    progress(done, wanted.draws)
    except KeyboardInterrupt:
        raise _stopped(wanted, place, made, done) from None
    tables = [
        made[number] if place is None or number in made else place.read(number, wanted)
        for number in range(wanted.chunks)
    ]
    return Sweep(
        wanted,
        pa.concat_tables(tables),
        folder=None if place is None else str(place.path),
        notes=tuple(lines),
    )


def _makers(text: str, numbers: list[int], workers: int | None, dask: Any) -> Chunks:
    if workers is not None and (not isinstance(workers, int) or isinstance(workers, bool) or workers < 1):
        raise InvalidInput(f"workers is {workers!r}; a whole number from 1 is accepted")
    if dask is not None:
        if workers is not None:
            raise InvalidInput("workers and dask are both given; one of the two is accepted")
        return on_dask(text, numbers, dask)
    count = min(workers or os.cpu_count() or 1, len(numbers))
    if count > 1 and not processes_can_start():
        if workers is not None:
            raise InvalidInput(
                "a program from standard input cannot be read by worker processes; write it to a file, or "
                "use workers=1"
            )
        count = 1
    return in_processes(text, numbers, count) if count > 1 else in_this_process(text, numbers)


def _stopped(wanted: Manifest, place: SweepFolder | None, made: Mapping[int, Any], done: int) -> LimitReached:
    """What is said, and handed over, when Ctrl-C ended a sweep."""
    import pyarrow as pa

    reason = f"stopped by Ctrl-C after {done} of {wanted.draws} draws"
    tables = [made[number] for number in sorted(made)]
    if place is not None:
        left = set(place.to_do(wanted)[0])
        tables = [place.read(number, wanted) for number in range(wanted.chunks) if number not in left]
        reason += f"; qpq sweep --resume {place.path} goes on"
    table = pa.concat_tables([empty_table(wanted), *tables])
    folder = None if place is None else str(place.path)
    return LimitReached(reason, Sweep(wanted, table, folder=folder, complete=False))
