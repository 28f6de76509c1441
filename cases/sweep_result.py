"""A sweep that was made: its table, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..games.errors import InvalidInput
from ..games.exact import rational
from ..games.formula import parse_formula
from .frozen import Frozen
from .sweep_answer import high_column, low_column, match_column, payoffs_of
from .sweep_claims import Names, read_claim
from .sweep_manifest import Manifest
from .sweep_share import Share, judge, share_of
from .sweep_workers import require

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

MOST_FRAME_ROWS = 2_000_000
"""Rows that a data frame is made of; more are read from the files of the folder."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The draws of a sweep, one row each, in the order of their numbers.

    Attributes
    ----------
    manifest : what fixes the sweep.
    table : an Arrow table: the number of the draw, its parameters, ``outcome``, ``count`` (of equilibria),
        ``knife_edge``, ``complete`` (whether the answer is proven to be whole), ``payoff_PLAYER_low`` and
        ``payoff_PLAYER_high`` over the equilibria, the exact ``payoffs``, of a replay ``hits`` and
        ``match_NODE``, and ``error``.
    folder : where it is kept, if anywhere.
    complete : whether every draw was made.
    notes : lines about chunks that were made again.
    """

    manifest: Manifest = field(repr=False)
    table: pyarrow.Table
    folder: str | None = None
    complete: bool = True
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        count = len(self.table)
        made = f"{count}" if self.complete else f"{count} of {self.manifest.draws}"
        return (
            f"<Sweep {self.name}: {made} draw{'s' * (self.manifest.draws != 1)} of {', '.join(self.varied)}>"
        )

    def __str__(self) -> str:
        from .sweep_text import sweep_text

        return sweep_text(self)

    def _repr_html_(self) -> str:
        from .sweep_text import sweep_html

        return sweep_html(self)

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain data: outcomes with their shares, payoffs, errors.

        Examples
        --------
        >>> from quidproquo import sweep
        >>> found = sweep("case:h20/sequential-linkage", {"k": (2, 9)}, draws=10, workers=1)
        >>> found.to_json()["outcomes"]
        [{'outcome': 'no-ban', 'draws': 10, 'share': '1'}]
        """
        from .sweep_text import sweep_json

        return sweep_json(self)

    @property
    def name(self) -> str:
        """The model, as it was named."""
        return str(self.manifest.content["model"]["name"])

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return tuple(self.manifest.content["draws"]["parameters"])

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in order."""
        return tuple(self.manifest.content["players"])

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        """The columns as lists, made when first used."""
        return _Columns(self.table)

    @cached_property
    def names(self) -> Names:
        """What claims may name."""
        return names_of(self.manifest.content)

    def share(self, claim: str, *, level: float = 0.95, interval: str = "wilson") -> Share:
        """Return the share of draws in which a claim holds, exactly, and an interval for it.

        Parameters
        ----------
        claim : ``outcome = WORDS``, or a comparison of formulas in parameters, derived names and payoffs,
            such as ``US >= 0``. Where a draw has several equilibria, it holds if it holds in each of them.
        level : the confidence of the interval, which only random draws have.
        interval : ``wilson``, or ``clopper-pearson``.

        Raises
        ------
        InvalidInput
            For unknown names and everything outside the grammar.

        Examples
        --------
        >>> from quidproquo import sweep
        >>> found = sweep("case:h20/sequential-linkage", {"k": (2, 12)}, draws=50, method="sobol", workers=1)
        >>> print(found.share("US > 0"))
        US > 0: 11 of 50 draws, 0.22
        """
        random = self.manifest.content["draws"]["method"] == "random"
        return share_of(claim, self.verdicts(claim), random=random, level=level, interval=interval)

    def verdicts(self, claim: str) -> list[str | None]:
        """Say for each draw whether a claim ``holds``, ``fails`` or is ``undecided``; None for an error."""
        return judge(read_claim(claim, self.names), self.names, self.columns, self.value)

    def value(self, column: str, row: int) -> Fraction | None:
        """Return the exact number in a column of parameters, payoffs, matches or counts; None for none."""
        entry = self.columns[column][row]
        if column in self._ends and entry is not None:
            if self.columns["payoffs"][row] is None:  # irrational
                return None
            player, best = self._ends[column]
            entry = best(payoffs[player] for payoffs in payoffs_of(self.columns["payoffs"][row]))
        if entry is None:
            return None
        return Fraction(int(entry)) if isinstance(entry, bool) else rational(entry, column)

    @cached_property
    def _ends(self) -> Mapping[str, tuple[int, Callable[[Iterable[Fraction]], Fraction]]]:
        """The columns with the least and the most that a player gets in equilibrium."""
        players = list(enumerate(self.players))
        low = {low_column(who): (k, min) for k, who in players}
        return {**low, **{high_column(who): (k, max) for k, who in players}}

    def settings(self, draw: int) -> dict[str, Any]:
        """Return the settings that solve a draw again: those of the sweep, and its parameters, exact.

        Raises
        ------
        InvalidInput
            For a draw that is not in the table.
        """
        numbers = self.columns["draw"]
        if draw not in numbers:
            raise InvalidInput(f"draw {draw!r} is not in the table; its draws run from 0")
        row = numbers.index(draw)
        fixed: Mapping[str, Any] = self.manifest.content["model"]["settings"]
        return {**fixed, **{name: str(self.value(name, row)) for name in self.varied}}

    def to_pandas(self) -> pandas.DataFrame:
        """Return the table as a pandas frame.

        Raises
        ------
        InvalidInput
            Where pandas is not installed, and for more than two million draws.
        """
        require("pandas")
        self._small()
        return self.table.to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """Return the table as a polars frame.

        Raises
        ------
        InvalidInput
            As for `to_pandas`.
        """
        library = require("polars", "polars")
        self._small()
        found: polars.DataFrame = library.from_arrow(self.table)
        return found

    def _small(self) -> None:
        if len(self.table) > MOST_FRAME_ROWS:
            raise InvalidInput(
                f"{len(self.table)} draws are many for a frame; up to {MOST_FRAME_ROWS} are accepted; "
                "more are in .table or in the Parquet files of the folder"
            )


def names_of(content: Mapping[str, Any]) -> Names:
    """What formulas may name in claims about the sweep of a manifest."""
    players = {who: k for k, who in enumerate(content["players"])}
    ends = [column(who) for who in players for column in (low_column, high_column)]
    nodes = [match_column(node) for node in content["nodes"]]
    return Names(
        varied=tuple(content["draws"]["parameters"]),
        constants=Frozen({n: Fraction(x) for n, x in content["constants"].items()}),
        derived=Frozen({n: parse_formula(text) for n, text in content["derived"].items()}),
        players=Frozen({**players, **{f"payoff_{who}": k for who, k in players.items()}}),
        columns=("count", *ends, *(("hits", *nodes) if nodes else ())),
    )


class _Columns(dict[str, Any]):
    """The columns of a table as lists, each made when it is first asked for."""

    def __init__(self, table: pyarrow.Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, name: str) -> Any:
        self[name] = self.table.column(name).to_pylist()
        return self[name]
