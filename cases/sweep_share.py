"""Judging a claim draw by draw, and the share of draws in which it holds, with an interval for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.decimals import decimal_text
from ..games.errors import InvalidInput
from .sweep_answer import payoffs_of
from .sweep_claims import FAILS, HOLDS, OUTCOME, UNDECIDED, Claim, Names

INTERVALS = ("wilson", "clopper-pearson")
ValueOf = Callable[[str, int], Fraction | None]


@dataclass(frozen=True, slots=True)
class Share:
    """The share of draws in which a claim holds.

    Attributes
    ----------
    claim : as it was written.
    holds, draws : the exact counts; draws with an error are not counted.
    undecided : draws, among those counted, where not all equilibria are known; the claim is not counted as
        holding there.
    errors : draws that raised.
    interval : its ends, for the share among all possible draws; None where draws are not random.
    method, level : how the interval was made, and with which confidence.
    """

    claim: str
    holds: int
    draws: int
    undecided: int
    errors: int
    interval: tuple[float, float] | None
    method: str
    level: float

    @property
    def share(self) -> Fraction | None:
        """The exact share; None if there is no draw without an error."""
        return Fraction(self.holds, self.draws) if self.draws else None

    def __str__(self) -> str:
        if self.share is None:
            return f"{self.claim}: no draw without an error"
        text = f"{self.claim}: {self.holds} of {self.draws} draws, {decimal_text(self.share)}"
        if self.interval is not None:
            low, high = self.interval
            text += f" ({100 * self.level:g}% interval {low:.4f} to {high:.4f}, {self.method})"
        return text + (f", {self.undecided} undecided" if self.undecided else "")

    def to_json(self) -> dict[str, Any]:
        """The share as plain data."""
        return {
            "claim": self.claim,
            "holds": self.holds,
            "draws": self.draws,
            "share": None if self.share is None else str(self.share),
            "interval": None if self.interval is None else [f"{end:.6f}" for end in self.interval],
            "method": self.method if self.interval is not None else None,
            "level": str(self.level),
            "undecided": self.undecided,
            "errors": self.errors,
        }


def share_of(
    claim: str, verdicts: Sequence[str | None], *, random: bool, level: float, interval: str
) -> Share:
    """Return the share of draws in which a claim holds.

    Parameters
    ----------
    claim : as it was written.
    verdicts : what `judge` says of each draw.
    random : whether the draws are independent, so that there is an interval.
    level : the confidence of the interval.
    interval : ``wilson`` (Wilson 1927) or ``clopper-pearson`` (Clopper and Pearson 1934), which covers
        with at least this confidence.

    Raises
    ------
    InvalidInput
        For another interval, and a level that is not between 0 and 1.

    Examples
    --------
    >>> print(share_of("US > 0", ["holds"] * 8 + ["fails"] * 2, random=True, level=0.95, interval="wilson"))
    US > 0: 8 of 10 draws, 0.8 (95% interval 0.4902 to 0.9433, wilson)
    """
    if interval not in INTERVALS:
        raise InvalidInput(f"interval is {interval!r}; accepted: {', '.join(INTERVALS)}")
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise InvalidInput(f"level is {level!r}; a number between 0 and 1 is accepted")
    holds, undecided = verdicts.count(HOLDS), verdicts.count(UNDECIDED)
    errors = verdicts.count(None)
    draws = len(verdicts) - errors
    ends = None
    if random and draws:
        from scipy.stats import binomtest

        method = "wilson" if interval == "wilson" else "exact"
        found = binomtest(holds, draws).proportion_ci(confidence_level=level, method=method)
        ends = (float(found.low), float(found.high))
    return Share(claim, holds, draws, undecided, errors, ends, interval, float(level))


def judge(claim: Claim, names: Names, rows: Mapping[str, Sequence[Any]], value: ValueOf) -> list[str | None]:
    """Say for each draw whether a claim holds; None where the draw has an error.

    Parameters
    ----------
    claim, names : the claim, and what it may name.
    rows : the columns of the table by name.
    value : the exact number in a column and row; None where it is not known.

    Raises
    ------
    InvalidInput
        Where a formula has no value, naming the draw.
    """
    found: list[str | None] = []
    needed = names.needed(claim.sides)
    paid = any(name in names.players for name in needed)
    read = [name for name in needed if name in names.varied or name in names.columns]
    for row, error in enumerate(rows["error"]):
        if error is not None:
            found.append(None)
            continue
        try:
            if claim.words is not None:
                verdict = claim.of_outcome(rows[OUTCOME][row])
            else:
                entries = {name: value(name, row) for name in read}
                values = {name: number for name, number in entries.items() if number is not None}
                payoffs = rows["payoffs"][row] if paid else ""
                if len(values) < len(entries):
                    payoffs = None
                verdict = _of_formulas(claim, names, needed, values, payoffs)
        except InvalidInput as problem:
            raise InvalidInput(f"draw {rows['draw'][row]}: {problem}") from None
        if verdict == HOLDS and (paid or claim.words is not None) and not rows["complete"][row]:
            verdict = UNDECIDED
        found.append(verdict)
    return found


def _of_formulas(
    claim: Claim, names: Names, needed: Sequence[str], values: Mapping[str, Fraction], payoffs: str | None
) -> str:
    """Whether a claim holds at the payoffs of every equilibrium; undecided where these are unknown."""
    if payoffs is None:
        return UNDECIDED
    for numbers in payoffs_of(payoffs) if payoffs else [()]:
        paid = {name: numbers[k] for name, k in names.players.items() if name in needed}
        if not claim.of_numbers(names.complete(needed, {**values, **paid})):
            return FAILS
    return HOLDS
