"""The solution names of the command: which forms of game each one takes, and the solver that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from .games.errors import InvalidInput, UnsupportedGame

if TYPE_CHECKING:
    from .games.situation import Situation
    from .games.solution import Solution

NORMAL, TREE = "normal form", "tree"
BARGAINING, REPEATED, COOPERATIVE = "bargaining problem", "repeated game", "cooperative game"
BOTH = (NORMAL, TREE)
ONE = "one equilibrium was asked for"


@dataclass(frozen=True, slots=True)
class Concept:
    """A solution concept: the forms it takes, and where its solver lives.

    `one` says whether the solver itself can stop at one equilibrium; `options` are the other ones it takes.
    """

    forms: tuple[str, ...]
    solver: str
    one: bool = False
    options: tuple[str, ...] = ()

    def load(self) -> Callable[..., Solution]:
        """Import the solver."""
        module, _, name = self.solver.partition(":")
        found: Callable[..., Solution] = getattr(import_module(f".solvers.{module}", __package__), name)
        return found


CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    {
        "nash": Concept(BOTH, "nash:nash", one=True),
        "pure-nash": Concept(BOTH, "pure_nash:pure_nash"),
        "zero-sum": Concept(BOTH, "zero_sum:zero_sum", options=("approximate",)),
        "correlated": Concept((NORMAL,), "correlated:correlated", options=("objective",)),
        "coarse-correlated": Concept((NORMAL,), "correlated:coarse_correlated", options=("objective",)),
        "stackelberg": Concept(BOTH, "commitment:stackelberg", options=("leader", "weak")),
        "dominance": Concept((NORMAL,), "dominance:dominance"),
        "rationalizable": Concept((NORMAL,), "dominance:rationalizable"),
        "subgame-perfect": Concept((TREE,), "subgame_perfect:subgame_perfect", one=True),
        "perfect-bayesian": Concept((TREE,), "sequential:perfect_bayesian", options=("intuitive",)),
        "sequential": Concept((TREE,), "sequential:sequential", options=("intuitive",)),
        "quantal": Concept(BOTH, "quantal:quantal", options=("lambda",)),
        "critical-discount": Concept((REPEATED,), "critical_discount:critical_discount"),
        "extensive-correlated": Concept(
            (TREE,), "extensive_correlated:extensive_correlated", options=("objective",)
        ),
        "nash-bargaining": Concept((BARGAINING,), "bargaining:nash_bargaining"),
        "kalai-smorodinsky": Concept((BARGAINING,), "bargaining:kalai_smorodinsky"),
        "egalitarian": Concept((BARGAINING,), "bargaining:egalitarian"),
        "utilitarian": Concept((BARGAINING,), "bargaining:utilitarian"),
        "alternating-offers": Concept((BARGAINING,), "alternating_offers:alternating_offers"),
        "core": Concept((COOPERATIVE,), "cooperative:core", one=True),
        "shapley": Concept((COOPERATIVE,), "cooperative:shapley"),
        "nucleolus": Concept((COOPERATIVE,), "cooperative:nucleolus"),
    }
)
CONVERT = "; qpq convert turns a tree into its normal form"
DEFAULT = MappingProxyType(
    {
        NORMAL: "nash",
        TREE: "subgame-perfect",
        REPEATED: "critical-discount",
        BARGAINING: "nash-bargaining",
        COOPERATIVE: "shapley",
    }
)


def offered(form: str | None = None) -> tuple[str, ...]:
    """Return the names of the solutions of one form of game, or of any.

    Examples
    --------
    >>> offered("tree")
    ('nash', 'pure-nash', 'zero-sum', 'stackelberg', 'subgame-perfect', 'perfect-bayesian', 'sequential',
     'quantal', 'extensive-correlated')
    """
    return tuple(n for n, c in CONCEPTS.items() if form is None or form in c.forms)


def check_name(name: str) -> None:
    """Refuse a solution name that is unknown, listing those that are accepted.

    Examples
    --------
    >>> check_name("equilibrium")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: there is no solution 'equilibrium'; accepted: nash, pure-nash, ...
    """
    if name not in CONCEPTS:
        raise InvalidInput(f"there is no solution {name!r}; accepted: {', '.join(CONCEPTS)}")


def form_of(game: Situation) -> str:
    """Return the form of a game, as it is named to people."""
    from .games.situation import FORM_NAMES

    return FORM_NAMES[game.form]


def choose(name: str | None, game: Situation) -> str:
    """Return the solution name to use for `game`, refusing one that does not fit its form.

    Raises
    ------
    UnsupportedGame
        Naming the solutions that do fit.
    """
    form = form_of(game)
    if name is None:
        from .games.alternating_offers import AlternatingOffers

        return "alternating-offers" if isinstance(game, AlternatingOffers) else DEFAULT[form]
    check_name(name)
    if form not in CONCEPTS[name].forms:
        needed = " or a ".join(CONCEPTS[name].forms)
        raise UnsupportedGame(
            f"solution {name!r} takes a {needed}, this game is a {form}; "
            f"for a {form} there are: {', '.join(offered(form))}"
            f"{CONVERT if form == TREE and NORMAL in CONCEPTS[name].forms else ''}"
        )
    return name


def check_options(name: str, options: Mapping[str, object]) -> None:
    """Refuse an option that the solver of `name` does not take, naming the solutions that do.

    Examples
    --------
    >>> check_options("nash", {"leader": "US"})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: --leader belongs to stackelberg, not to nash
    """
    odd = next((option for option in options if option not in CONCEPTS[name].options), None)
    if odd is not None:
        takers = " and ".join(n for n, concept in CONCEPTS.items() if odd in concept.options)
        raise InvalidInput(f"--{odd} belongs to {takers}, not to {name}")


def answer(
    name: str,
    game: Situation,
    solver: Callable[..., Solution],
    *,
    one: bool = False,
    options: Mapping[str, object] = MappingProxyType({}),
) -> Solution:
    """Return what `solver` finds; with `one`, a single equilibrium."""
    options = {"lam" if option == "lambda" else option: value for option, value in options.items()}
    if CONCEPTS[name].one:
        return solver(game, one=one, **options)
    solution = solver(game, **options)
    if not one or len(solution.equilibria) <= 1:
        return solution
    return replace(
        solution,
        equilibria=solution.equilibria[:1],
        components=((0,),),
        complete=False,
        complete_because=ONE,
        pieces=(),
        conditions=(),
    )


def unfinished(name: str, game: Situation, found: object, reason: str) -> Solution:
    """Return what was found when the work ended early, marked incomplete; an empty answer for nothing."""
    from .games.solution import Solution

    if isinstance(found, Solution):
        return replace(found, complete=False, complete_because=reason)
    because = f"{reason}; nothing was found before"
    return Solution(
        game=game,
        concept=name,
        method="none",
        equilibria=(),
        components=(),
        complete=False,
        complete_because=because,
    )
