"""Games in normal (strategic) form for any number of players, immutable and exact."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .errors import InvalidGame, SymbolsLeft, UnsupportedGame
from .exact import Number, exact, number_text
from .labels import numbered, own_labels
from .payoff_table import Array, PayoffTable, cell_text
from .symbols import free_names, substitute
from .wording import visible

if TYPE_CHECKING:
    from .table_drawing import TableDrawing

MAX_CELLS = 20_000_000
MAX_PLAYERS = 32


class NormalFormGame:
    """A finite game in normal form: players, their strategies, and exact payoffs.

    Parameters
    ----------
    payoffs : sequence of arrays, one per player
        ``payoffs[player][s1, s2, ...]`` in player order for *every* player: axis k is player k.
        Entries are integers, Fractions, decimal strings, SymPy expressions, or floats (taken as the
        decimal they print as).
    players : sequence of str, optional
        Labels; "1", "2", … without.
    strategies : sequence of sequences of str, optional
        Labels of each player's strategies; "1", "2", … without.
    title : str

    Raises
    ------
    InvalidGame
        For shapes that do not fit together and labels that are empty or stand twice.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> game.payoffs[1][0, 1]
    Fraction(1, 1)
    >>> game
    <NormalFormGame 2×2: US, China>
    """

    form: ClassVar[str] = "normal"

    __slots__ = ("parameters", "payoffs", "players", "strategies", "title")

    payoffs: tuple[PayoffTable, ...]
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    title: str
    parameters: tuple[str, ...]

    def __init__(
        self,
        payoffs: Sequence[Any],
        *,
        players: Sequence[str] | None = None,
        strategies: Sequence[Sequence[str]] | None = None,
        title: str = "",
    ) -> None:
        labels = None if players is None else own_labels(players, "players")
        tables = _tables(payoffs, labels)
        shape = tables[0].shape
        labels = labels or numbered(len(shape))
        if strategies is None:
            strategies = [numbered(width) for width in shape]
        if len(labels) != len(shape) or len(strategies) != len(shape):
            raise InvalidGame(
                f"{len(labels)} player labels and {len(strategies)} lists of strategies "
                f"for a game of {len(shape)} players"
            )
        names = tuple(
            own_labels(own, f"strategies of {who}") for who, own in zip(labels, strategies, strict=True)
        )
        for who, own, width in zip(labels, names, shape, strict=True):
            if len(own) != width:
                raise InvalidGame(f"strategies of {who}: {len(own)} labels for {width} strategies")
        self._set(tables, labels, names, title)

    def _set(
        self,
        payoffs: tuple[PayoffTable, ...],
        players: tuple[str, ...],
        strategies: tuple[tuple[str, ...], ...],
        title: str,
    ) -> None:
        for name, value in (
            ("payoffs", payoffs),
            ("players", players),
            ("strategies", strategies),
            ("title", str(title)),
            ("parameters", free_names(payoffs)),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def zero_sum(cls, payoffs: Any, **labels: Any) -> NormalFormGame:
        """Return the two-player game in which the second player loses what the first one gets."""
        first = PayoffTable.of(payoffs)
        return cls([first, PayoffTable(-first.numerators, first.denominator)], **labels)

    @classmethod
    def symmetric(cls, payoffs: Any, **labels: Any) -> NormalFormGame:
        """Return the symmetric two-player game with `payoffs` for the first player."""
        first = PayoffTable.of(payoffs)
        if len(first.shape) != 2 or first.shape[0] != first.shape[1]:
            raise InvalidGame(
                f"a symmetric game needs a square table; this one is {_shape_text(first.shape)}"
            )
        return cls(
            [first, PayoffTable(np.ascontiguousarray(first.numerators.T), first.denominator)], **labels
        )

    @classmethod
    def from_table(
        cls,
        outcomes: Mapping[tuple[str, ...], Sequence[Any]],
        *,
        players: Sequence[str] | None = None,
        title: str = "",
    ) -> NormalFormGame:
        """Return the game of a table of labelled outcomes: ``{("allow", "supply"): (0, 0), ...}``.

        Strategies are ordered as they first appear; every combination must stand exactly once.

        Examples
        --------
        >>> game = NormalFormGame.from_table({("stay", "left"): (1, 0), ("stay", "right"): ("1/2", 3)})
        >>> game.strategies
        (('stay',), ('left', 'right'))
        """
        if not outcomes:
            raise InvalidGame("the table of outcomes is empty; it needs one entry per combination")
        first = next(iter(outcomes))
        count = len(first) if isinstance(first, tuple) else 1
        labels = tuple(players) if players is not None else numbered(count)
        for key, values in outcomes.items():
            if not isinstance(key, tuple) or len(key) != count:
                raise InvalidGame(f"outcome {key!r}: a tuple of {count} strategy labels is needed")
            if len(values) != len(labels):
                raise InvalidGame(
                    f"outcome {key!r} has {len(values)} payoffs; the game has {len(labels)} players"
                )
        strategies = [tuple(dict.fromkeys(key[i] for key in outcomes)) for i in range(count)]
        missing = [key for key in itertools.product(*strategies) if key not in outcomes]
        if missing:
            raise InvalidGame(f"outcome {missing[0]!r} is missing; every combination of strategies needs one")
        shape = tuple(len(own) for own in strategies)
        payoffs = []
        for i in range(len(labels)):
            cells = np.empty(shape, dtype=object)
            for cell in np.ndindex(shape):
                key = tuple(own[k] for own, k in zip(strategies, cell, strict=True))
                cells[cell] = outcomes[key][i]
            payoffs.append(PayoffTable.of(cells, f"payoff of {labels[i]} at "))
        return cls(payoffs, players=labels, strategies=strategies, title=title)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of strategies of each player."""
        return self.payoffs[0].shape

    @property
    def is_rational(self) -> bool:
        """Whether every payoff is a rational number."""
        return all(table.is_rational for table in self.payoffs)

    def numbers(self) -> Iterator[Number]:
        """Every number that the game holds."""
        for table in self.payoffs:
            yield from table.entries()

    def payoffs_at(self, cell: Sequence[int]) -> tuple[Number, ...]:
        """The payoffs of all players when player k plays strategy ``cell[k]``."""
        return tuple(table[tuple(cell)] for table in self.payoffs)

    def at(self, values: Mapping[str, Any]) -> NormalFormGame:
        """Return the game with parameters replaced by numbers (or by other expressions).

        Raises
        ------
        InvalidInput
            For a name that is no parameter of the game, and where a payoff has no finite real value.
        """
        named = {str(name): value for name, value in values.items()}
        tables = substitute(self.payoffs, named, self.players)
        return NormalFormGame(tables, players=self.players, strategies=self.strategies, title=self.title)

    def draw(self) -> TableDrawing:
        """Return the payoff table, which notebooks show and ``.save("table.tex")`` keeps.

        Examples
        --------
        >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]])
        >>> "{array}" in game.draw().latex()
        True
        """
        from .table_drawing import TableDrawing

        return TableDrawing(self)

    def to_numpy(self) -> tuple[Array, ...]:
        """The payoffs as float arrays, one per player, nearest to the exact ones (lossy on purpose)."""
        require_numbers(self, "to_numpy")
        return tuple(table.floats() for table in self.payoffs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.payoffs, self.players, self.strategies, self.title

    def __repr__(self) -> str:
        free = f", parameters {', '.join(self.parameters)}" if self.parameters else ""
        return f"<NormalFormGame {_shape_text(self.shape)}: {visible(', '.join(self.players))}{free}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a NormalFormGame is immutable; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.payoffs, self.players, self.strategies, self.title)

    def _repr_html_(self) -> str:
        from .display import normal_form_html

        return normal_form_html(self)

    def _repr_latex_(self) -> str:
        from .display import normal_form_latex

        return normal_form_latex(self)


def require_numbers(game: Any, what: str) -> None:
    """Refuse what is no game, and a game with free parameters, naming them and the way out.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
    """
    if not hasattr(game, "parameters") or not hasattr(game, "payoffs"):
        raise UnsupportedGame(f"{what} takes a game; this is a {type(game).__name__}")
    if game.parameters:
        raise SymbolsLeft(what, game.parameters)


def require_rational(game: Any, what: str) -> None:
    """Refuse a game with free parameters or irrational numbers.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
    """
    require_numbers(game, what)
    if not game.is_rational:
        odd = next(x for x in map(exact, game.numbers()) if not isinstance(x, Fraction))
        kind = "payoffs" if not all(table.is_rational for table in game.payoffs) else "probabilities"
        word = "irrational" if getattr(odd, "is_irrational", False) else "not recognised as rational"
        raise UnsupportedGame(f"{what} needs rational {kind}; {number_text(odd)} is {word}")


def _tables(payoffs: Sequence[Any], players: tuple[str, ...] | None) -> tuple[PayoffTable, ...]:
    if not isinstance(payoffs, (list, tuple, np.ndarray)) or len(payoffs) == 0:
        raise InvalidGame("payoffs: one array per player is needed")
    if len(payoffs) > MAX_PLAYERS:
        raise InvalidGame(f"payoffs: {len(payoffs)} players; at most {MAX_PLAYERS} are accepted")
    names = players or numbered(len(payoffs))
    if len(names) != len(payoffs):
        raise InvalidGame(
            f"payoffs: {len(payoffs)} arrays for {len(names)} players; one per player is needed"
        )
    tables = tuple(
        PayoffTable.of(table, f"payoffs of {who} at ") for who, table in zip(names, payoffs, strict=True)
    )
    shape = tables[0].shape
    for who, table in zip(names, tables, strict=True):
        if table.shape != shape:
            raise InvalidGame(
                f"payoffs of {who} are {_shape_text(table.shape)}, those of {names[0]} "
                f"{_shape_text(shape)}; all players need the same shape"
            )
    if len(shape) != len(payoffs):
        raise InvalidGame(
            f"payoffs have {len(shape)} axes for {len(payoffs)} players; axis k is player k, for every player"
        )
    if 0 in shape:
        raise InvalidGame(f"payoffs are {_shape_text(shape)}; every player needs at least one strategy")
    if math.prod(shape) > MAX_CELLS:
        raise InvalidGame(f"payoffs are {_shape_text(shape)}; at most {MAX_CELLS} cells are accepted")
    return tables


def _shape_text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) if shape else "a single number"


def _rebuild(
    payoffs: tuple[PayoffTable, ...],
    players: tuple[str, ...],
    strategies: tuple[tuple[str, ...], ...],
    title: str,
) -> NormalFormGame:
    return NormalFormGame(payoffs, players=players, strategies=strategies, title=title)


__all__ = ["MAX_CELLS", "NormalFormGame", "cell_text", "require_numbers", "require_rational"]
