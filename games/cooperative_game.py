"""Cooperative games with transferable utility: what every coalition is worth by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from .cooperative_properties import Property, convexity, superadditivity
from .errors import InvalidGame, InvalidInput, SymbolsLeft, UnsupportedGame
from .exact import Number, exact, number_text, rational
from .labels import own_labels
from .symbols import check_names, substitute_number
from .wording import quoted, visible

MAX_PLAYERS = 10

Coalition: TypeAlias = "str | Iterable[str]"
"""How a coalition is named: an iterable of labels, or a text with commas between them."""


@dataclass(frozen=True, init=False, repr=False)
class CooperativeGame:
    """Players who can share what their coalition is worth in any way they agree on.

    Parameters
    ----------
    players : sequence of labels
        Up to 10, without commas in them.
    worth : mapping, or callable
        The worth of every coalition but the empty one, which has 0. A coalition is a tuple or frozenset of
        labels, or a text such as ``"US, China"``; where all labels are single letters, ``"UC"`` will do. None
        may be missing: a coalition that can do nothing needs its 0. A callable gets a frozenset of labels.
    title : str

    Raises
    ------
    InvalidGame
        For a coalition that is missing, stands twice or names an unknown player, for a worth that is no exact
        number, and for an empty coalition with a worth other than 0.

    Notes
    -----
    `worths` holds the numbers by the set of players read as a binary number: player k counts ``2**k``.

    Examples
    --------
    >>> worth = {"U": 0, "C": 0, "E": 0, "UC": 10, "CE": 5, "UE": 2, "UCE": 12}
    >>> game = CooperativeGame(["U", "C", "E"], worth)
    >>> game
    <CooperativeGame: U, C, E>
    >>> game.worth(("E", "C")), game.total
    (Fraction(5, 1), Fraction(12, 1))
    >>> gloves = CooperativeGame(["L", "R1", "R2"], lambda s: int("L" in s and len(s) > 1))
    >>> gloves.worth("L, R2"), gloves.worth("R1, R2")
    (Fraction(1, 1), Fraction(0, 1))
    >>> CooperativeGame(["US", "China"], {"US": 0, "US, China": 3})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidGame: the worth of 'China' is missing; every coalition needs one
    """

    form: ClassVar[str] = "cooperative"

    players: tuple[str, ...]
    worths: tuple[Number, ...]
    title: str

    def __init__(
        self,
        players: Sequence[str],
        worth: Mapping[Any, Any] | Callable[[frozenset[str]], Any],
        *,
        title: str = "",
    ) -> None:
        labels = player_labels(players)
        object.__setattr__(self, "players", labels)
        object.__setattr__(self, "title", str(title))
        given = _listed(labels, worth) if isinstance(worth, Mapping) else _computed(labels, worth)
        object.__setattr__(self, "worths", given)

    @property
    def total(self) -> Number:
        """The worth of all players together."""
        return self.worths[-1]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the symbols in the worths, in alphabetical order."""
        names = {s.name for x in self.worths for s in getattr(x, "free_symbols", ())}
        return tuple(sorted(names))

    @property
    def is_rational(self) -> bool:
        """Whether every worth is a rational number."""
        return all(isinstance(x, Fraction) for x in self.worths)

    def numbers(self) -> Iterator[Number]:
        """Every number that the game holds."""
        return iter(self.worths)

    def at(self, values: Mapping[str, Any]) -> CooperativeGame:
        """Return the game with parameters replaced by numbers.

        Raises
        ------
        InvalidInput
            For a name that is no parameter of the game, and where a worth has no finite real value.
        """
        check_names(values, self.parameters)
        names = {str(name): value for name, value in values.items()}
        replaced = [
            substitute_number(x, names, f"worth of {self.text(mask)}") for mask, x in enumerate(self.worths)
        ]
        return CooperativeGame(
            self.players, {self.members(mask): x for mask, x in enumerate(replaced)}, title=self.title
        )

    def worth(self, coalition: Coalition) -> Number:
        """Return what a coalition is worth by itself.

        Raises
        ------
        InvalidInput
            For a label that is no player.
        """
        return self.worths[coalition_mask(self.players, coalition)]

    def members(self, mask: int) -> tuple[str, ...]:
        """Return the labels of the players whose bits are set, in the order of `players`."""
        return tuple(who for k, who in enumerate(self.players) if mask >> k & 1)

    def text(self, mask: int) -> str:
        """Return the name of a coalition in files: its labels with commas between."""
        return ", ".join(self.members(mask))

    def proper(self) -> list[int]:
        """Return all coalitions but the empty one and that of all players, small ones first."""
        return sorted(range(1, len(self.worths) - 1), key=lambda mask: (mask.bit_count(), _order(mask)))

    def excesses(self, payoffs: Sequence[Any] | Mapping[str, Any]) -> dict[tuple[str, ...], Fraction]:
        """Return what each coalition lacks under `payoffs`: its worth minus what its members get.

        No proper coalition can complain, and the payoffs are in the core, where none is positive and all the
        worth of all players is paid out.

        Parameters
        ----------
        payoffs : one number per player, as a sequence or a mapping

        Examples
        --------
        >>> game = CooperativeGame(["A", "B"], {"A": 1, "B": 0, "AB": 3})
        >>> {" and ".join(s): str(x) for s, x in game.excesses([1, 2]).items()}
        {'A': '0', 'B': '-2'}
        """
        require_cooperative(self, "an excess")
        own = self._payoffs(payoffs)
        found = {}
        for mask in self.proper():
            got = sum((u for k, u in enumerate(own) if mask >> k & 1), Fraction(0))
            found[self.members(mask)] = rational(self.worths[mask]) - got
        return found

    def is_superadditive(self) -> Property:
        """Whether two coalitions without common members never lose by joining; if not, two that do.

        Examples
        --------
        >>> game = CooperativeGame(["A", "B"], {"A": 1, "B": 1, "AB": 1})
        >>> found = game.is_superadditive()
        >>> bool(found), found.counterexample
        (False, (('A',), ('B',)))
        >>> print(found)
        no: A and B are worth 1 and 1 apart, but 1 together
        """
        require_cooperative(self, "superadditivity")
        return superadditivity(self.players, [rational(x) for x in self.worths])

    def is_convex(self) -> Property:
        """Whether joining pays the more the larger the coalition is; if not, two coalitions that show it.

        Convex games (Shapley 1971) have ``v(S) + v(T) <= v(S or T) + v(S and T)`` for all S and T; their core
        is never empty, and their Shapley value lies in it.

        Examples
        --------
        >>> game = CooperativeGame(["L", "R1", "R2"], lambda s: int("L" in s and len(s) > 1))
        >>> game.is_convex().counterexample
        (('L', 'R1'), ('L', 'R2'))
        """
        require_cooperative(self, "convexity")
        return convexity(self.players, [rational(x) for x in self.worths])

    def _payoffs(self, given: Sequence[Any] | Mapping[str, Any]) -> list[Fraction]:
        if isinstance(given, Mapping):
            odd = next((who for who in given if who not in self.players), None)
            if odd is not None:
                raise InvalidInput(
                    f"{quoted(str(odd))} is no player; the players are {', '.join(self.players)}"
                )
            missing = next((who for who in self.players if who not in given), None)
            if missing is not None:
                raise InvalidInput(f"the payoff of {missing} is missing; one per player is needed")
            numbers = [given[who] for who in self.players]
        else:
            numbers = list(given)
            if len(numbers) != len(self.players):
                raise InvalidInput(f"{len(numbers)} payoffs for {len(self.players)} players")
        return [rational(x, f"payoff of {who}") for who, x in zip(self.players, numbers, strict=True)]

    def __repr__(self) -> str:
        free = f", parameters {', '.join(self.parameters)}" if self.parameters else ""
        return f"<CooperativeGame: {visible(', '.join(self.players))}{free}>"

    def _repr_html_(self) -> str:
        from .cooperative_display import game_html

        return game_html(self)


def require_cooperative(game: Any, what: str) -> None:
    """Refuse what is no cooperative game, and one with free parameters or irrational worths.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
    """
    if not isinstance(game, CooperativeGame):
        raise UnsupportedGame(f"{what} takes a CooperativeGame; this is a {type(game).__name__}")
    if game.parameters:
        raise SymbolsLeft(what, game.parameters)
    if not game.is_rational:
        mask = next(mask for mask, x in enumerate(game.worths) if not isinstance(x, Fraction))
        raise UnsupportedGame(
            f"{what} needs rational worths; that of {game.text(mask)} is {number_text(game.worths[mask])}"
        )


def player_labels(players: Any) -> tuple[str, ...]:
    """Return the labels of players, refusing those that could not stand in the name of a coalition."""
    labels = own_labels(players, "players")
    if not 1 <= len(labels) <= MAX_PLAYERS:
        raise InvalidGame(f"players: {len(labels)} of them; from 1 to {MAX_PLAYERS} are accepted")
    for who in labels:
        if "," in who or who != who.strip():
            raise InvalidGame(
                f"players: {quoted(who)} has a comma in it or a space around it; coalitions are named by "
                "their labels with commas between"
            )
    return labels


def coalition_mask(players: Sequence[str], coalition: Coalition) -> int:
    """Return the set of players that a coalition names, player k counting ``2**k``.

    Raises
    ------
    InvalidInput
        For a label that is no player or stands twice.

    Examples
    --------
    >>> coalition_mask(["US", "EU", "China"], "US, China"), coalition_mask(["U", "C"], "CU")
    (5, 3)
    >>> coalition_mask(["US", "China"], ["US", "EU"])
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: coalition 'US, EU': 'EU' is no player; the players are US, China
    """
    if isinstance(coalition, str):
        labels = _labels_in(players, coalition)
    else:
        try:
            labels = list(coalition)
        except TypeError:
            raise InvalidInput(
                f"coalition {coalition!r:.60}: a tuple or frozenset of labels, or a text with commas between "
                "them, is needed"
            ) from None
    mask = 0
    for who in labels:
        if who not in players:
            name = coalition if isinstance(coalition, str) else ", ".join(map(str, labels))
            raise InvalidInput(
                f"coalition {quoted(name)}: {quoted(str(who))} is no player; the players are "
                f"{', '.join(players)}"
            )
        bit = 1 << players.index(who)
        if mask & bit:
            raise InvalidInput(f"coalition {quoted(', '.join(labels))}: {quoted(who)} stands in it twice")
        mask |= bit
    return mask


def _labels_in(players: Sequence[str], text: str) -> list[str]:
    if text in players:
        return [text]
    if not text.strip():
        return []
    if "," not in text and all(len(who) == 1 for who in players):
        return list(text)
    return [part.strip() for part in text.split(",")]


def _listed(players: tuple[str, ...], given: Mapping[Any, Any]) -> tuple[Number, ...]:
    found: dict[int, Number] = {0: Fraction(0)}
    seen: set[int] = set()
    for coalition, value in given.items():
        try:
            mask = coalition_mask(players, coalition)
            name = ", ".join(who for k, who in enumerate(players) if mask >> k & 1)
            number = exact(value, f"worth of {name or 'the empty coalition'}")
        except InvalidInput as error:
            raise InvalidGame(str(error)) from None
        if mask in seen:
            raise InvalidGame(f"the worth of {quoted(name)} is given twice")
        if mask == 0 and number != 0:
            raise InvalidGame(
                f"the empty coalition is worth {number_text(number)}; 0 is accepted, or nothing"
            )
        seen.add(mask)
        found[mask] = number
    require_all(players, found)
    return tuple(found[mask] for mask in range(1 << len(players)))


def require_all(players: Sequence[str], found: Mapping[int, Any]) -> None:
    """Refuse worths that leave out a coalition, naming the first and counting the others."""
    missing = [mask for mask in range(1, 1 << len(players)) if mask not in found]
    if missing:
        first = min(missing, key=lambda mask: (mask.bit_count(), _order(mask)))
        name = quoted(", ".join(who for k, who in enumerate(players) if first >> k & 1))
        others = f" and of {len(missing) - 1} more" if len(missing) > 1 else ""
        raise InvalidGame(f"the worth of {name}{others} is missing; every coalition needs one")


def _computed(players: tuple[str, ...], worth: Any) -> tuple[Number, ...]:
    if not callable(worth):
        raise InvalidGame(
            f"worth is a {type(worth).__name__}; a mapping of coalitions to numbers, or a function of a "
            "frozenset of labels, is needed"
        )
    found: list[Number] = [Fraction(0)]
    for mask in range(1, 1 << len(players)):
        members = [who for k, who in enumerate(players) if mask >> k & 1]
        try:
            found.append(exact(worth(frozenset(members)), f"worth of {', '.join(members)}"))
        except InvalidInput as error:
            raise InvalidGame(str(error)) from None
    return tuple(found)


def _order(mask: int) -> tuple[int, ...]:
    return tuple(k for k in range(MAX_PLAYERS) if mask >> k & 1)
