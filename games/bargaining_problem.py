"""Bargaining problems: what the players can agree on, and what they get when they do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from .bargaining_rows import (
    LOTTERY,
    Constraint,
    all_of,
    constraint_of,
    exact_in_game,
    floor_of,
    issue_bounds,
    issue_names,
    listed,
    own_payoffs,
    per_player,
    players_of,
    row_of,
    table_of,
)
from .errors import InvalidGame
from .exact import Number, number_text
from .labels import numbered, own_labels
from .payoff_table import PayoffTable
from .symbols import check_names, free_names, substitute, substitute_number
from .wording import quoted, visible

MAX_ISSUES = 1_000


@dataclass(frozen=True, init=False, repr=False)
class BargainingProblem:
    """Agreements that form a polytope, what each of them is worth, and what no agreement is worth.

    The players may also agree on a lottery, and anyone may give up payoff. A problem is stated by its
    outcomes, by the issues on the table (`from_issues`), or by inequalities between payoffs
    (`from_inequalities`).

    Parameters
    ----------
    outcomes : mapping of label to payoffs, or sequence of payoffs
        What the players can agree on, one payoff per player each; lotteries over them can be agreed on, too.
    disagreement : sequence or mapping of numbers
        What each player gets without agreement.
    players : sequence of str, optional
    weights : sequence or mapping of positive numbers, optional
        The bargaining powers of the Nash product; equal ones unless given.
    title : str

    Attributes
    ----------
    issues : tuple of str
        What an agreement consists of: the outcomes, of which it says the probabilities, or the issues.
    payoffs : tuple of PayoffTable
        One row per player: what a unit of each issue is worth, and last what the player gets anyway.
    constraints : tuple of Constraint
        What an agreement must satisfy.

    Raises
    ------
    InvalidGame
        Naming the player, outcome or issue that is wrong, and what is accepted.

    Examples
    --------
    >>> problem = BargainingProblem({"all": (5, 5), "half": (-1, 6)}, (0, 0), players=["US", "China"])
    >>> problem
    <BargainingProblem of 2 players over 2 issues: US, China>
    >>> chips = BargainingProblem.from_issues({"q": (0, 1), "z": (0, 1)},
    ...     {"US": "7*z - 2*q", "China": "6*q - z"}, disagreement=(0, 0))
    >>> [table.tolist() for table in chips.payoffs][0]
    [Fraction(-2, 1), Fraction(7, 1), Fraction(0, 1)]
    """

    form: ClassVar[str] = "bargaining"

    players: tuple[str, ...]
    issues: tuple[str, ...]
    payoffs: tuple[PayoffTable, ...]
    constraints: tuple[Constraint, ...]
    disagreement: tuple[Number, ...]
    weights: tuple[Number, ...] | None
    title: str

    def __init__(
        self,
        outcomes: Mapping[str, Sequence[Any]] | Sequence[Sequence[Any]],
        disagreement: Any,
        *,
        players: Sequence[str] | None = None,
        weights: Any = None,
        title: str = "",
    ) -> None:
        named = isinstance(outcomes, Mapping)
        points = list(outcomes.values()) if isinstance(outcomes, Mapping) else listed(outcomes, "outcomes")
        labels = tuple(map(str, outcomes)) if named else numbered(len(points))
        if not points:
            raise InvalidGame("outcomes: at least one is needed")
        issues = own_labels(labels, "outcomes")
        points = [
            listed(point, f"outcome {quoted(label)}") for label, point in zip(labels, points, strict=True)
        ]
        own = players_of(players, disagreement, points[0])
        rows = []
        for label, point in zip(labels, points, strict=True):
            if len(point) != len(own):
                raise InvalidGame(f"outcome {quoted(label)}: one payoff per player is needed ({all_of(own)})")
            rows.append(
                [exact_in_game(u, f"payoff of {who} at {label}") for who, u in zip(own, point, strict=True)]
            )
        zero, one = Fraction(0), Fraction(1)
        every = Constraint(LOTTERY, (one,) * len(issues), one, True)
        least = [floor_of(issues, i, zero) for i in range(len(issues))]
        payoffs = [[*column, zero] for column in zip(*rows, strict=True)]
        self._set(own, issues, payoffs, (every, *least), disagreement, weights, title)

    @classmethod
    def from_issues(
        cls,
        issues: Mapping[str, Sequence[Any]],
        payoffs: Mapping[str, Any],
        *,
        disagreement: Any,
        constraints: Sequence[str] = (),
        weights: Any = None,
        title: str = "",
    ) -> BargainingProblem:
        """Return a problem over issues that are settled by numbers between two bounds.

        Parameters
        ----------
        issues : mapping of name to (lowest, highest); None for no bound.
        payoffs : mapping of player to a formula that is linear in the issues, such as ``"7*z - 2*q"``
            Names that are no issues are parameters.
        disagreement : sequence or mapping of numbers
        constraints : sequence of str
            Linear relations between the issues, such as ``"q + z <= 1"``.

        Raises
        ------
        InvalidGame, ParseError
            For a formula that is not linear in the issues, naming the player.
        """
        if not isinstance(payoffs, Mapping):
            raise InvalidGame("payoffs: a mapping of each player to a formula is needed")
        own = own_labels(list(payoffs), "players")
        names = issue_names(issues)
        found = [row_of(text, names, f"payoff of {who}") for who, text in payoffs.items()]
        bounds = [
            bound
            for i, (name, ends) in enumerate(issues.items())
            for bound in issue_bounds(names, i, [None if x is None else exact_in_game(x, name) for x in ends])
        ]
        rows = [constraint_of(text, names) for text in listed(constraints, "constraints")]
        return problem_of(own, names, found, (*bounds, *rows), disagreement, weights, title)

    @classmethod
    def from_inequalities(
        cls,
        inequalities: Sequence[tuple[Sequence[Any], Any]],
        *,
        disagreement: Any,
        players: Sequence[str] | None = None,
        weights: Any = None,
        title: str = "",
    ) -> BargainingProblem:
        """Return the problem of the payoffs u with ``a · u <= b`` for each pair (a, b).

        Examples
        --------
        >>> BargainingProblem.from_inequalities([((1, 2), 4), ((2, 1), 4)], disagreement=(0, 0)).issues
        ('1', '2')
        """
        pairs = [
            listed(one, f"inequality {i}") for i, one in enumerate(listed(inequalities, "inequalities"), 1)
        ]
        odd = next((i for i, one in enumerate(pairs, 1) if len(one) != 2), None)
        if odd is not None:
            raise InvalidGame(f"inequality {odd}: a pair (coefficients, bound) is needed")
        first = listed(pairs[0][0], "inequality 1") if pairs else ()
        own = players_of(players, disagreement, first)
        rows = []
        for i, (given, right) in enumerate(pairs):
            where = f"inequality {i + 1}"
            left = listed(given, where)
            if len(left) != len(own):
                raise InvalidGame(f"{where}: one coefficient per player is needed ({all_of(own)})")
            rows.append(
                Constraint(where, tuple(exact_in_game(a, where) for a in left), exact_in_game(right, where))
            )
        return problem_of(own, own, own_payoffs(len(own)), tuple(rows), disagreement, weights, title)

    def _set(
        self,
        players: tuple[str, ...],
        issues: tuple[str, ...],
        payoffs: Sequence[Sequence[Number]],
        constraints: tuple[Constraint, ...],
        disagreement: Any,
        weights: Any,
        title: str,
    ) -> None:
        if not players:
            raise InvalidGame("players: at least one is needed")
        if len(issues) > MAX_ISSUES:
            raise InvalidGame(f"{len(issues)} issues or outcomes; at most {MAX_ISSUES} are accepted")
        constraints = tuple(dict.fromkeys(constraints))
        own_labels([one.name for one in constraints], "constraints")
        powers = None if weights is None else per_player(weights, players, "weight")
        for who, power in zip(players, powers or (), strict=False):
            if isinstance(power, Fraction) and power <= 0:
                raise InvalidGame(f"weight of {who} is {number_text(power)}; a number above 0 is needed")
        fields: dict[str, Any] = {
            "players": players,
            "issues": issues,
            "payoffs": tuple(table_of(row, who) for row, who in zip(payoffs, players, strict=True)),
            "constraints": constraints,
            "disagreement": per_player(disagreement, players, "disagreement payoff"),
            "weights": powers,
            "title": str(title),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def is_lottery(self) -> bool:
        """Whether an agreement is a lottery over outcomes."""
        return any(one.name == LOTTERY for one in self.constraints)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the free parameters."""
        return free_names(self.payoffs, self._others())

    @property
    def is_rational(self) -> bool:
        """Whether every number is rational."""
        return all(isinstance(x, Fraction) for x in self._others()) and all(
            t.is_rational for t in self.payoffs
        )

    def numbers(self) -> Iterator[Number]:
        """Every number of the problem."""
        for table in self.payoffs:
            yield from table.entries()
        yield from self._others()

    def _others(self) -> list[Number]:
        found = [*self.disagreement, *(self.weights or ())]
        return found + [x for one in self.constraints for x in (*one.coefficients, one.right)]

    def at(self, values: Mapping[str, Any]) -> BargainingProblem:
        """Return the problem with parameters replaced by numbers.

        Raises
        ------
        InvalidInput
            For a name that is no parameter of the problem, and where a number has no finite real value.
        """
        check_names(values, self.parameters)
        given = {str(name): value for name, value in values.items()}
        own = {name: value for name, value in given.items() if name in free_names(self.payoffs)}

        def number(x: Number, where: str) -> Number:
            return substitute_number(x, given, where)

        payoffs = substitute(self.payoffs, own, self.players)
        rows = tuple(
            Constraint(
                one.name,
                tuple(number(a, one.name) for a in one.coefficients),
                number(one.right, one.name),
                one.equal,
            )
            for one in self.constraints
        )
        return problem_of(
            self.players,
            self.issues,
            [list(table.entries()) for table in payoffs],
            rows,
            [number(d, "disagreement") for d in self.disagreement],
            None if self.weights is None else [number(w, "weight") for w in self.weights],
            self.title,
        )

    def _repr_html_(self) -> str:
        from .bargaining_view import problem_html

        return problem_html(self)

    def _repr_latex_(self) -> str:
        from .bargaining_view import problem_latex

        return problem_latex(self)

    def __repr__(self) -> str:
        size = f"{len(self.players)} players over {len(self.issues)} issues"
        return f"<BargainingProblem of {size}: {visible(', '.join(self.players))}>"


def problem_of(
    players: tuple[str, ...],
    issues: tuple[str, ...],
    payoffs: Sequence[Sequence[Number]],
    constraints: tuple[Constraint, ...],
    disagreement: Any,
    weights: Any,
    title: str,
) -> BargainingProblem:
    """Return the problem of these parts; the constructors are the way to state one by hand."""
    problem: BargainingProblem = object.__new__(BargainingProblem)
    problem._set(players, issues, payoffs, constraints, disagreement, weights, title)
    return problem
