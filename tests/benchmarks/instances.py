"""The games that are timed: drawn from a kind, a size and a seed, so that every engine gets the same ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from quidproquo import NormalFormGame

KINDS = {
    "random": "payoffs drawn from the integers 0 to 99",
    "ties": "payoffs drawn from 0, 1, 2",
    "zero-sum": "payoffs of the first player drawn from the integers -100 to 100",
    "three-player": "payoffs of three players drawn from the integers 0 to 99",
}


class Instance(NamedTuple):
    """One game: its kind (of `KINDS`), the number of strategies of each player, and a seed."""

    kind: str
    size: int
    seed: int

    @property
    def across(self) -> str:
        """The shape, as ``8×8``."""
        return "×".join([str(self.size)] * (3 if self.kind == "three-player" else 2))

    def tables(self) -> tuple[npt.NDArray[np.int64], ...]:
        """The payoffs, one array per player."""
        draw = np.random.default_rng((self.size, self.seed))
        square = (self.size, self.size)
        if self.kind == "zero-sum":
            first = draw.integers(-100, 101, square)
            return first, -first
        if self.kind == "three-player":
            return tuple(draw.integers(0, 100, (*square, self.size)) for _ in range(3))
        largest = {"random": 99, "ties": 2}[self.kind]
        return tuple(draw.integers(0, largest + 1, square) for _ in range(2))

    def game(self) -> NormalFormGame:
        return NormalFormGame(self.tables())
