"""What a case's model is: a title, the parameters it reads, its own defaults, and how to build its game."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from ..games.exact import Number
from ..games.parametric import Game
from .calibration import Parameter
from .frozen import Frozen

Values: TypeAlias = Mapping[str, Number]


def no_borders(values: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The borders of a model whose regimes are not known: none."""
    return ()


@dataclass(frozen=True)
class Model:
    """One model of a case: a function from numbers (or symbols) to a game, and what it needs to know.

    Attributes
    ----------
    id : the word after the slash in ``case:h20/linkage``.
    title : one line.
    parameters : names that `build` reads; derived names count, and what they follow from may be set as well.
    build : returns the game; works for Fractions and for SymPy symbols alike.
    defaults : values that differ from those of the case, for this model only.
    phase : the phase that applies unless another is set; None where the model knows no phases.
    own : parameters that only this model has.
    counts : those of them that are whole numbers, such as the steps of a grid; a sweep leaves them as they
        are unless it is told to vary them.
    borders : says which borders between the model's regimes these values lie on exactly.
    file : the game file that the model was read from; None for a model in Python.
    classes : names each player's situation, by comparisons of values alone; None where there are no names.
    """

    id: str
    title: str
    parameters: tuple[str, ...]
    build: Callable[[Values], Game]
    defaults: Mapping[str, Fraction] = field(default_factory=Frozen)
    phase: str | None = None
    own: Mapping[str, Parameter] = field(default_factory=Frozen)
    counts: tuple[str, ...] = ()
    file: Path | None = None
    borders: Callable[[Mapping[str, Fraction]], tuple[str, ...]] = no_borders
    classes: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None
