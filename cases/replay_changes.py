"""Three ways to change a replay: a number that all know, a belief of one player, a forbidden option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput
from ..games.exact import number_text
from ..games.wording import quoted
from .calibration import Calibration, Valuation
from .replay_rules import ReplayRules
from .replay_states import Solved

SET_PARAMETER = "set_parameter"
SET_BELIEF = "set_belief"
FORBID_ACTION = "forbid_action"


@dataclass(frozen=True)
class Deleted:
    """What a forbidden option was worth to its player at the recorded history, all else as in the replay.

    `value` is what the option would bring, `best_other` the best of the rest, both from there to the horizon.
    """

    value: Fraction
    best_other: Fraction

    @property
    def difference(self) -> Fraction:
        """By how much the option would have been better than the rest; negative where it would be worse."""
        return self.value - self.best_other


@dataclass(frozen=True)
class Change:
    """One change of a replay, and who knows it.

    Attributes
    ----------
    operation : ``set_parameter``, ``set_belief`` or ``forbid_action``.
    target : the parameter, ``PLAYER:NAME``, or ``NODE:OPTION``.
    known_to : the players who know of it.
    sentence : what was changed and who knows it.
    before, after : the number without the change and with it; None for a forbidden option.
    deleted : of a forbidden option, its worth; None where it is not open at the recorded history.
    """

    operation: str
    target: str
    known_to: tuple[str, ...]
    sentence: str
    before: Fraction | None = None
    after: Fraction | None = None
    deleted: Deleted | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        found: dict[str, Any] = {
            "operation": self.operation,
            "target": self.target,
            "known_to": list(self.known_to),
            "sentence": self.sentence,
        }
        if self.before is not None and self.after is not None:
            found |= {"before": number_text(self.before), "after": number_text(self.after)}
        if self.operation == FORBID_ACTION:
            worth = self.deleted
            found["deleted"] = worth and {
                "value": number_text(worth.value),
                "best_other": number_text(worth.best_other),
                "difference": number_text(worth.difference),
            }
        return found


def strikes(rules: ReplayRules, forbid: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the options that ``NODE:OPTION`` texts name.

    Raises
    ------
    InvalidInput
        There is no such node or option, or no option of a node is left.
    """
    nodes = {node.id: node for node in rules.nodes}
    found = set()
    for one in forbid:
        name, _, option = one.partition(":")
        if name not in nodes:
            raise InvalidInput(f"the replay has no node {quoted(name)}; accepted: {', '.join(nodes)}")
        menu = dict.fromkeys(o.option for o in nodes[name].menu)
        if option not in menu:
            raise InvalidInput(
                f"node {quoted(name)} has no option {quoted(option)}; accepted: {', '.join(menu)}"
            )
        found.add((name, option))
    return frozenset(found)


def parameter_changes(plain: Valuation, changed: Valuation, players: Sequence[str]) -> tuple[Change, ...]:
    """Return a line for each number that was set, known to everybody."""
    return tuple(
        Change(
            SET_PARAMETER,
            name,
            tuple(players),
            f"{name} is {number_text(changed.values[name])} instead of {number_text(plain.values[name])}, "
            f"and {' and '.join(players)} both know it.",
            plain.values[name],
            changed.values[name],
        )
        for name in changed.given
        if name in plain.values
    )


def settle_beliefs(
    calibration: Calibration,
    settings: Mapping[str, Any] | None,
    beliefs: Mapping[str, Mapping[str, Any]] | None,
    players: Sequence[str],
    names: Sequence[str],
) -> dict[str, Valuation]:
    """Return the numbers that each player who errs believes in: those of the replay, but for its own.

    Raises
    ------
    InvalidInput
        There is no such player or parameter, or a value is no exact number.
    """
    found = {}
    for player, believed in (beliefs or {}).items():
        if player not in players:
            raise InvalidInput(f"beliefs: there is no player {player!r}; accepted: {', '.join(players)}")
        if not isinstance(believed, Mapping):
            raise InvalidInput(f"beliefs of {player}: a mapping is needed, such as {{'k': 9}}")
        unknown = next((name for name in believed if name not in names), None)
        if unknown is not None:
            raise InvalidInput(
                f"beliefs of {player}: there is no parameter {unknown!r}; accepted: {', '.join(names)}"
            )
        if believed:
            found[player] = calibration.settle({**(settings or {}), **believed})
    return found


def belief_changes(
    truth: Valuation,
    minds: Mapping[str, Valuation],
    beliefs: Mapping[str, Mapping[str, Any]] | None,
    players: Sequence[str],
) -> tuple[Change, ...]:
    """Return a line for each number that a player alone believes in."""
    lines = []
    for player, mind in minds.items():
        others = tuple(who for who in players if who != player)
        other = " and ".join(others)
        for name in (beliefs or {})[player]:
            believed, true = number_text(mind.values[name]), number_text(truth.values[name])
            told = (
                f"{other} has a belief of its own and does not know that {player} errs"
                if any(who in minds for who in others)
                else f"{other} knows the truth and that {player} errs, and answers its moves"
            )
            lines.append(
                Change(
                    SET_BELIEF,
                    f"{player}:{name}",
                    () if any(who in minds for who in others) else others,
                    f"{player} alone counts with {name} = {believed}; in truth it is {true}. {player} makes "
                    f"the moves that are best in the tree with its own number and takes "
                    f"{other} to share it; {told}. Payoffs are counted with the truth.",
                    truth.values[name],
                    mind.values[name],
                )
            )
    return tuple(lines)


def deleted_value(here: Solved, option: str, mover: int) -> Deleted | None:
    """Return what an option is worth at a decision, and the best of the rest; None where it is not open."""
    worth = {one.option: payoffs[mover] for one, payoffs in zip(here.menu, here.worth, strict=True)}
    rest = [value for name, value in worth.items() if name != option]
    return Deleted(worth[option], max(rest)) if option in worth and rest else None


def forbidden(node: str, option: str, player: str, players: Sequence[str], deleted: Deleted | None) -> Change:
    """Return the line of a forbidden option."""
    both = " and ".join(players)
    known = f"At {node} {player} cannot {quoted(option)}, and {both} both know it from the start."
    if deleted is None:
        worth = "At the recorded history it was not open beside another option."
    else:
        worth = (
            f"At the recorded history it would bring {player} {number_text(deleted.value)}, the best of the "
            f"rest {number_text(deleted.best_other)}: the deleted option is worth "
            f"{number_text(deleted.difference)} to it."
        )
    return Change(FORBID_ACTION, f"{node}:{option}", tuple(players), f"{known} {worth}", deleted=deleted)
