"""Trigger strategies in the published JSON: written, read, and checked without any solver's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .brute_force import all_equilibria, enumerable
from .certificate import nash_regrets, pure_profile
from .errors import InvalidGame, NotAnEquilibrium, ParseError
from .exact import number_text
from .normal_form import require_rational
from .repeated_game import GRIM, MAX_LENGTH, RepeatedGame, cell_of
from .solution_fields import read_number, read_real
from .solution_json import number_document, profile_document
from .solution_reader import read_profile
from .trigger import PlayerTrigger, Trigger, number_text_of

FIELDS = ("target", "length", "players", "sustained")
OF_PLAYER = ("critical", "deviation", "gain", "loss", "reversion")


def trigger_document(trigger: Trigger) -> dict[str, Any]:
    """Return the plain data of a trigger strategy; `length` and `critical` are null where there is none."""
    stage = trigger.game.stage
    labels = [own[s] for own, s in zip(stage.strategies, trigger.target, strict=True)]
    document: dict[str, Any] = {
        "target": dict(zip(stage.players, labels, strict=True)),
        "length": trigger.length,
        "players": {
            who: {
                "critical": None if one.critical is None else number_document(one.critical),
                "deviation": own[one.deviation],
                "gain": number_text(one.gain),
                "loss": number_text(one.loss),
                "reversion": profile_document(stage, one.reversion),
            }
            for who, own, one in zip(stage.players, stage.strategies, trigger.players, strict=True)
        },
    }
    if trigger.sustained is not None:
        document["sustained"] = trigger.sustained
    return document


def read_trigger(game: RepeatedGame, document: Any) -> Trigger:
    """Return the trigger strategy that a document states, proven anew.

    Raises
    ------
    ParseError
        For fields that are missing, unknown or of another kind.
    NotAnEquilibrium
        For numbers that are not those of the game.
    """
    where = "trigger"
    fields = _fields(document, FIELDS, FIELDS[:3], where)
    try:
        target = cell_of(
            game.stage, _fields(fields["target"], game.players, game.players, f"{where}: target")
        )
    except InvalidGame as error:
        raise ParseError(f"{where}: {error}") from None
    length = fields["length"]
    if length is not None and (type(length) is not int or not 1 <= length <= MAX_LENGTH):
        raise ParseError(f"{where}: length is {length!r:.60}; null, or 1 to {MAX_LENGTH} rounds, is needed")
    entries = _fields(fields["players"], game.players, game.players, f"{where}: players")
    players = tuple(_read_player(game, i, entries[who]) for i, who in enumerate(game.players))
    return Trigger(game, target, length, players)


def trigger_findings(document: Mapping[str, Any], game: RepeatedGame) -> tuple[list[str], list[str]]:
    """Return what was checked of an answer about critical discount factors, and what is wrong with it."""
    require_rational(game, "critical-discount")
    if game.horizon is not None:
        raise ParseError("critical discount factors belong to games repeated without end")
    if "trigger" not in document:
        raise ParseError("an answer about critical discount factors needs 'trigger'")
    checked = [
        "trigger: punishments are equilibria of the stage game, and at each critical discount factor the "
        "best one-shot deviation gains exactly 0"
    ]
    if document["equilibria"]:
        raise ParseError("critical discount factors come without profiles under 'equilibria'")
    try:
        trigger = read_trigger(game, document["trigger"])
    except NotAnEquilibrium as error:
        return checked, [str(error)]
    findings = list(_claim_findings(document, game, trigger))
    if not findings and document["complete"] and game.reversion is None:
        found, how = _harsher(game, trigger)
        findings += found
        checked.append(how)
    return checked, findings


def _claim_findings(document: Mapping[str, Any], game: RepeatedGame, trigger: Trigger) -> Iterator[str]:
    value = trigger.critical
    if value is None and "value" in document:
        yield "a value is stated, but no discount factor below 1 sustains the target"
    elif value is not None:
        stated = read_real(document["value"], "value") if "value" in document else None
        if stated is None or stated != value:
            given = "none" if stated is None else number_text_of(stated)
            yield f"the value is {number_text_of(value)}, the largest critical discount factor, not {given}"
    if document["trigger"].get("sustained") is not trigger.sustained:
        yield f"sustained is {trigger.sustained} with the discount factors of the game"
    if game.target is not None and trigger.target != game.target:
        yield "the target is not that of the game"
    if game.target is not None and trigger.length != (None if game.punishment == GRIM else game.punishment):
        yield "the punishment is not as long as that of the game"
    if game.reversion is not None:
        named = pure_profile(game.stage.shape, game.reversion)
        if any(one.reversion != named for one in trigger.players):
            yield "the punishment is not the reversion of the game"
    if trigger.knife_edge is not document["knife_edge"]:
        claim, is_it = str(document["knife_edge"]).lower(), "a" if trigger.knife_edge else "no"
        yield f"knife_edge is {claim}, but {is_it} discount factor of the game is exactly the critical one"


def _harsher(game: RepeatedGame, trigger: Trigger) -> tuple[list[str], str]:
    """Whether an equilibrium of a small stage game punishes somebody harder than the one that is named."""
    if not enumerable(game.stage):
        return [], "completeness: claimed by the method named, too large to be recounted here"
    findings = []
    every = [nash_regrets(game.stage, profile)[0] for profile in all_equilibria(game.stage).extreme]
    for player, (who, one) in enumerate(zip(game.players, trigger.players, strict=True)):
        worst = min(payoffs[player] for payoffs in every)
        given = nash_regrets(game.stage, one.reversion)[0][player]
        if worst < given:
            findings.append(
                f"complete is true, but another equilibrium of the stage game gives {who} "
                f"{number_text(worst)}, less than {number_text(given)}"
            )
    return (
        findings,
        "completeness: no equilibrium of the stage game punishes harder, recounted by brute force",
    )


def _read_player(game: RepeatedGame, player: int, document: Any) -> PlayerTrigger:
    who, own = game.players[player], game.stage.strategies[player]
    where = f"trigger of {who}"
    fields = _fields(document, OF_PLAYER, OF_PLAYER, where)
    if fields["deviation"] not in own:
        raise ParseError(f"{where}: deviation {fields['deviation']!r:.60} is no strategy of {who}")
    critical = fields["critical"]
    profile: Any = read_profile(game.stage, fields["reversion"], f"{where}: reversion")
    return PlayerTrigger(
        None if critical is None else read_real(critical, f"{where}: critical"),
        own.index(fields["deviation"]),
        read_number(fields["gain"], f"{where}: gain"),
        read_number(fields["loss"], f"{where}: loss"),
        tuple(tuple(Fraction(p) if type(p) is int else p for p in row) for row in profile),
    )


def _fields(document: Any, accepted: Any, needed: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise ParseError(f"{where} is {document!r:.60}; an object with named entries is needed")
    odd = next((name for name in document if name not in accepted), None)
    if odd is not None:
        raise ParseError(f"{where}: there is no field {odd!r:.60}; accepted: {', '.join(accepted)}")
    missing = next((name for name in needed if name not in document), None)
    if missing is not None:
        raise ParseError(f"{where}: the field {missing!r} is missing")
    return document
