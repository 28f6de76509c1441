"""Commitment in two-player games: strong and weak Stackelberg values, exact and proven."""

from __future__ import annotations

from ..games.certificate import Mixed, MixedProfile
from ..games.commitment import Commitment, NashRange, Roles
from ..games.commitment_proof import all_listed
from ..games.commitment_tree import commitment_form
from ..games.errors import InvalidInput, LimitReached
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.sequence_commitment import follower_of
from ..games.solution import Equilibrium, Solution
from .commitment_programs import CommitmentPrograms
from .nash import nash
from .sequence_commitment import sequence_commitment
from .tree_nash import in_tree

ENUMERATED = 16
"""Strategies in all up to which the value is compared with all Nash equilibria."""

MAX_REPLIES = 10_000
"""Strategies of the follower; each may need a linear program."""

BOUNDED = "each of the follower's replies bounds the leader's payoff by multipliers that prove it"


def stackelberg(
    game: NormalFormGame | ExtensiveFormGame, leader: str | None = None, *, weak: bool = False
) -> Solution:
    """Return what a player gains by committing to a mixed strategy that the other one sees.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        At most one player besides the leader has a choice. A tree needs perfect recall; the leader commits to
        a behaviour strategy before play, and the follower's strategy is best against it as a whole.
    leader : str, optional
        The label of the player who commits; the first player without.
    weak : bool
        Break the follower's ties against the leader. Without, for the leader (strong).

    Returns
    -------
    Solution
        `value` is what the leader gets in the version asked for, `attained` whether a commitment reaches it
        (always, if strong). `equilibria` are optimal commitments with the follower's reply, all of them where
        `complete` is True. `commitment` has both versions, commitment to pure strategies, the leader's best
        and worst equilibrium payoffs (where the game is small enough to enumerate its equilibria), and the
        multipliers that prove all values.

    Raises
    ------
    InvalidInput
        For a leader who is no player.
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs, players who forget, and two other players with a choice.
    LimitReached
        For a tree whose reduced normal form is too large, where the weak value is asked for or the follower
        has more than 300 reduced strategies; otherwise `sequence_commitment` answers with the strong value.
        For a follower with more than 10,000 strategies.

    Notes
    -----
    Of trees whose reduced normal form is too large, `sequence_commitment` gives the strong value alone.

    Strong: one linear program per reply, over the commitments to which it is best (Conitzer and Sandholm
    2006). Weak: one per class of replies that pay the follower alike, for the classes that alone are best
    somewhere (von Stengel and Zamir 2010); the proof, and how it is decided whether the value is attained,
    stands in `games.commitment_proof`. Trees are solved and proven in the reduced normal form, whose mixtures
    play like behaviour strategies (Kuhn 1953); `commitment` names its strategies.

    Examples
    --------
    >>> game = NormalFormGame([[[2, 4], [1, 3]], [[1, 0], [0, 1]]], players=["leader", "follower"])
    >>> answer = stackelberg(game)
    >>> answer.value, answer.commitment.nash.best_value
    (Fraction(7, 2), Fraction(2, 1))
    >>> answer = stackelberg(game, weak=True)
    >>> answer.value, answer.attained
    (Fraction(7, 2), False)
    """
    require_rational(game, "stackelberg")
    try:
        form = commitment_form(game)
    except LimitReached:
        assert isinstance(game, ExtensiveFormGame)
        number = _leader_of_tree(game, leader)
        if weak or follower_of(game, number) is None:
            raise
        return sequence_commitment(game, number)
    search = CommitmentPrograms(Roles(form, _leader(form, leader)))
    replies = search.roles.own.shape[1]
    if replies > MAX_REPLIES:
        raise LimitReached(
            f"stackelberg: the follower has {replies} strategies; at most {MAX_REPLIES} are taken"
        )
    strong, weakly = search.strong(), search.weak()
    commitment = Commitment(
        leader=search.roles.leader,
        ties="weak" if weak else "strong",
        strong=strong,
        weak=weakly,
        pure=search.roles.pure_values(),
        nash=_nash_range(form, search.roles.leader),
        strong_proof=tuple(search.bounds),
        weak_proof=tuple(search.class_bounds),
        refutations=tuple(search.refutations),
    )
    solution = _solution(search, commitment)
    return in_tree(game, form, solution) if isinstance(game, ExtensiveFormGame) else solution


def _leader_of_tree(game: ExtensiveFormGame, label: str | None) -> int:
    if label is None:
        return 0
    if label not in game.players:
        raise InvalidInput(f"there is no player {label!r} to lead; players: {', '.join(game.players)}")
    return game.players.index(label)


def _leader(game: NormalFormGame, label: str | None) -> int:
    if label is not None:
        if label not in game.players:
            raise InvalidInput(f"there is no player {label!r} to lead; players: {', '.join(game.players)}")
        return game.players.index(label)
    movers = [i for i, width in enumerate(game.shape) if width > 1]
    return 0 if len({0, *movers}) <= 2 else movers[0]


def _solution(search: CommitmentPrograms, commitment: Commitment) -> Solution:
    roles, asked = search.roles, commitment.asked
    profiles = _profiles(search, commitment)
    equilibria = tuple(Equilibrium(roles.game, p, "stackelberg", commitment) for p in profiles)
    complete = all_listed(roles, commitment, profiles)
    if asked.profile is None:
        because = f"{BOUNDED}, the value is approached but no commitment attains it"
    elif complete:
        because = f"{BOUNDED}, and no other commitment reaches the value (with a pure reply)"
    else:
        because = f"the value is proven, as {BOUNDED}; other commitments that attain it were not excluded"
    groups: dict[Mixed, list[int]] = {}
    for number, profile in enumerate(profiles):
        groups.setdefault(profile[roles.leader], []).append(number)
    return Solution(
        game=roles.game,
        concept="stackelberg",
        method="linear-programs",
        equilibria=equilibria,
        components=tuple(map(tuple, groups.values())),
        complete=complete,
        complete_because=because,
        knife_edge=commitment.strong.value != commitment.weak.value,
        value=asked.value,
        attained=asked.profile is not None,
        commitment=commitment,
    )


def _profiles(search: CommitmentPrograms, commitment: Commitment) -> list[MixedProfile]:
    """The profile that attains the value, and what the programs of other replies found as good."""
    roles, asked = search.roles, commitment.asked
    if asked.profile is None:
        return []
    found = [asked.profile]
    if asked.value == commitment.strong.value:
        for one in commitment.strong_proof:
            j = one.replies[0]
            if one.limit == asked.value and j in search.points:
                x = search.points[j]
                if commitment.ties == "strong" or roles.worst(x) == asked.value:
                    found.append(roles.profile(x, j))
    return list(dict.fromkeys(found))


def _nash_range(game: NormalFormGame, leader: int) -> NashRange | None:
    """The extreme equilibria that are best and worst for the leader; payoffs are extreme at extreme ones."""
    if sum(width for width in game.shape if width > 1) > ENUMERATED:
        return None
    equilibria = sorted(nash(game).equilibria, key=lambda e: e.payoffs[leader])
    worst, best = equilibria[0], equilibria[-1]
    return NashRange(
        best=best.profile,  # type: ignore[arg-type]
        worst=worst.profile,  # type: ignore[arg-type]
        best_value=best.payoffs[leader],
        worst_value=worst.payoffs[leader],
    )
