"""Bargaining by offers in turn: who proposes, what waiting costs, and what else the players could do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .bargaining_problem import BargainingProblem
from .bargaining_rows import per_player
from .errors import InvalidGame
from .exact import Number, exact, number_text
from .payoff_table import PayoffTable
from .symbols import check_names, free_names, substitute_number
from .wording import quoted, visible

MAX_ROUNDS = 1_000


@dataclass(frozen=True, init=False, repr=False)
class AlternatingOffers:
    """Two players who propose in turn until one accepts, without end or for some rounds.

    In each round the proposer names an agreement that gives nobody less than disagreement, or none; the other
    accepts, or refuses and may then take the outside option, which ends the bargaining with the options of
    both, or waits for the next round, in which the roles change. Gains over the disagreement payoffs that are
    reached in a later round are worth less. After the last round, and where bargaining never ends, the
    players have the disagreement payoffs.

    Parameters
    ----------
    problem : BargainingProblem
        Of two players.
    discount : number, or one per player as a sequence or a mapping
        What a gain of 1 is worth a round earlier; from 0 up to, and without, 1 (up to 1 with `rounds`).
    rounds : int, optional
        The number of rounds; without it there is no end.
    schedule : one sequence of numbers per player, or a mapping, optional
        In place of `discount` and `rounds`: what a gain of 1 is worth in each round, such as what is left of
        a stock.
    outside : one number per player as a sequence or a mapping, optional
        The payoffs of the outside options, no less than those of disagreement; without them there are none.
    first : str, optional
        Who proposes in the first round; the first player unless given.
    title : str
        That of the problem unless given.

    Raises
    ------
    InvalidGame
        Naming the player and what is accepted.

    Examples
    --------
    >>> pie = BargainingProblem([(1, 0), (0, 1)], (0, 0), players=["US", "China"])
    >>> AlternatingOffers(pie, ["3/5", "13/15"])
    <AlternatingOffers without end: US first, then China>
    >>> AlternatingOffers(pie, 1)
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidGame: discount of US is 1; a number from 0 up to, and without, 1 is needed
    """

    form: ClassVar[str] = "bargaining"

    problem: BargainingProblem
    discount: tuple[Number, ...] | None
    rounds: int | None
    schedule: tuple[tuple[Number, ...], ...] | None
    outside: tuple[Number, ...] | None
    first: int
    title: str

    def __init__(
        self,
        problem: BargainingProblem,
        discount: Any = None,
        *,
        rounds: int | None = None,
        schedule: Any = None,
        outside: Any = None,
        first: str | None = None,
        title: str = "",
    ) -> None:
        if not isinstance(problem, BargainingProblem):
            raise InvalidGame(f"problem is a {type(problem).__name__}; a BargainingProblem is needed")
        own = problem.players
        if len(own) != 2:
            raise InvalidGame(f"alternating offers are made by two players; the problem has {len(own)}")
        if (schedule is None) == (discount is None):
            raise InvalidGame("either discount or schedule is needed, and not both")
        if schedule is not None and rounds is not None:
            raise InvalidGame("rounds follow from the schedule and are not given with it")
        if rounds is not None and (type(rounds) is not int or not 1 <= rounds <= MAX_ROUNDS):
            raise InvalidGame(f"rounds is {rounds!r:.60}; a number from 1 to {MAX_ROUNDS} is needed")
        if first is not None and first not in own:
            raise InvalidGame(f"first is {quoted(str(first))}; the players are {', '.join(own)}")
        if (discount is not None and not hasattr(discount, "__len__")) or isinstance(discount, str):
            discount = [discount, discount]
        fields: dict[str, Any] = {
            "problem": problem,
            "discount": None if discount is None else _factors(discount, own, rounds is not None),
            "rounds": rounds,
            "schedule": None if schedule is None else _schedule(schedule, own),
            "outside": None if outside is None else _outside(outside, problem),
            "first": 0 if first is None else own.index(first),
            "title": str(title) or problem.title,
        }
        if fields["schedule"] is not None:
            fields["rounds"] = len(fields["schedule"][0])
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def players(self) -> tuple[str, ...]:
        """The players of the problem."""
        return self.problem.players

    @property
    def issues(self) -> tuple[str, ...]:
        """What an agreement consists of."""
        return self.problem.issues

    @property
    def payoffs(self) -> tuple[PayoffTable, ...]:
        """The payoffs of the problem."""
        return self.problem.payoffs

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the free parameters."""
        return tuple(sorted({*self.problem.parameters, *free_names((), self._own())}))

    @property
    def is_rational(self) -> bool:
        """Whether every number is rational."""
        return self.problem.is_rational and all(isinstance(x, Fraction) for x in self._own())

    def numbers(self) -> Iterator[Number]:
        """Every number of the game."""
        yield from self.problem.numbers()
        yield from self._own()

    def worth(self, player: int, turn: int) -> Number:
        """What a gain of 1 is worth to a player in a round, counted from 0."""
        if self.schedule is not None:
            return self.schedule[player][turn]
        assert self.discount is not None
        return exact(self.discount[player] ** turn)

    def proposer(self, turn: int) -> int:
        """Who proposes in a round, counted from 0."""
        return (self.first + turn) % 2

    def at(self, values: Mapping[str, Any]) -> AlternatingOffers:
        """Return the game with parameters replaced by numbers.

        Raises
        ------
        InvalidInput
            For a name that is no parameter of the game, and where a number has no finite real value.
        """
        check_names(values, self.parameters)
        given = {str(name): value for name, value in values.items()}

        def all_of(row: Sequence[Number] | None, what: str) -> list[Number] | None:
            return None if row is None else [substitute_number(x, given, what) for x in row]

        inside = {name: value for name, value in given.items() if name in self.problem.parameters}
        return AlternatingOffers(
            self.problem.at(inside),
            all_of(self.discount, "discount"),
            rounds=self.rounds if self.schedule is None else None,
            schedule=None if self.schedule is None else [all_of(row, "schedule") for row in self.schedule],
            outside=all_of(self.outside, "outside option"),
            first=self.players[self.first],
            title=self.title,
        )

    def _own(self) -> list[Number]:
        rows = (self.discount or (), self.outside or (), *(self.schedule or ()))
        return [x for row in rows for x in row]

    def _repr_html_(self) -> str:
        from .bargaining_view import problem_html

        return problem_html(self)

    def _repr_latex_(self) -> str:
        from .bargaining_view import problem_latex

        return problem_latex(self)

    def __repr__(self) -> str:
        length = "without end" if self.rounds is None else f"of {self.rounds} rounds"
        one, two = (visible(self.players[self.proposer(turn)]) for turn in (0, 1))
        return f"<AlternatingOffers {length}: {one} first, then {two}>"


def _outside(given: Any, problem: BargainingProblem) -> tuple[Number, ...]:
    found = per_player(given, problem.players, "outside option")
    for who, x, d in zip(problem.players, found, problem.disagreement, strict=True):
        if isinstance(x, Fraction) and isinstance(d, Fraction) and x < d:
            raise InvalidGame(
                f"outside option of {who} is {number_text(x)}, less than the disagreement payoff "
                f"{number_text(d)}; no less than that is accepted, and the same for no option"
            )
    return found


def _factors(given: Any, players: tuple[str, ...], finite: bool) -> tuple[Number, ...]:
    found = per_player(given, players, "discount")
    for who, x in zip(players, found, strict=True):
        if isinstance(x, Fraction) and (not 0 <= x <= 1 or (x == 1 and not finite)):
            accepted = "from 0 to 1" if finite else "from 0 up to, and without, 1"
            raise InvalidGame(f"discount of {who} is {number_text(x)}; a number {accepted} is needed")
    return found


def _schedule(given: Any, players: tuple[str, ...]) -> tuple[tuple[Number, ...], ...]:
    if isinstance(given, Mapping):
        odd = next((who for who in (*given, *players) if who not in players or who not in given), None)
        if odd is not None:
            raise InvalidGame(f"schedule: one sequence for each of {', '.join(players)} is needed")
        given = [given[who] for who in players]
    kinds = (list, tuple)
    if not isinstance(given, kinds) or not all(isinstance(row, kinds) for row in given):
        raise InvalidGame("schedule: two sequences of the same length are needed, a number per round")
    rows = [list(row) for row in given]
    if len(rows) != 2 or not rows[0] or len(rows[0]) != len(rows[1]):
        raise InvalidGame("schedule: two sequences of the same length are needed, a number per round")
    if len(rows[0]) > MAX_ROUNDS:
        raise InvalidGame(f"schedule: {len(rows[0])} rounds; at most {MAX_ROUNDS} are accepted")
    found = []
    for who, row in zip(players, rows, strict=True):
        own = per_player(row, tuple(f"{who} in round {k}" for k in range(1, len(row) + 1)), "schedule")
        odd = next((x for x in own if isinstance(x, Fraction) and x < 0), None)
        if odd is not None:
            raise InvalidGame(f"schedule of {who}: {number_text(odd)} is negative; 0 or more is needed")
        found.append(own)
    return tuple(found)
