"""The intuitive criterion of Cho and Kreps (1987) for signalling games: why an equilibrium fails it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .assessment import some_belief
from .certificate import Mixed
from .errors import UnsupportedGame
from .exact import number_text, rational
from .extensive_form import CHANCE, ExtensiveFormGame


@dataclass(frozen=True, slots=True)
class Signalling:
    """A signalling game: chance picks the sender's type, the sender a message, the receiver a reply.

    ``types[t]`` is the information set of a type. ``replies[t, m]`` is the node at which the receiver answers
    message ``m`` of that type.
    """

    sender: int
    receiver: int
    types: tuple[int, ...]
    messages: tuple[str, ...]
    replies: dict[tuple[int, int], int]


def signalling(game: ExtensiveFormGame) -> Signalling:
    """Return the parts of a signalling game.

    Raises
    ------
    UnsupportedGame
        Saying what is missing: chance at the root, one set per type with the same messages, and after each
        message one set of the receiver with a node per type, whose replies end the game.
    """
    needed = "the intuitive criterion takes signalling games: "
    if game.player_of(0) != CHANCE:
        raise UnsupportedGame(f"{needed}chance has to choose the sender's type at the root")
    tops = game.children[0]
    sets = [game.information_sets[game.set_of[v]] if game.children[v] else None for v in tops]
    first = sets[0]
    if first is None or any(
        s is None or s.player != first.player or s.player == CHANCE or len(s.nodes) > 1 for s in sets
    ):
        raise UnsupportedGame(
            f"{needed}after chance the same player moves, with one information set per type"
        )
    if any(s is None or s.actions != first.actions for s in sets):
        raise UnsupportedGame(f"{needed}every type needs the same messages, in the same order")
    replies = {}
    for m in range(len(first.actions)):
        nodes = tuple(game.children[v][m] for v in tops)
        numbers = {game.set_of[v] for v in nodes}
        answer = game.information_sets[min(numbers)]
        if len(numbers) > 1 or min(numbers) < 0 or answer.player in (CHANCE, first.player):
            raise UnsupportedGame(
                f"{needed}after {first.actions[m]!r} the receiver needs one information set for all types"
            )
        if any(game.children[end] for v in nodes for end in game.children[v]):
            raise UnsupportedGame(f"{needed}the reply to {first.actions[m]!r} has to end the game")
        replies.update({(t, m): v for t, v in enumerate(nodes)})
    receiver = game.information_sets[game.set_of[replies[0, 0]]].player
    numbers_of_types = tuple(game.set_of[v] for v in tops)
    return Signalling(first.player, receiver, numbers_of_types, first.actions, replies)


def intuitive_failure(game: ExtensiveFormGame, profile: Sequence[Mixed | None]) -> str:
    """Return why an equilibrium fails the intuitive criterion; empty where it passes.

    For each message that is not sent: types that would lose by it whatever best reply it meets are ruled out.
    If some other type gains by it against every best reply to beliefs that rule them out, the equilibrium
    fails.
    """
    parts = signalling(game)
    count = len(parts.types)
    earned = [_payoff(game, parts, profile, t) for t in range(count)]
    for m, message in enumerate(parts.messages):
        if any((profile[number] or ())[m] for number in parts.types):
            continue
        best = _best_replies(game, parts, m, list(range(count)))
        out = [t for t in range(count) if max(_paid(game, parts, t, m, a) for a in best) < earned[t]]
        left = [t for t in range(count) if t not in out]
        if not out or not left:
            continue
        replies = _best_replies(game, parts, m, left)
        for t in left:
            least = min(_paid(game, parts, t, m, a) for a in replies)
            if least > earned[t]:
                names = [game.information_sets[number].label for number in parts.types]
                most = max(_paid(game, parts, out[0], m, a) for a in best)
                return (
                    f"message {message!r} cannot pay for {', '.join(names[k] for k in out)} "
                    f"({names[out[0]]} gets {number_text(earned[out[0]])}, at most {number_text(most)} by "
                    f"it); from the others it gives {names[t]} at least {number_text(least)} instead of "
                    f"{number_text(earned[t])}"
                )
    return ""


def _paid(
    game: ExtensiveFormGame, parts: Signalling, t: int, m: int, a: int, player: int | None = None
) -> Fraction:
    """What the sender (or `player`) gets when type `t` sends `m` and meets reply `a`, after its move."""
    who = parts.sender if player is None else player
    node = parts.replies[t, m]
    table = game.payoffs[who]
    return rational(table[node]) + rational(table[game.children[node][a]])


def _payoff(game: ExtensiveFormGame, parts: Signalling, profile: Sequence[Mixed | None], t: int) -> Fraction:
    total = Fraction(0)
    for m, p in enumerate(profile[parts.types[t]] or ()):
        if p:
            reply = profile[game.set_of[parts.replies[t, m]]] or ()
            for a, q in enumerate(reply):
                total += p * q * _paid(game, parts, t, m, a)
    return total


def _best_replies(game: ExtensiveFormGame, parts: Signalling, m: int, types: list[int]) -> list[int]:
    """The replies to a message that are best under some belief over `types`."""
    count = len(game.children[parts.replies[0, m]])
    pays = [[_paid(game, parts, t, m, a, parts.receiver) for t in types] for a in range(count)]
    ahead = [[tuple(x - y for x, y in zip(own, other, strict=True)) for other in pays] for own in pays]
    return [a for a in range(count) if some_belief(ahead[a], len(types))]
