"""What a drawing of a tree is made of: words, curves and spots, whatever they are drawn with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .markup import colour
from .text_width import text_width

INK, QUIET, WHITE = "#1f2933", "#5f6b7a", "#ffffff"
PAPER = 0.85
"""How much of a link the paper behind words hides."""

DASHES = ((6.0, 3.0), (2.0, 2.5), (9.0, 2.5, 2.0, 2.5), (4.0, 2.0), (1.5, 4.0), (9.0, 5.0))
SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "arrowhead")
"""Each player has a colour, a shape of node and a dash pattern; they repeat after six, names do not."""

Anchor: TypeAlias = Literal["start", "middle", "end"]
Leg: TypeAlias = tuple[float, ...]
"""A straight leg ends at (x, y); a curved one, a cubic, is (x1, y1, x2, y2, x, y) with its control points."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one colour."""

    text: str
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text at its baseline; `whole` is what it says where it had to be cut short."""

    x: float
    y: float
    runs: tuple[Run, ...]
    anchor: Anchor = "start"
    size: float = 12
    whole: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def width(self) -> float:
        return runs_width(self.runs, self.size)

    @property
    def left(self) -> float:
        return self.x - self.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]

    def paper(self) -> tuple[float, float, float, float]:
        """The rectangle (x, y, width, height) behind the words, on which a link fades."""
        return self.left - 1, self.y - 0.8 * self.size, self.width + 2, 1.04 * self.size


@dataclass(frozen=True, slots=True)
class Curve:
    """A branch of the tree, or a link between nodes of an information set.

    `node` is the node that a branch leads to, -1 of a link.
    """

    start: tuple[float, float]
    legs: tuple[Leg, ...]
    colour: str
    width: float
    dashes: tuple[float, ...] = ()
    node: int = -1
    played: bool = False
    name: str = ""

    def lowered(self, down: float) -> Curve:
        """The same curve further down."""
        legs = tuple(tuple(c + down * (k % 2) for k, c in enumerate(leg)) for leg in self.legs)
        return replace(self, start=(self.start[0], self.start[1] + down), legs=legs)


@dataclass(frozen=True, slots=True)
class Spot:
    """A node; `name` says whose it is. A hollow one is chance's."""

    x: float
    y: float
    shape: str
    colour: str
    radius: float
    hollow: bool = False
    name: str = ""

    def corners(self) -> tuple[tuple[float, float], ...]:
        """The corners of the shape; none of a circle.

        Examples
        --------
        >>> Spot(0, 0, "diamond", INK, 5).corners()
        ((0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0))
        """
        sides, turn, scale = _POLYGONS.get(self.shape, (0, 0.0, 1.0))
        angles = [math.radians(turn + 360 * k / sides) for k in range(sides)]
        size = self.radius * scale
        return tuple(
            (round(self.x + size * math.sin(a), 2) + 0.0, round(self.y - size * math.cos(a), 2) + 0.0)
            for a in angles
        )


_POLYGONS = {
    "square": (4, 45.0, 1.3),
    "triangle": (3, 0.0, 1.35),
    "diamond": (4, 0.0, 1.2),
    "pentagon": (5, 0.0, 1.15),
    "arrowhead": (3, 180.0, 1.35),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A finished drawing, in CSS pixels from the upper left corner; `about` says in words what it shows.

    Links lie lowest, then words on white paper, then branches, which no word touches, then spots.
    """

    width: float
    height: float
    title: str
    about: str
    links: tuple[Curve, ...]
    branches: tuple[Curve, ...]
    spots: tuple[Spot, ...]
    words: tuple[Words, ...]


def runs_width(runs: tuple[Run, ...], size: float) -> float:
    return sum(text_width(run.text, size, run.bold) for run in runs)


def player_spot(x: float, y: float, player: int, name: str, radius: float = 5) -> Spot:
    """The mark of a player's node: a colour and a shape of the player's own."""
    return Spot(x, y, SHAPES[player % len(SHAPES)], colour(player), radius, name=name)


def chance_spot(x: float, y: float, radius: float = 5) -> Spot:
    """The mark of a node of chance: an open circle."""
    return Spot(x, y, "circle", QUIET, radius, hollow=True, name="chance")
