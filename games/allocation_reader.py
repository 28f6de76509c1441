"""Reading what each player gets from the published JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .allocation import Allocation
from .certificate import Mixed
from .errors import ParseError
from .irrational_json import with_one_field
from .situation import Situation
from .solution_fields import field, known_only, mapping, numbered, read_real
from .solution_reader import read_mixed


def read_allocations(
    game: Situation, document: Mapping[str, Any], name: str = "allocations"
) -> tuple[Allocation, ...]:
    """Return the allocations of a document.

    Raises
    ------
    ParseError
        For fields that are missing, unknown or of another kind, and unknown players and issues.
    """
    return tuple(_read_allocation(game, one, where) for where, one in numbered(document, name))


def read_offers(game: Situation, document: Mapping[str, Any]) -> tuple[Allocation | None, ...]:
    """Return the offers of a document; null where a proposer makes none that is accepted.

    Raises
    ------
    ParseError
        As for `read_allocations`.
    """
    return tuple(
        None if one is None else _read_allocation(game, one, where)
        for where, one in numbered(document, "offers")
    )


def _read_allocation(game: Situation, one: Any, where: str) -> Allocation:
    known_only(mapping(one, where), ("payoffs", "attained", "agreement", "proposer"), f"{where}: field")
    payoffs = mapping(field(one, "payoffs", where), f"{where}: payoffs")
    known_only(payoffs, game.players, f"{where}: player")
    issues = getattr(game, "issues", ())
    agreement: Mixed = ()
    if issues and "agreement" in one:
        agreement = read_mixed(one["agreement"], issues, f"{where}: agreement")
    proposer = one.get("proposer")
    if proposer is not None:
        known_only([str(proposer)], game.players, f"{where}: proposer")
    attained = one.get("attained", True)
    if type(attained) is not bool:
        raise ParseError(f"{where}: attained is {attained!r:.60}; true or false is needed")
    row = tuple(
        read_real(field(payoffs, who, f"{where}: payoffs"), f"{where}: payoff of {who}")
        for who in game.players
    )
    together = with_one_field([row, agreement], where)
    return Allocation(
        together[0] or (),
        attained,
        together[1] or (),
        None if proposer is None else game.players.index(proposer),
    )
