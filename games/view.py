"""Pictures of how an answer is found, for people: one description, shown as text, HTML, LaTeX or JSON."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from .blocks import WIDTH, Block, blocks_html, blocks_latex, blocks_text
from .certificate import Mixed
from .errors import UnsupportedGame
from .exact import number_text
from .normal_form import NormalFormGame, require_rational


class View(ABC):
    """What the views have in common; each says in `blocks` what is shown and in `content` what it holds."""

    __slots__ = ()

    name: ClassVar[str]
    game: NormalFormGame

    @abstractmethod
    def blocks(self) -> list[Block]:
        """Return what is shown, in order."""

    @abstractmethod
    def content(self) -> Mapping[str, Any]:
        """Return what the view holds as plain data, exact numbers as ``"p/q"``."""

    def text(self, width: int = WIDTH) -> str:
        """Return the view as plain text of about `width` columns."""
        return blocks_text(self.blocks(), width)

    def html(self) -> str:
        """Return the view as HTML, every label escaped."""
        return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{blocks_html(self.blocks())}</div>'

    def latex(self) -> str:
        """Return the view as LaTeX for the body of a document."""
        return blocks_latex(self.blocks())

    def to_json(self) -> str:
        """Return the view as JSON: `schema`, `game`, `view`, and what the view holds."""
        game = {"title": self.game.title, "form": "normal", "players": list(self.game.players)}
        document = {"schema": 1, "game": game, "view": self.name, **self.content()}
        return json.dumps(document, ensure_ascii=False, indent=1)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_latex_(self) -> str:
        return self.latex()


def require_two_players(game: Any, what: str) -> None:
    """Refuse what is no normal form of two players with rational payoffs.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
    """
    require_normal_form(game, what)
    if len(game.players) != 2:
        raise UnsupportedGame(f"{what} needs two players; this game has {len(game.players)}")


def require_normal_form(game: Any, what: str) -> None:
    """Refuse what is no normal form with rational payoffs, saying how a tree becomes one.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
    """
    require_rational(game, what)
    if not isinstance(game, NormalFormGame):
        raise UnsupportedGame(f"{what} takes a normal form; normal_form(game) makes one of a tree")


def label_text(labels: Sequence[str], chosen: Sequence[int]) -> str:
    """Return the chosen labels as a list for reading.

    Examples
    --------
    >>> label_text(("a", "b", "c"), (0, 2))
    'a, c'
    """
    return ", ".join(labels[i] for i in chosen)


def mixed_text(labels: Sequence[str], mixed: Mixed) -> str:
    """Return a mixed strategy for reading: the label of a pure one, else ``label: probability`` for each.

    Examples
    --------
    >>> from fractions import Fraction
    >>> mixed_text(("allow", "restrict"), (Fraction(2, 3), Fraction(1, 3)))
    'allow: 2/3, restrict: 1/3'
    """
    played = [(label, p) for label, p in zip(labels, mixed, strict=True) if p]
    return played[0][0] if len(played) == 1 else ", ".join(f"{s}: {number_text(p)}" for s, p in played)
