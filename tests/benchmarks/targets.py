"""The project's aims for speed, each judged from the measurements of one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite, isinf
from statistics import median

from .clock import Measured

Results = Mapping[str, Mapping[int, Mapping[str, Measured]]]
"""By group, size and engine."""


@dataclass(frozen=True)
class Aim:
    """A bound on a ratio of times or, without a peer, on seconds.

    `faster` times at least as fast as the peer; or at most `slower` times the peer's time; or at most
    `seconds` (for `beyond` an engine: more than that engine takes). `why` is shown where it is not met.
    """

    group: str
    size: int
    words: str
    peer: str = ""
    faster: float = 0.0
    slower: float = 0.0
    seconds: float = 0.0
    engine: str = ""
    beyond: str = ""
    why: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was measured for an aim, whether that meets it, and by how much."""

    measured: str
    met: str

    @property
    def is_met(self) -> bool:
        return self.met.startswith("met")


SEARCH = "; about a third of our time is the search in NumPy, two fifths the proof of every basis"


def _assumed(theirs: str, ours: str) -> str:
    return f"it was set where this peer took {theirs}, when a sketch of ours took {ours}{SEARCH}"


AIMS = (
    Aim(
        "all",
        10,
        "all equilibria, n = 10: at least 500× Gambit rational",
        "gambit-rational",
        faster=500,
        why=_assumed("35 s", "25 ms"),
    ),
    Aim(
        "all",
        10,
        "all equilibria, n = 10: at least 3× lrsnash",
        "lrsnash",
        faster=3,
        why=_assumed("75 ms", "25 ms"),
    ),
    Aim(
        "all",
        12,
        "all equilibria, n = 12: at least 5× lrsnash",
        "lrsnash",
        faster=5,
        why=_assumed("0.70 s", "107 ms"),
    ),
    Aim(
        "all",
        12,
        "all equilibria, n = 12: at least 40× QuantEcon support enumeration",
        "quantecon-support",
        faster=40,
        why=_assumed("4.6 s", "107 ms"),
    ),
    Aim(
        "all",
        12,
        "all equilibria, n = 12: level with QuantEcon vertex enumeration",
        "quantecon-vertex",
        faster=1,
        why="compiled, in floats, without a proof, and it lists fewer" + SEARCH,
    ),
    Aim(
        "all",
        14,
        "all equilibria, n = 14: faster than QuantEcon vertex enumeration",
        "quantecon-vertex",
        faster=1,
        why="compiled, in floats, without a proof, and it lists fewer" + SEARCH,
    ),
    Aim("all", 16, "all equilibria, n = 16: finishes", seconds=inf),
    Aim("ties", 6, "payoffs 0, 1, 2, n = 6: at least 20× Gambit rational", "gambit-rational", faster=20),
    *(
        Aim(
            "one",
            size,
            f"one equilibrium, n = {size}: at most 3× the time of QuantEcon Lemke–Howson",
            "quantecon-lemke-howson",
            slower=3,
        )
        for size in (50, 100, 200)
    ),
    *(
        Aim("one", size, f"one equilibrium, n = {size}: answered within 30 s", seconds=30)
        for size in (500, 1000)
    ),
    Aim(
        "zero-sum",
        40,
        "zero-sum, n = 40: at least 200× Gambit rational",
        "gambit-lp-rational",
        faster=200,
        why="it depends on the games: other seeds gave 168 to 279",
    ),
    Aim("zero-sum", 500, "zero-sum, n = 500: at least 2× HiGHS simplex in floats", "highs-simplex", faster=2),
    Aim(
        "zero-sum", 1000, "zero-sum, n = 1000: at least 4× HiGHS simplex in floats", "highs-simplex", faster=4
    ),
    Aim(
        "welfare",
        30,
        "correlated welfare, 30×30: at most 2× the time of HiGHS on arrays",
        "highs-arrays",
        slower=2,
    ),
    Aim("welfare", 30, "correlated welfare, 30×30: at least 5× PuLP with HiGHS", "pulp-highs", faster=5),
    Aim("welfare", 60, "correlated welfare, 60×60: answered exactly", seconds=inf),
    Aim(
        "small",
        2,
        "`qpq solve` of a 2×2 game after import: less than 5 ms over the mathematics",
        seconds=0.005,
        engine="ours-command",
        beyond="ours-all",
    ),
)


def seconds_of(measured: Measured, seeds: set[int]) -> float:
    """The median over the games of the median over the rounds."""
    return median(measured.typical(seed) for seed in seeds)


def times_ours(ours: Measured, theirs: Measured) -> float | None:
    """The peer's time in units of ours, on the games that both tried; infinite where it did not finish."""
    seeds = set(ours.runs) & set(theirs.runs)
    if not seeds or ours.trouble or theirs.trouble:
        return None
    mine, other = seconds_of(ours, seeds), seconds_of(theirs, seeds)
    return None if isinf(mine) else other / mine


def judge(aim: Aim, results: Results, ours: str) -> Verdict | None:
    """Compare an aim with what was measured; None if its group or size was not."""
    at_size = results.get(aim.group, {}).get(aim.size)
    if at_size is None:
        return None
    own = at_size[aim.engine or ours]
    if own.trouble:
        return Verdict(own.trouble, "no")
    if not aim.peer:
        return _in_seconds(aim, own, at_size)
    ratio = times_ours(own, at_size[aim.peer])
    if ratio is None:
        return Verdict(f"no ratio: {at_size[aim.peer].trouble or 'no answer'}", "not measured")
    if aim.faster:
        shown = "the peer did not finish" if isinf(ratio) else f"{figure(ratio)}× faster"
        return Verdict(shown, _met(ratio / aim.faster))
    return Verdict(f"{figure(1 / ratio)}× the time", _met(aim.slower * ratio))


def _in_seconds(aim: Aim, own: Measured, at_size: Mapping[str, Measured]) -> Verdict:
    taken = seconds_of(own, set(own.runs))
    if aim.beyond:
        other = at_size[aim.beyond]
        taken -= seconds_of(other, set(other.runs))
    if not isfinite(taken):
        return Verdict(f"not within {own.plan.cap:g} s", "no")
    return Verdict(duration(taken), _met(aim.seconds / max(taken, 1e-9)))


def _met(room: float) -> str:
    """In words; `room` is how many times better than the aim the measurement is."""
    if isinf(room):
        return "met"
    return f"met, {figure(room)}× better" if room >= 1 else f"**not met**, by a factor of {figure(1 / room)}"


def figure(x: float) -> str:
    """Two digits, and no decimals from ten on."""
    return f"{x:.2g}" if x < 10 else f"{float(f'{x:.2g}'):,.0f}"


def duration(seconds: float) -> str:
    if isinf(seconds):
        return "not finished"
    for unit, name in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= unit:
            return f"{figure(seconds / unit)} {name}"
    return f"{figure(seconds * 1e6)} µs"
