"""Nash equilibria of trees that no belief supports: the information set, and a deviation that always pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .certificate import Mixed
from .consistency import BeliefClasses, bayesian_classes, consistent_classes
from .errors import NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import number_text, rational
from .extensive_form import CHANCE, ExtensiveFormGame
from .plan_rows import plan_words, sets_below, value_from
from .subgames import subgame_roots
from .tree_certificate import tree_regrets

Deviation = tuple[tuple[tuple[tuple[int, int], ...], Fraction], ...]
"""Plans as pairs of set and action, each with its probability."""


@dataclass(frozen=True)
class Unsupported:
    """A Nash equilibrium that no belief supports; constructing one *is* the proof.

    Parameters
    ----------
    game : ExtensiveFormGame
    profile : tuple
        A distribution per information set; None for chance and for sets that own play excludes.
    concept : str
        ``"perfect-bayesian"`` or ``"sequential"``, which says which beliefs are admitted.
    number : int
        The information set at which the mover does better.
    deviation : tuple
        A mixture of plans from there on that pays more than the profile under every admitted belief.

    Raises
    ------
    NotAnEquilibrium
        If the profile is no Nash equilibrium, or the deviation does not pay under some belief.

    Notes
    -----
    A linear system has no solution exactly when a mixture of its rows shows it (Farkas 1902): if every belief
    leaves some plan that is better, one mixture of plans is better at once under all beliefs.
    """

    game: ExtensiveFormGame = field(repr=False)
    profile: tuple[Mixed | None, ...]
    concept: str
    number: int
    deviation: Deviation
    payoffs: tuple[Fraction, ...] = field(init=False)
    gain: Fraction = field(init=False)

    def __post_init__(self) -> None:
        payoffs, regrets = tree_regrets(self.game, self.profile, every_subgame=False)
        worst = max(regrets, key=lambda regret: regret.gain)
        if worst.gain:
            raise NotAnEquilibrium(str(worst))
        full = with_forced_moves(self.game, self.profile)
        weights = [p for _, p in self.deviation]
        if not weights or sum(weights) != 1 or min(weights) < 0:
            raise NotAnEquilibrium("the probabilities of the plans are no distribution")
        if not is_settled(self.game, full, self.number):
            raise NotAnEquilibrium(f"what follows {self.information_set!r} is not settled by the profile")
        admitted = admitted_beliefs(self.game, full, self.number, self.concept)
        gains = [Fraction(0)] * len(self.game.information_sets[self.number].nodes)
        for plan, p in self.deviation:
            row = gains_of(self.game, full, self.number, dict(plan))
            gains = [total + p * x for total, x in zip(gains, row, strict=True)]
        least = min(
            sum((b * x for b, x in zip(belief, gains, strict=True)), Fraction(0))
            for belief in admitted.classes
        )
        if least <= 0:
            raise NotAnEquilibrium("the deviation does not pay under every belief")
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "gain", least)

    @property
    def player(self) -> str:
        """Who does better."""
        return self.game.players[self.game.information_sets[self.number].player]

    @property
    def information_set(self) -> str:
        """Where."""
        return self.game.information_sets[self.number].label

    def __str__(self) -> str:
        full = with_forced_moves(self.game, self.profile)
        plans = [
            ("" if p == 1 else f"{number_text(p)} of ") + plan_words(self.game, full, self.number, dict(plan))
            for plan, p in self.deviation
        ]
        return (
            f"at {self.information_set}, {self.player} gains at least {number_text(self.gain)} by "
            f"{' and '.join(plans)}, whatever the belief"
        )


def with_forced_moves(game: ExtensiveFormGame, profile: Sequence[Mixed | None]) -> tuple[Mixed | None, ...]:
    """Fill in the moves that a profile leaves out and rationality settles: one node, one best action.

    Sets at which several actions are best, or what follows is open, stay None.
    """
    found = list(profile)
    values: dict[int, tuple[Fraction, ...] | None] = {}
    for node in range(len(game.children) - 1, -1, -1):
        here = tuple(rational(table[node]) for table in game.payoffs)
        below = [values[child] for child in game.children[node]]
        if not below:
            values[node] = here
            continue
        number = game.set_of[node]
        one = game.information_sets[number]
        row = one.probabilities if one.player == CHANCE else found[number]
        if row is None and len(one.nodes) == 1 and not any(v is None for v in below):
            earned = [v[one.player] for v in below if v is not None]
            if earned.count(max(earned)) == 1:
                row = tuple(Fraction(int(u == max(earned))) for u in earned)
                found[number] = row
        values[node] = None if row is None else _average(here, row, below)
    return tuple(found)


def _average(
    here: tuple[Fraction, ...], row: Sequence[Any], below: Sequence[tuple[Fraction, ...] | None]
) -> tuple[Fraction, ...] | None:
    total = here
    for p, v in zip(row, below, strict=True):
        if p:
            if v is None:
                return None
            total = tuple(x + rational(p) * y for x, y in zip(total, v, strict=True))
    return total


def is_settled(game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int) -> bool:
    """Whether a profile says what is played at a set and everywhere below it."""
    return profile[number] is not None and all(
        profile[n] is not None or game.information_sets[n].player == CHANCE for n in sets_below(game, number)
    )


def admitted_beliefs(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int, concept: str
) -> BeliefClasses:
    """Beliefs that are admitted at a set; where the profile leaves them open, all that may be."""
    one = game.information_sets[number]
    size = len(one.nodes)
    units = tuple(tuple(Fraction(int(i == j)) for j in range(size)) for i in range(size))
    if size == 1:
        return BeliefClasses(units)
    complete = all(
        row is not None or place.player == CHANCE
        for row, place in zip(profile, game.information_sets, strict=True)
    )
    if concept == "sequential" and complete:
        try:
            return consistent_classes(game, profile)[number]
        except UnsupportedGame:
            pass  # Bayes' rule admits these beliefs, and perhaps more
    above = {game.set_of[v] for node in one.nodes for v, _ in game.path_to(node)}
    if any(profile[n] is None and game.information_sets[n].player not in (CHANCE, one.player) for n in above):
        return BeliefClasses(units)
    return bayesian_classes(game, profile, number, subgame_roots(game))


def gains_of(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int, plan: Mapping[int, int]
) -> tuple[Fraction, ...]:
    """What the mover gains at each node of a set by following `plan` from there on."""
    one = game.information_sets[number]
    return tuple(
        value_from(game, profile, node, one.player, plan) - value_from(game, profile, node, one.player, {})
        for node in one.nodes
    )


def unsupported_document(one: Unsupported) -> dict[str, Any]:
    """Return the proof as the plain data of the contract."""
    sets = one.game.information_sets
    return {
        "player": one.player,
        "information_set": one.information_set,
        "deviation": [
            {"plan": {sets[n].label: sets[n].actions[a] for n, a in plan}, "probability": number_text(p)}
            for plan, p in one.deviation
        ],
        "gain": number_text(one.gain),
    }


def read_unsupported(game: ExtensiveFormGame, concept: str, document: Any, where: str) -> Unsupported:
    """Return what a document states, proven anew.

    Raises
    ------
    ParseError
        For other fields, players, sets and actions.
    NotAnEquilibrium
        For what is not so.
    """
    from .solution_fields import read_number
    from .solution_reader import read_profile

    fields = {"profile", "payoffs", "player", "information_set", "deviation", "gain"}
    if not isinstance(document, dict) or set(document) != fields:
        raise ParseError(f"{where}: the fields {', '.join(sorted(fields))} are needed, and no others")
    if document["player"] not in game.players:
        raise ParseError(f"{where}: there is no player {document['player']!r:.60}")
    own = {game.information_sets[n].label: n for n in game.sets_of(game.players.index(document["player"]))}
    number = own.get(str(document["information_set"]))
    if number is None or not isinstance(document["deviation"], list):
        raise ParseError(f"{where}: a set of {document['player']} and a list as deviation are needed")
    needed = {number, *(n for n in sets_below(game, number) if n in own.values())}
    deviation = []
    for one in document["deviation"]:
        if not isinstance(one, dict) or set(one) != {"plan", "probability"}:
            raise ParseError(f"{where}: each entry of the deviation has a plan and a probability")
        if not isinstance(one["plan"], dict):
            raise ParseError(f"{where}: a plan names an action for each information set")
        plan = {}
        for label, action in one["plan"].items():
            place = own.get(label)
            if place not in needed or action not in game.information_sets[place].actions:
                raise ParseError(f"{where}: {action!r:.60} at {label!r:.60} is no move from there on")
            plan[place] = game.information_sets[place].actions.index(action)
        if set(plan) != needed:
            raise ParseError(f"{where}: a plan needs an action at each set of the player from there on")
        deviation.append((tuple(sorted(plan.items())), read_number(one["probability"], where)))
    profile: Any = read_profile(game, document["profile"], f"{where}: profile")
    found = Unsupported(game, profile, concept, number, tuple(deviation))
    if read_number(document["gain"], f"{where}: gain") != found.gain:
        raise NotAnEquilibrium(f"the least gain is {number_text(found.gain)}, not {document['gain']}")
    return found


def unsupported_findings(document: Mapping[str, Any], game: ExtensiveFormGame) -> Iterator[str]:
    """Yield what is wrong with the equilibria that are said to have no support."""
    from .solution_fields import read_number

    for i, entry in enumerate(document["unsupported"]):
        name = f"unsupported {i}"
        try:
            found = read_unsupported(game, document["solution"], entry, name)
        except NotAnEquilibrium as error:
            yield f"{name}: {error}"
            continue
        stated = entry["payoffs"]
        if not isinstance(stated, dict) or set(stated) != set(game.players):
            raise ParseError(f"{name}: payoffs of {', '.join(game.players)} are needed")
        for who, payoff in zip(game.players, found.payoffs, strict=True):
            if read_number(stated[who], f"{name}: payoff of {who}") != payoff:
                yield f"{name}: the payoff of {who} is {number_text(payoff)}, not {stated[who]}"
