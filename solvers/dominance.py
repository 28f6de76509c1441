"""Iterated elimination of strategies that others or mixtures dominate; rationalizable strategies."""

from __future__ import annotations

from ..games.certificate import pure_profile
from ..games.elimination import Elimination, EliminationReport
from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.solution import Equilibrium, Solution
from .elimination_rounds import Judge, weak_elimination, without

UNIQUE = "strict elimination leaves one profile, which is therefore the only equilibrium; "
PROVEN = (
    "every deletion carries a mixture that dominates strictly and every survivor a belief to which it is a "
    "best reply, and the order of strict elimination does not matter (Gilboa, Kalai and Zemel 1990)"
)
RATIONAL = (
    "every survivor is a best reply to a belief about survivors and every deletion is strictly dominated, "
    "hence never a best reply (Bernheim 1984; Pearce 1984, Lemma 3)"
)
CORRELATED = (
    "; beliefs may be correlated between opponents, so these are the correlated-rationalizable strategies, "
    "of which independent beliefs may leave fewer"
)


def dominance(game: NormalFormGame) -> Solution:
    """Delete strictly dominated strategies round by round, and beside that weakly dominated ones.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players.

    Returns
    -------
    Solution
        `elimination.strict` has the survivors, the trace (each deletion with the pure strategy or mixture
        that dominates it) and for each survivor a belief to which it is a best reply. `elimination.weak` has
        the same for weak dominance, deleting all that is dominated in each round, and says whether the order
        of weak elimination matters, with two orders as witness. `equilibria` has the one equilibrium where
        strict elimination leaves one profile, and is empty otherwise.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs and trees.

    Notes
    -----
    Whether a mixture dominates a strategy is the sign of the value of a matrix game (Pearce 1984, Lemma 3),
    so one exact linear program decides it and gives either the mixture or the belief.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 2]]],
    ...                       strategies=[["top", "middle", "bottom"], ["left", "right"]])
    >>> dominance(game).elimination.strict.trace
    (Deletion(round=1, player=0, strategy=2, kind='strict', by=((0, Fraction(1, 2)), (1, Fraction(1, 2)))),)
    """
    strict, judge = _strictly(game, "dominance")
    try:
        weak = weak_elimination(judge)
    except LimitReached as limit:
        reason = f"{limit}; strict elimination is finished and proven, weak elimination is not"
        raise LimitReached(reason, _solution(game, "dominance", EliminationReport(strict), reason)) from None
    return _solution(game, "dominance", EliminationReport(strict, weak), PROVEN)


def rationalizable(game: NormalFormGame) -> Solution:
    """Return the rationalizable strategies, each with the belief that makes it a best reply.

    Returns
    -------
    Solution
        `elimination.strict`: the strategies that survive the iterated deletion of those that are a best reply
        to no belief about the others' survivors. With three or more players beliefs may be correlated.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs and trees.

    Notes
    -----
    Bernheim (1984) and Pearce (1984). A strategy is never a best reply exactly when a mixture dominates it
    strictly (Pearce's Lemma 3), which makes this iterated strict dominance.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 2]]])
    >>> rationalizable(game).elimination.strict.survivors
    ((0, 1), (0, 1))
    """
    strict, _ = _strictly(game, "rationalizable")
    because = RATIONAL + (CORRELATED if sum(width > 1 for width in game.shape) > 2 else "")
    return _solution(game, "rationalizable", EliminationReport(strict), because)


def _strictly(game: NormalFormGame, concept: str) -> tuple[Elimination, Judge]:
    if isinstance(game, ExtensiveFormGame):
        raise UnsupportedGame(f"{concept} takes a game in normal form, this is a tree: convert it first")
    require_rational(game, concept)
    judge = Judge(game)
    try:
        return judge.course("strict"), judge
    except LimitReached as limit:
        left = without(judge.everything(), judge.trace)
        report = EliminationReport(Elimination(left, tuple(judge.trace)))
        reason = f"{limit}; what is left may be dominated"
        raise LimitReached(reason, _solution(game, concept, report, reason, complete=False)) from None


def _solution(
    game: NormalFormGame, concept: str, report: EliminationReport, because: str, *, complete: bool = True
) -> Solution:
    survivors = report.strict.survivors
    equilibria: tuple[Equilibrium, ...] = ()
    if complete and all(len(own) == 1 for own in survivors):
        profile = pure_profile(game.shape, [own[0] for own in survivors])
        equilibria, because = (Equilibrium(game, profile, concept),), UNIQUE + because
    return Solution(
        game=game,
        concept=concept,
        method="linear-programs",
        equilibria=equilibria,
        components=((0,),) * len(equilibria),
        complete=complete,
        complete_because=because,
        knife_edge=bool(report.weak and report.weak.course.survivors != survivors),
        elimination=report,
    )
