"""What every kind of game has in common, so that one `Solution` can speak of all of them."""

from __future__ import annotations

from typing import Protocol


class Situation(Protocol):
    """Something that can be solved: a game in normal or extensive form, a bargaining problem, and so on.

    `form` is the word that the JSON of answers uses: ``"normal"``, ``"extensive"``, ``"bargaining"``,
    ``"repeated"`` or ``"cooperative"``.
    """

    @property
    def form(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def players(self) -> tuple[str, ...]: ...


FORM_NAMES = {
    "normal": "normal form",
    "extensive": "tree",
    "bargaining": "bargaining problem",
    "repeated": "repeated game",
    "cooperative": "cooperative game",
}
"""How people call the forms of games."""
