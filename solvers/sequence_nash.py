"""One Nash equilibrium of a two-player tree without its normal form, told in behaviour strategies."""

from __future__ import annotations

from ..games.errors import LimitReached
from ..games.extensive_form import ExtensiveFormGame
from ..games.plays import OwnPasts
from ..games.sequence_form import behaviour_from_plan
from ..games.solution import Equilibrium, Profile, Solution
from .sequence_lemke import Plan, sequence_equilibrium

MOST_SEQUENCES = 2500
"""Sequences of both players up to which a path is followed; its table has as many rows and columns."""

FOUND = (
    "{because}; it ends Lemke's path on the sequence form ({first} and {second} sequences) from the best "
    "replies to uniform play"
)


def movers_of(game: ExtensiveFormGame) -> tuple[int, int] | None:
    """The two players who move (filled up where fewer do), or None where more do or there is but one player.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> movers_of(tree(decision("US", {"hold": outcome(0, 1), "trade": outcome(1, 0)}), players=["UK", "US"]))
    (0, 1)
    """
    moving = {i for i in range(len(game.players)) if game.sets_of(i)}
    if len(moving) > 2 or len(game.players) < 2:
        return None
    idle = [i for i in range(len(game.players)) if i not in moving]
    first, second = sorted([*moving, *idle[: 2 - len(moving)]])
    return first, second


def one_by_sequences(game: ExtensiveFormGame, pasts: OwnPasts, because: str) -> Solution:
    """Return one Nash equilibrium of a tree in which at most two players move, exactly, with its certificate.

    Parameters
    ----------
    game : ExtensiveFormGame
        Rational, with perfect recall.
    pasts : OwnPasts
    because : str
        Why only one is given.

    Returns
    -------
    Solution
        Sets that a player's own moves exclude are left out. Every other set has its probabilities from the
        path itself, also where the opponent's moves never lead: they are what keeps the opponent away, and
        the certificate judges them with the rest.

    Raises
    ------
    LimitReached
        For more than `MOST_SEQUENCES` sequences.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from quidproquo.games.plays import own_pasts
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> one_by_sequences(game, own_pasts(game), "one is enough")
    <Solution nash, some: 1 with payoffs (2, -6)>
    """
    players = movers_of(game)
    assert players is not None, "more than two players move"
    first, second = (len(pasts.moves[i]) for i in players)
    if first + second > MOST_SEQUENCES:
        raise LimitReached(
            f"the sequence form has {first} and {second} sequences; Lemke's path is followed up to "
            f"{MOST_SEQUENCES} in all"
        )
    found = sequence_equilibrium(game, players)
    profile = _profile(game, players, found.plans)
    return Solution(
        game=game,
        concept="nash",
        method="sequence-form-lemke",
        equilibria=(Equilibrium(game, profile),),
        components=((0,),),
        complete=False,
        complete_because=FOUND.format(because=because, first=first, second=second),
        knife_edge=found.tied,
    )


def _profile(game: ExtensiveFormGame, players: tuple[int, int], plans: tuple[Plan, Plan]) -> Profile:
    found: list[tuple[object, ...] | None] = [None] * len(game.information_sets)
    for player, plan in zip(players, plans, strict=True):
        for number, row in behaviour_from_plan(game, player, plan).items():
            found[number] = row
    return tuple(found)  # type: ignore[arg-type]
