"""The branch of logit responses that starts at uniform play, and the Nash equilibrium it approaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .blocks import blocks_html, blocks_text
from .enclosure import Enclosure
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .quantal import response_findings
from .quantal_display import path_blocks
from .solution import Equilibrium


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A logit response at one lambda, in proven intervals."""

    lam: Fraction
    enclosure: Enclosure


@dataclass(frozen=True)
class QuantalPath:
    """The points of a branch of logit responses in their order, and where it leads.

    Attributes
    ----------
    points : tuple of PathPoint
        Each is proven; that they lie on one branch is numerical.
    turns : tuple of int
        The points after which lambda goes the other way.
    crossings : tuple of int
        The points after which branches cross, or come closer than floats can tell; the one that goes
        straight on was followed.
    limit : Equilibrium, optional
        The exact equilibrium that the branch approaches, proven to be one.
    limit_proven : bool
        Whether it is also proven that the branch approaches it; `because` says why, or why not.
    """

    game: NormalFormGame | ExtensiveFormGame = field(repr=False)
    points: tuple[PathPoint, ...] = field(repr=False)
    turns: tuple[int, ...]
    crossings: tuple[int, ...]
    limit: Equilibrium | None
    limit_proven: bool
    because: str

    def __repr__(self) -> str:
        last = number_text(self.points[-1].lam) if self.points else "0"
        end = "no limit identified" if self.limit is None else f"limit {self.limit.payoffs}"
        return f"<QuantalPath of {len(self.points)} points to lambda {last}: {end}>"

    def __str__(self) -> str:
        return blocks_text(path_blocks(self))

    def _repr_html_(self) -> str:
        return blocks_html(path_blocks(self))

    def check(self) -> tuple[str, ...]:
        """Check every point with directed rounding, by no solver's code, and return what is wrong.

        Examples
        --------
        >>> from quidproquo import quantal_path
        >>> hunt = NormalFormGame.symmetric([[4, 0], [3, 2]])
        >>> quantal_path(hunt).check()
        ()
        """
        return tuple(
            f"point {i}: {text}"
            for i, point in enumerate(self.points)
            for text in response_findings(self.game, point.lam, point.enclosure)
        )
