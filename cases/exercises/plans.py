"""Plans for a tree, such as ``left – out – stay``: reading them, and who would leave one, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...games.errors import ParseError
from ...games.extensive_form import CHANCE, ExtensiveFormGame
from ...games.solution import regrets_of
from ...games.subgames import subgame, subgame_roots
from ...games.wording import quoted
from .expressions import MAX_LENGTH, plain
from .profiles import key

_LONGEST = 4
_FILLING = frozenset({"and", "then"})


@dataclass(frozen=True)
class PlanJudgement:
    """What is wrong with a plan: sets without an action, or a profitable deviation (empty: nothing)."""

    missing: tuple[str, ...]
    deviation: str


def read_plan(text: str, game: ExtensiveFormGame, aliases: Mapping[str, str]) -> Mapping[int, str]:
    """Return the actions that `text` names, by information set; not every set needs one.

    Raises
    ------
    ParseError
        For words that are no action, and two actions for one set.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("A", {"go-in": decision("B", {"left": outcome(), "right": outcome()}),
    ...                            "out": outcome()}))
    >>> dict(read_plan("(Go in – right)", game, {}))
    {0: 'go-in', 1: 'right'}
    """
    if len(text) > MAX_LENGTH:
        raise ParseError(f"{len(text)} characters; at most {MAX_LENGTH} are accepted")
    known = {
        key(action): (number, action)
        for number, one in enumerate(game.information_sets)
        if one.player != CHANCE
        for action in one.actions
    }
    known |= {key(alias): known[key(action)] for alias, action in aliases.items()}
    labels = {key(one.label) for one in game.information_sets} | {key(who) for who in game.players}
    text = re.sub(r"([^\W\d]+)\s*:", lambda m: " " if key(m[1]) in labels else m[0], plain(text))
    words = re.findall(r"[^\W\d]+|\d+", text.replace("_", " "))
    found: dict[int, str] = {}
    place = 0
    while place < len(words):
        for length in range(_LONGEST, 0, -1):
            joined = key("".join(words[place : place + length]))
            if joined in known and place + length <= len(words):
                number, action = known[joined]
                if found.setdefault(number, action) != action:
                    label = game.information_sets[number].label
                    raise ParseError(
                        f"{found[number]} and {action} are both given for {label}; one is accepted"
                    )
                place += length
                break
        else:
            if key(words[place]) not in _FILLING:
                raise ParseError(f"there is no action {quoted(words[place])}; accepted: {_accepted(game)}")
            place += 1
    if not found:
        raise ParseError(f"no action was found; accepted: {_accepted(game)}")
    return found


def judge_plan(plan: Mapping[int, str], game: ExtensiveFormGame) -> PlanJudgement:
    """Return which sets lack an action; if none does, a smallest subgame in which somebody would deviate."""
    decisions = [n for n, one in enumerate(game.information_sets) if one.player != CHANCE]
    missing = tuple(game.information_sets[n].label for n in decisions if n not in plan)
    if missing:
        return PlanJudgement(missing, "")
    for root in reversed(subgame_roots(game)):
        part = subgame(game, root)
        profile = tuple(
            _distribution(part, number, game, plan) for number in range(len(part.information_sets))
        )
        worst = max(regrets_of(part, profile)[1], key=lambda regret: regret.gain)
        if worst.gain:
            where = game.node_text(root)
            move = re.sub(r" at set '[^']*'", "", worst.deviation).replace("'", "")
            return PlanJudgement(
                (), f"at {where}, {worst.player} gains {worst.gain} by choosing {move} instead."
            )
    return PlanJudgement((), "")


def _distribution(
    part: ExtensiveFormGame, number: int, game: ExtensiveFormGame, plan: Mapping[int, str]
) -> tuple[Fraction, ...] | None:
    """The pure choice of `plan` at a set of the subgame `part`; labels tell which set of `game` it is."""
    one = part.information_sets[number]
    if one.player == CHANCE:
        return None
    whole = next(
        n for n, s in enumerate(game.information_sets) if (s.player, s.label) == (one.player, one.label)
    )
    return tuple(Fraction(int(action == plan[whole])) for action in one.actions)


def _accepted(game: ExtensiveFormGame) -> str:
    return ", ".join(a for one in game.information_sets if one.player != CHANCE for a in one.actions)
