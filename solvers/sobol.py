"""First-order and total Sobol indices: which uncertain parameter moves an outcome, through SALib."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..games.errors import InvalidInput
from .distributions import Floats

RESAMPLES = 200
"""Bootstrap samples behind each interval."""


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """What one parameter does to the variance of an outcome.

    Attributes
    ----------
    parameter : its name.
    first : the part of the variance that it explains alone.
    total : the part that would be left if all others were known; above `first` where it works together with
        others.
    first_interval, total_interval : bootstrap intervals.
    """

    parameter: str
    first: float
    total: float
    first_interval: tuple[float, float]
    total_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """How much of the variance of an outcome each parameter accounts for.

    Attributes
    ----------
    outcome : the formula, or the claim, which counts as 1 where it holds and as 0 elsewhere.
    mean, variance : of the outcome over the draws.
    indices : per parameter; empty where the outcome is the same in all draws.
    draws : how many were used.
    level : the confidence of the intervals.
    """

    outcome: str
    mean: float
    variance: float
    indices: tuple[SobolIndex, ...]
    draws: int
    level: float

    def __getitem__(self, parameter: str) -> SobolIndex:
        for one in self.indices:
            if one.parameter == parameter:
                return one
        raise KeyError(parameter)

    def __str__(self) -> str:
        if not self.indices:
            return f"{self.outcome}: {self.mean:g} in all {self.draws} draws"
        lines = [f"{self.outcome}: mean {self.mean:.4g}, variance {self.variance:.4g}, {self.draws} draws"]
        lines += [f"  {one.parameter}: first {one.first:.3f}, total {one.total:.3f}" for one in self.indices]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The indices as plain data."""
        return {
            "outcome": self.outcome,
            "mean": f"{self.mean:.6g}",
            "variance": f"{self.variance:.6g}",
            "draws": self.draws,
            "level": str(self.level),
            "indices": [
                {
                    "parameter": one.parameter,
                    "first": f"{one.first:.6f}",
                    "first_interval": [f"{end:.6f}" for end in one.first_interval],
                    "total": f"{one.total:.6f}",
                    "total_interval": [f"{end:.6f}" for end in one.total_interval],
                }
                for one in self.indices
            ],
        }


@lru_cache(maxsize=4)
def saltelli_shares(width: int, base: int, seed: int) -> Floats:
    """Return shares of probability for `base` × (`width` + 2) draws, as Sobol indices need them.

    Raises
    ------
    InvalidInput
        Where SALib is not installed.

    Notes
    -----
    Saltelli et al. (2010), on scrambled Sobol points.

    Examples
    --------
    >>> saltelli_shares(2, 4, 1).shape
    (16, 2)
    """
    sample = _salib().sample.sobol
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sample.sample(_problem(range(width)), base, calc_second_order=False, scramble=True, seed=seed)
    shares: Floats = np.clip(np.asarray(found, dtype=np.float64), 2.0**-54, 1 - 2.0**-53)
    shares.flags.writeable = False
    return shares


def sobol_index(
    names: Sequence[str], outcomes: Sequence[float], *, level: float, seed: int
) -> tuple[SobolIndex, ...]:
    """Return the indices of the parameters `names`; none where the outcome is the same in all draws.

    Parameters
    ----------
    names : in the order of the columns of `saltelli_shares`.
    outcomes : of its rows.
    level : the confidence of the intervals.
    seed : of the bootstrap.
    """
    numbers = np.array(outcomes, dtype=float)
    if np.ptp(numbers) == 0:
        return ()
    analyse = _salib().analyze.sobol
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = analyse.analyze(
            _problem(names),
            numbers,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=level,
            seed=seed + 1,  # SALib takes 0 for no seed
        )
    return tuple(
        SobolIndex(
            name,
            float(found["S1"][j]),
            float(found["ST"][j]),
            _around(found["S1"][j], found["S1_conf"][j]),
            _around(found["ST"][j], found["ST_conf"][j]),
        )
        for j, name in enumerate(names)
    )


def _around(middle: float, width: float) -> tuple[float, float]:
    return float(middle - width), float(middle + width)


def _problem(names: Sequence[Any]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(map(str, names)), "bounds": [[0.0, 1.0]] * len(names)}


def _salib() -> Any:
    try:
        import SALib
        import SALib.analyze.sobol
        import SALib.sample.sobol
    except ImportError:
        raise InvalidInput(
            "Sobol indices need SALib, which is not installed: pip install 'quidproquo[sweep]'"
        ) from None
    return SALib
