"""Games with private information: each player knows a type of their own, drawn from a common prior."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

import numpy as np

from .errors import InvalidGame, InvalidInput
from .exact import Number, exact, exact_sum, number_text
from .extensive_form import ExtensiveFormGame
from .labels import own_labels
from .payoff_table import PayoffTable
from .symbols import check_names, free_names, substitute
from .wording import quoted, visible

ONLY = "only"
"""What the type of a player is called who has no other."""

Payoffs: TypeAlias = Callable[[tuple[str, ...], tuple[str, ...]], Sequence[Any]]
"""From one type and one action per player to one payoff per player."""


@dataclass(frozen=True, init=False, repr=False)
class BayesianGame:
    """A game of incomplete information with a common prior, immutable and exact.

    Chance draws a type for each player from `prior`; each player sees their own type alone and chooses an
    action, all at once (Harsanyi 1967).

    Parameters
    ----------
    players : sequence of str
    types : mapping from players to sequences of str
        The types of each player; a player who is left out has a single type, called ``only``.
    prior : mapping from types to probabilities, or an array
        The joint distribution. A key names one type for each player in `types`, in the order of `players`: a
        tuple, or a text where only one player has types. Combinations that are left out have probability 0.
        An array has one axis per player.
    actions : mapping from players to their actions
        A sequence of labels, or a mapping from each type to one.
    payoffs : callable, or mapping from types to mappings from actions to payoffs
        ``payoffs(types, actions)`` gets one type and one action per player and returns one payoff each.
        Combinations of types that have probability 0 need no payoffs in a mapping.
    title : str

    Raises
    ------
    InvalidGame
        For labels that are unknown or stand twice, and a prior that is no distribution.

    Examples
    --------
    >>> game = BayesianGame(
    ...     players=["US", "China"], types={"US": ["short", "long"]},
    ...     prior={"short": "1/3", "long": "2/3"},
    ...     actions={"US": ["accept", "refuse"], "China": ["ask 8", "ask 2"]},
    ...     payoffs=lambda types, actions: (0, 1) if actions[0] == "refuse" else (2, 4))
    >>> game
    <BayesianGame: US of 2 types, China of 1 type>
    >>> game.probability((1, 0))
    Fraction(2, 3)
    """

    form: ClassVar[str] = "bayesian"

    players: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]
    prior: PayoffTable
    actions: tuple[tuple[tuple[str, ...], ...], ...]
    tables: tuple[tuple[PayoffTable, ...] | None, ...]
    title: str

    def __init__(
        self,
        *,
        players: Sequence[str],
        types: Mapping[str, Sequence[str]],
        prior: Any,
        actions: Mapping[str, Any],
        payoffs: Payoffs | Mapping[Any, Mapping[tuple[str, ...], Sequence[Any]]],
        title: str = "",
    ) -> None:
        names = own_labels(players, "players")
        _known(types, names, "types")
        every = tuple(own_labels(types[who], f"types of {who}") if who in types else (ONLY,) for who in names)
        for who, own in zip(names, every, strict=True):
            if not own:
                raise InvalidGame(f"types of {who}: at least one is needed")
        keys = _Keys(names, tuple(who for who in names if who in types), every)
        table = _prior(prior, keys)
        own_actions = _actions(actions, names, every)
        fields = {
            "players": names,
            "types": every,
            "prior": table,
            "actions": own_actions,
            "tables": tuple(_tables(payoffs, keys, table, own_actions)),
            "title": str(title),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of types of each player."""
        return tuple(len(own) for own in self.types)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The free parameters of payoffs and prior."""
        return free_names(table for group in (*self.tables, (self.prior,)) if group for table in group)

    def probability(self, types: Sequence[int]) -> Number:
        """The prior probability of one type per player, given by number."""
        found: Number = self.prior[tuple(types)]
        return found

    def type_profiles(self) -> Iterator[tuple[int, ...]]:
        """The combinations of types with a probability other than 0, the last player's type fastest."""
        return (cell for cell in np.ndindex(self.shape) if self.probability(cell) != 0)

    def payoffs_at(self, types: Sequence[int], actions: Sequence[int]) -> tuple[Number, ...]:
        """What each player gets for these types and actions, given by number."""
        found = self.tables[int(np.ravel_multi_index(tuple(types), self.shape))]
        if found is None:
            raise InvalidInput("these types have probability 0, and no payoffs were given for them")
        return tuple(table[tuple(actions)] for table in found)

    def at(self, values: Mapping[str, Any]) -> BayesianGame:
        """Return the game with parameters replaced by numbers.

        Raises
        ------
        InvalidInput
            For a name that is no parameter, and a prior that is then no distribution.
        """
        given = {str(name): value for name, value in values.items()}
        check_names(given, self.parameters)

        def replaced(
            group: tuple[PayoffTable, ...], whose: tuple[str, ...] = self.players
        ) -> tuple[PayoffTable, ...]:
            names = free_names(group)
            return substitute(group, {k: v for k, v in given.items() if k in names}, whose)

        found = object.__new__(BayesianGame)
        for name in self.__dataclass_fields__:
            object.__setattr__(found, name, getattr(self, name))
        (prior,) = replaced((self.prior,), ("the prior",))
        _check_prior(prior)
        object.__setattr__(found, "prior", prior)
        object.__setattr__(
            found, "tables", tuple(None if group is None else replaced(group) for group in self.tables)
        )
        return found

    def to_tree(self) -> ExtensiveFormGame:
        """Return the tree in which chance draws the types and the players then move without seeing anything.

        An information set is called like the type that moves there. Types that have probability 0 do not
        occur in the tree: no equilibrium says anything about them.

        Examples
        --------
        >>> game = BayesianGame(
        ...     players=["A", "B"], types={"A": ["weak", "strong"]}, prior={"weak": "1/4", "strong": "3/4"},
        ...     actions={"A": ["fight", "yield"], "B": ["fight", "yield"]},
        ...     payoffs=lambda types, actions: (int(types[0] == "strong"), 0))
        >>> tree = game.to_tree()
        >>> [(one.label, one.nodes) for one in tree.information_sets]
        [('types', (0,)), ('weak', (1,)), ('only', (2, 5, 9, 12)), ('strong', (8,))]
        """
        from .bayesian_tree import bayesian_tree

        return bayesian_tree(self)

    def __repr__(self) -> str:
        parts = [
            f"{who} of {len(own)} type{'s' * (len(own) > 1)}"
            for who, own in zip(self.players, self.types, strict=True)
        ]
        return f"<BayesianGame: {visible(', '.join(parts))}>"


@dataclass(frozen=True, slots=True)
class _Keys:
    """How the types of a game are named in mappings: one label for each player who was given types."""

    players: tuple[str, ...]
    informed: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]

    def text(self, cell: Sequence[int]) -> Any:
        """The key that stands for a combination of types."""
        labels = tuple(
            own[k] for who, own, k in zip(self.players, self.types, cell, strict=True) if who in self.informed
        )
        return labels[0] if len(labels) == 1 else labels

    def read(self, mapping: Mapping[Any, Any], what: str) -> dict[tuple[int, ...], Any]:
        """The entries of a mapping by the numbers of the types, refusing keys that name none."""
        numbers = {self.text(cell): cell for cell in np.ndindex(tuple(map(len, self.types)))}
        found = {}
        for key, value in mapping.items():
            short = key[0] if isinstance(key, tuple) and len(key) == 1 else key
            if short not in numbers:
                raise InvalidGame(
                    f"{what}: {quoted(str(key))} names no types; one for each of "
                    f"{', '.join(self.informed) or 'no player'} is needed, such as {next(iter(numbers))!r}"
                )
            found[numbers[short]] = value
        return found


def _known(given: Mapping[str, Any], players: Sequence[str], what: str) -> None:
    if not isinstance(given, Mapping):
        raise InvalidGame(f"{what}: {given!r:.60} is no mapping from players")
    odd = next((who for who in given if who not in players), None)
    if odd is not None:
        raise InvalidGame(f"{what}: {quoted(str(odd))} is no player; the players are {', '.join(players)}")


def _prior(given: Any, keys: _Keys) -> PayoffTable:
    shape = tuple(map(len, keys.types))
    if isinstance(given, Mapping):
        cells = np.full(shape, Fraction(0), dtype=object)
        for cell, p in keys.read(given, "prior").items():
            cells[cell] = exact(p, f"prior probability of {keys.text(cell)}")
        table = PayoffTable.of(cells)
    else:
        table = PayoffTable.of(given, "prior ")
        if table.shape != shape:
            raise InvalidGame(f"prior has the shape {table.shape}; one axis per player is needed: {shape}")
    _check_prior(table)
    return table


def _check_prior(table: PayoffTable) -> None:
    if not table.is_rational:
        return
    entries = table.entries()
    negative = next((p for p in entries if isinstance(p, Fraction) and p < 0), None)
    if negative is not None:
        raise InvalidGame(f"prior: {number_text(negative)} is negative; a probability is at least 0")
    total = exact_sum(entries)
    if total != 1:
        raise InvalidGame(f"prior: the probabilities sum to {number_text(total)}; they must sum to 1 exactly")


def _actions(
    given: Mapping[str, Any], players: Sequence[str], types: Sequence[Sequence[str]]
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    _known(given, players, "actions")
    found = []
    for who, own in zip(players, types, strict=True):
        if who not in given:
            raise InvalidGame(f"actions of {who} are missing")
        if not isinstance(given[who], Mapping):
            found.append((own_labels(given[who], f"actions of {who}"),) * len(own))
        elif set(given[who]) != set(own):
            raise InvalidGame(f"actions of {who}: each of the types {', '.join(own)} needs its own")
        else:
            found.append(tuple(own_labels(given[who][t], f"actions of {who} of type {t}") for t in own))
        if not all(found[-1]):
            raise InvalidGame(f"actions of {who}: at least one is needed")
    return tuple(found)


def _tables(
    given: Any, keys: _Keys, prior: PayoffTable, actions: Sequence[Sequence[Sequence[str]]]
) -> Iterator[tuple[PayoffTable, ...] | None]:
    listed = keys.read(given, "payoffs") if isinstance(given, Mapping) else None
    if listed is None and not callable(given):
        raise InvalidGame(
            f"payoffs are {given!r:.60}; a function of types and actions, or a mapping, is needed"
        )
    for cell in np.ndindex(prior.shape):
        types = tuple(own[k] for own, k in zip(keys.types, cell, strict=True))
        own_sets = [actions[player][k] for player, k in enumerate(cell)]
        if listed is None:
            rows = {own: given(types, own) for own in itertools.product(*own_sets)}
        elif cell in listed:
            rows = listed[cell]
        elif prior[cell] == 0:
            yield None
            continue
        else:
            raise InvalidGame(f"payoffs for the types {keys.text(cell)} are missing")
        yield _payoff_tables(rows, own_sets, keys, types)


def _payoff_tables(
    rows: Mapping[tuple[str, ...], Sequence[Any]],
    own_sets: Sequence[Sequence[str]],
    keys: _Keys,
    types: tuple[str, ...],
) -> tuple[PayoffTable, ...]:
    where = f"payoffs for the types {', '.join(types)}"
    shape = tuple(map(len, own_sets))
    expected = dict(zip(itertools.product(*own_sets), np.ndindex(shape), strict=True))
    odd = next((key for key in rows if key not in expected), None)
    missing = next((key for key in expected if key not in rows), None)
    if odd is not None or missing is not None:
        problem = f"{odd!r:.60} names no actions" if odd is not None else f"{missing!r:.60} is missing"
        raise InvalidGame(f"{where}: {problem}; one action per player is needed")
    cells = [np.empty(shape, dtype=object) for _ in keys.players]
    for key, cell in expected.items():
        values = rows[key]
        if not isinstance(values, (list, tuple)) or len(values) != len(keys.players):
            raise InvalidGame(f"{where} at {', '.join(key)}: one payoff for each player is needed")
        for table, value in zip(cells, values, strict=True):
            table[cell] = value
    return tuple(
        PayoffTable.of(table, f"payoff of {who} for the types {', '.join(types)} at ")
        for who, table in zip(keys.players, cells, strict=True)
    )
