"""Reading cooperative games in YAML: one formula for the worth of each coalition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .cooperative_game import CooperativeGame, coalition_mask, player_labels, require_all
from .errors import InvalidInput
from .parametric import Evaluate, Placed
from .wording import quoted
from .yaml_fields import Fields
from .yaml_reader import DataPath


@dataclass(frozen=True, slots=True)
class CooperativeSkeleton:
    """A cooperative game with formulas, by coalition."""

    form: ClassVar[str] = "cooperative"

    worth: Mapping[tuple[str, ...], Placed]

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> CooperativeGame:
        """Return the game whose numbers are those of the formulas."""
        worth = {members: evaluate(placed) for members, placed in self.worth.items()}
        return CooperativeGame(players, worth, title=title)


def read_cooperative(fields: Fields, top: dict[str, Any]) -> CooperativeSkeleton:
    """Read the worths of a cooperative game."""
    path: DataPath = ("worth",)
    try:
        players = player_labels(fields.players)
    except InvalidInput as error:
        raise fields.error(("players",), str(error)) from None
    given = fields.mapping(path, top["worth"], "worth")
    found: dict[int, str] = {}
    worth = {}
    for name, value in given.items():
        place: DataPath = ("worth", name)
        try:
            mask = coalition_mask(players, name)
        except InvalidInput as error:
            raise fields.error(place, f"worth: {error}") from None
        if mask in found:
            message = f"worth: coalition {quoted(name)} stands twice; the first time as {quoted(found[mask])}"
            raise fields.error(place, message)
        if not mask:
            raise fields.error(place, "worth: the empty coalition is worth 0 and is not written")
        found[mask] = name
        members = tuple(who for k, who in enumerate(players) if mask >> k & 1)
        worth[members] = fields.formula(place, value, f"worth of {', '.join(members)}")
    try:
        require_all(players, found)
    except InvalidInput as error:
        raise fields.error(path, str(error)) from None
    return CooperativeSkeleton(worth)
