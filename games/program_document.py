"""What the cells of a map of correlated play or of commitment state, read from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .algebraic import Real
from .correlation_names import MINIMUM, NASH_PRODUCT, WELFARE, deviation_names, objectives, proof_names
from .errors import ParseError
from .normal_form import NormalFormGame
from .solution_fields import field, mapping, read_real

SHOWN = 4
"""Cells of a distribution that its outcome names one by one."""


class ProgramDocument:
    """The cells of a map, by the numbers of strategies; numbers stay as the file writes them."""

    def __init__(self, document: Mapping[str, Any], game: NormalFormGame) -> None:
        self.document, self.game = document, game
        self.concept = str(document["solution"])
        self.coarse = self.concept == "coarse-correlated"

    def statement(self, cell: Mapping[str, Any], where: str) -> tuple[dict[str, Any], str]:
        """The numbers of a cell as the file writes them, by the numbers of strategies, and the outcome."""
        game = self.game
        if self.concept == "stackelberg":
            return self._commitment(cell, where)
        objective = field(cell, "objective", where)
        if objective == NASH_PRODUCT or objective not in objectives(game):
            raise ParseError(f"{where}: there is no objective {objective!r:.60}")
        if cell["equilibria"] or cell["components"]:
            raise ParseError(f"{where}: correlated play is stated under distribution, not under equilibria")
        if objective != self.document["cells"][0].get("objective"):
            raise ParseError(f"{where}: all cells need the same objective")
        distribution: dict[tuple[int, ...], Any] = {}
        listed = field(cell, "distribution", where)
        if not isinstance(listed, list):
            raise ParseError(f"{where}: distribution needs a list of profiles with their probabilities")
        for one in listed:
            labels = field(one, "profile", where)
            if not isinstance(labels, list) or len(labels) != len(game.players):
                raise ParseError(f"{where}: a profile needs a strategy for each player")
            place = tuple(self._strategy(p, label, where) for p, label in enumerate(labels))
            if place in distribution:
                raise ParseError(f"{where}: {', '.join(labels)} is listed twice")
            distribution[place] = number_in(one, "probability", where)
        texts = [
            ", ".join(own[s] for own, s in zip(game.strategies, place, strict=True)) for place in distribution
        ]
        more = f" or {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
        payoffs = mapping(field(cell, "payoffs", where), where)
        if set(payoffs) != set(game.players):
            raise ParseError(f"{where}: payoffs of {', '.join(game.players)} are needed")
        stated = {
            "distribution": distribution,
            "value": number_in(cell, "value", where),
            "payoffs": [number_in(payoffs, who, where) for who in game.players],
            "goal": objective if objective in (WELFARE, MINIMUM) else game.players.index(str(objective)),
        }
        return stated, " or ".join(texts[:SHOWN]) + more

    def _commitment(self, cell: Mapping[str, Any], where: str) -> tuple[dict[str, Any], str]:
        game = self.game
        leader = field(cell, "leader", where)
        if len(game.players) != 2 or leader not in game.players:
            raise ParseError(f"{where}: there is no leader {leader!r:.60}")
        if leader != self.document["cells"][0].get("leader"):
            raise ParseError(f"{where}: all cells need the same leader")
        number = game.players.index(leader)
        other = game.players[1 - number]
        equilibria = field(cell, "equilibria", where)
        if not isinstance(equilibria, list) or len(equilibria) != 1:
            raise ParseError(f"{where}: one commitment with its reply is needed")
        profile = mapping(field(equilibria[0], "profile", where), where)
        payoffs = mapping(field(equilibria[0], "payoffs", where), where)
        reply = field(cell, "reply", where)
        if not isinstance(reply, str) or mapping(profile.get(other), where) != {reply: "1"}:
            raise ParseError(f"{where}: the follower's strategy is not the reply {reply!r:.60}")
        mixture = {
            self._strategy(number, label, where): number_in(profile[leader], label, where)
            for label in mapping(profile.get(leader), where)
        }
        if payoffs.get(leader) != field(cell, "value", where) or cell.get("attained") is not True:
            raise ParseError(f"{where}: the value is not what the leader is said to get")
        stated = {
            "leader": number,
            "mixture": mixture,
            "reply": self._strategy(1 - number, reply, where),
            "value": number_in(payoffs, leader, where),
            "theirs": number_in(payoffs, other, where),
        }
        texts = ["/".join(game.strategies[number][i] for i in sorted(mixture)), str(reply)]
        return stated, ", ".join(texts if number == 0 else texts[::-1])

    def _strategy(self, player: int, label: Any, where: str) -> int:
        if label not in self.game.strategies[player]:
            raise ParseError(f"{where}: {self.game.players[player]} has no strategy {label!r:.60}")
        return self.game.strategies[player].index(label)

    def parts(self, cell: Mapping[str, Any], where: str) -> list[tuple[Real, Real, Any]]:
        dual = field(cell, "dual", where)
        if not isinstance(dual, list) or not dual:
            raise ParseError(f"{where}: dual needs a list of parts, each with its ends and multipliers")
        return [
            (
                read_real(field(part, "from", where), where),
                read_real(field(part, "to", where), where),
                self._multipliers(mapping(field(part, "multipliers", where), where), where),
            )
            for part in dual
        ]

    def _multipliers(self, stated: Mapping[str, Any], where: str) -> Any:
        """The multipliers by the numbers of strategies, and the weights where the objective has some."""
        game = self.game
        if self.concept == "stackelberg":
            replies = game.strategies[1 - game.players.index(self.document["cells"][0]["leader"])]
            if not set(stated) <= set(replies):
                raise ParseError(f"{where}: dual speaks of a reply that is none")
            found = [mapping(stated.get(reply, {}), where) for reply in replies]
            if not all(set(own) <= set(replies) for own in found):
                raise ParseError(f"{where}: dual speaks of a reply that is none")
            return [
                {replies.index(label): number_in(own, label, where) for label in own} for own in found
            ], []
        multipliers = []
        for player, who in enumerate(game.players):
            names = {
                text: deviation
                for deviation, text in deviation_names(
                    game, player, coarse=self.concept != "correlated"
                ).items()
            }
            own = mapping(stated.get(who, {}), where)
            if not set(own) <= set(names):
                raise ParseError(f"{where}: dual speaks of a deviation of {who} that is none")
            multipliers.append({names[text]: number_in(own, text, where) for text in own})
        weights = mapping(stated.get(proof_names(game).weights, {}), where)
        if not weights:
            return multipliers, None
        return multipliers, [number_in(weights, who, where) for who in game.players]


def number_in(document: Mapping[str, Any], name: str, where: str) -> Any:
    """An entry that is a number: a text, or an object that writes an irrational one; as the file has it."""
    found = field(document, name, where)
    if isinstance(found, str) or (isinstance(found, Mapping) and "polynomial" in found):
        return found
    raise ParseError(f"{where}: {name} is {found!r:.60}; a number or formula written as text is needed")
