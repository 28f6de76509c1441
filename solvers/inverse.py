"""Reading a game backwards: the parameter values for which what was observed is equilibrium behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.algebraic import Real
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.names import several
from ..games.normal_form import NormalFormGame
from ..games.rationalization import ObservedMove, Rationalization
from ..games.value_set import ValueInterval
from ..games.wording import listed, quoted
from .germ import Number
from .parameter_games import NoGame, table_at, tree_at
from .parameter_line import Stretch, stretches
from .payoff_boxes import PathAnswer, path_answer, positions_of

Path = tuple[tuple[int, int], ...]
"""A path of play: pairs of a node and the number of the action taken there."""


@dataclass(frozen=True, slots=True)
class ObservedPlay:
    """What was observed, ready to be judged at any value of the parameter.

    Attributes
    ----------
    title, form, players : of the game.
    moves : per observed decision its id, its player and what was done.
    judge : from a value of the parameter to which moves are optimal there, and whether all are at once.
    """

    title: str
    form: str
    players: tuple[str, ...]
    moves: tuple[tuple[str, str, str], ...]
    judge: Callable[[Number], PathAnswer | None]


def rationalize(
    game: Any,
    observed: Sequence[str] = (),
    *,
    vary: Mapping[str, Sequence[Any]],
) -> Rationalization:
    """Return the values of a parameter for which what was observed is equilibrium behaviour.

    Parameters
    ----------
    game : a tree with perfect information or a normal form, with one free parameter; or a replay.
    observed : the actions of a path from the root, those of chance included, or a strategy per player. A path
        may end before the play does. A replay brings its own record.
    vary : the name of the parameter and the two ends of the range to search.

    Returns
    -------
    Rationalization
        Unions of intervals with exact ends: for each move, where it is optimal at its node if equilibrium
        play follows (in some equilibrium, where there are several); and for all of them, where some subgame
        perfect equilibrium makes them with positive probability; in a normal form, where they are a pure
        Nash equilibrium.

    Raises
    ------
    InvalidInput
        For an action that is not on the menu, naming the node and the actions there, for a parameter that the
        game does not have, and where other parameters are left free.
    UnsupportedGame
        For trees without perfect information; and with three or more players where a tie moves the payoffs of
        two others at once.

    Notes
    -----
    Backward induction is run over numbers that depend on the parameter, so that nothing is sampled: see
    `payoff_boxes` for ties and `parameter_line` for how the range is covered.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> from sympy import symbols
    >>> k = symbols("k")
    >>> game = tree(decision("US", {"hold": outcome(k - 11, -7), "trade": outcome(-1, -1)}),
    ...             players=["US", "China"])
    >>> rationalize(game, ["trade"], vary={"k": (0, 52)})
    <Rationalization of 1 moves by k: 0 <= k <= 10>
    """
    ranges = checked_ranges(vary)
    if len(ranges) != 1:
        raise InvalidInput(
            f"vary names {len(ranges) or 'no'} parameters; one is accepted here, and several by "
            "rationalize_jointly"
        )
    ((name, (low, high)),) = ranges.items()
    maker = getattr(game, "observed_play", None)
    if maker is not None:
        if observed:
            raise InvalidInput("a replay brings its own record; observed is accepted for games")
        return rationalize_play(maker(name), name, low, high)
    play = observed_play(game, observed, name)
    return rationalize_play(play, name, low, high)


def checked_ranges(vary: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the ranges as exact numbers."""
    found = {}
    for name, ends in vary.items():
        if isinstance(ends, str) or len(ends) != 2:
            raise InvalidInput(f"vary {name}: two ends are needed, such as (0, 52)")
        low, high = (rational(end, f"vary {name}") for end in ends)
        if not low < high:
            raise InvalidInput(f"vary {name}: {low} is not below {high}; (low, high) is accepted")
        found[str(name)] = (low, high)
    return found


def rationalize_play(play: ObservedPlay, name: str, low: Fraction, high: Fraction) -> Rationalization:
    """Return the values of the parameter for which an observed play is equilibrium behaviour."""
    found = stretches(play.judge, low, high)
    answers = [one.answer for one in found]
    hits = [None if a is None else sum(a.optimal) for a in answers]
    most = max((count for count in hits if count is not None), default=0)
    return Rationalization(
        title=play.title,
        form=play.form,
        players=play.players,
        parameter=name,
        low=low,
        high=high,
        nodes=tuple(
            ObservedMove(*move, where(found, [a is not None and a.optimal[i] for a in answers]))
            for i, move in enumerate(play.moves)
        ),
        whole=where(found, [a is not None and a.reached for a in answers]),
        most_hits=most,
        hit_intervals=where(found, [count == most for count in hits]),
        excluded=where(found, [a is None for a in answers]),
    )


def where(found: Sequence[Stretch[Any]], holds: Sequence[bool]) -> tuple[ValueInterval, ...]:
    """Return the union of the stretches at which something holds, as few intervals as possible.

    Examples
    --------
    >>> found = stretches(lambda k: k * k > 4, Fraction(0), Fraction(3))
    >>> [one.text("k") for one in where(found, [one.answer for one in found])]
    ['2 < k <= 3']
    """
    intervals: list[ValueInterval] = []
    open_at: tuple[Real, bool] | None = None
    last: Stretch[Any] | None = None
    for one, held in zip(found, holds, strict=True):
        if held and open_at is None:
            open_at = (one.low, one.is_point)
        elif not held and open_at is not None:
            assert last is not None
            intervals.append(ValueInterval(open_at[0], last.high, open_at[1], last.is_point))
            open_at = None
        last = one
    if open_at is not None:
        assert last is not None
        intervals.append(ValueInterval(open_at[0], last.high, open_at[1], last.is_point))
    return tuple(intervals)


def observed_play(game: Any, observed: Sequence[str], name: str) -> ObservedPlay:
    """Return what was observed in a game, ready to be judged at any value of the parameter `name`.

    Raises
    ------
    InvalidInput, UnsupportedGame
        As for `rationalize`.
    """
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(
            f"rationalize takes a tree, a normal form or a replay; this is a {type(game).__name__}"
        )
    require_free(game, [name])
    words = several(observed, "observed", "ban")
    if isinstance(game, NormalFormGame):
        return _observed_profile(game, words, name)
    require_perfect_information(game)
    path = path_of(game, words)

    def judge(parameter: Number) -> PathAnswer | None:
        try:
            here = tree_at(game, {name: parameter})
        except NoGame:
            return None
        positions = positions_of(game, list(zip(*here.payoffs, strict=True)), here.probabilities)
        return path_answer(positions, path, game.node_text, game.players)

    return ObservedPlay(game.title, game.form, game.players, moves_of(game, path), judge)


def path_of(game: ExtensiveFormGame, words: Sequence[str]) -> Path:
    """Return the path from the root that the actions lead along.

    Raises
    ------
    InvalidInput
        Naming the node at which an action is unknown, and the actions there.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> path_of(tree(decision("US", {"hold": outcome(0), "trade": outcome(1)})), ["swap"])
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: observed: at the root US has no action 'swap'; accepted: hold, trade
    """
    node, path = 0, []
    for word in words:
        if not game.children[node]:
            raise InvalidInput(
                f"observed: the play ends at {game.node_text(node)}; {quoted(word)} comes after it, and no "
                "further action is accepted"
            )
        one = game.information_sets[game.set_of[node]]
        if word not in one.actions:
            who = "chance" if one.player == CHANCE else game.players[one.player]
            raise InvalidInput(
                f"observed: at {game.node_text(node)} {who} has no action {quoted(word)}; accepted: "
                f"{listed(one.actions, most=12)}"
            )
        action = one.actions.index(word)
        path.append((node, action))
        node = game.children[node][action]
    if all(game.player_of(v) == CHANCE for v, _ in path):
        first = game.information_sets[game.set_of[0]].actions if game.children[0] else ()
        raise InvalidInput(
            "observed: the actions of a path from the root are needed, among them a decision of a player; "
            f"accepted at the root: {listed(first, most=12)}"
        )
    return tuple(path)


def moves_of(game: ExtensiveFormGame, path: Path) -> tuple[tuple[str, str, str], ...]:
    """Return, per decision on the path, its information set, its player and the action."""
    found = []
    for node, action in path:
        one = game.information_sets[game.set_of[node]]
        if one.player != CHANCE:
            found.append((one.label, game.players[one.player], one.actions[action]))
    return tuple(found)


def require_perfect_information(game: ExtensiveFormGame) -> None:
    """Refuse a tree in which somebody does not know where they are."""
    odd = next((s for s in game.information_sets if s.player != CHANCE and len(s.nodes) > 1), None)
    if odd is not None:
        raise UnsupportedGame(
            f"rationalize takes trees with perfect information; information set {odd.label!r} of "
            f"{game.players[odd.player]} has {len(odd.nodes)} nodes"
        )


def cell_of(game: NormalFormGame, words: Sequence[str], what: str = "observed") -> tuple[int, ...]:
    """Return the numbers of one strategy per player; messages call the words what they are.

    Raises
    ------
    InvalidInput
        Naming the player whose strategy is unknown, and the strategies there are.
    """
    if len(words) != len(game.players):
        raise InvalidInput(
            f"{what} names {len(words)} of the {len(game.players)} strategies; one each is needed, of "
            f"{listed(game.players)} in this order"
        )
    for word, who, own in zip(words, game.players, game.strategies, strict=True):
        if word not in own:
            raise InvalidInput(
                f"{what}: {who} has no strategy {quoted(word)}; accepted: {listed(own, most=12)}"
            )
    return tuple(own.index(word) for word, own in zip(words, game.strategies, strict=True))


def _observed_profile(game: NormalFormGame, words: Sequence[str], name: str) -> ObservedPlay:
    cell = cell_of(game, words)

    def judge(parameter: Number) -> PathAnswer:
        optimal = []
        for player, table in enumerate(table_at(game, {name: parameter}).payoffs):
            own = table[(*cell[:player], slice(None), *cell[player + 1 :])]
            optimal.append(all(own[cell[player]] >= other for other in own))
        return PathAnswer(tuple(optimal), all(optimal))

    moves = tuple((who, who, word) for who, word in zip(game.players, words, strict=True))
    return ObservedPlay(game.title, game.form, game.players, moves, judge)


def require_free(game: NormalFormGame | ExtensiveFormGame, names: Sequence[str]) -> None:
    """Refuse names that are no parameters, and other parameters that are left free."""
    known = listed(game.parameters, most=20) or "none"
    unknown = next((name for name in names if name not in game.parameters), None)
    if unknown is not None:
        raise InvalidInput(f"vary: {unknown!r} is no parameter of this game; its parameters: {known}")
    others = [name for name in game.parameters if name not in names]
    if others:
        raise InvalidInput(
            f"the parameters {', '.join(others)} are free too; fix them with game.at(...), or vary them"
        )
