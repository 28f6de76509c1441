"""The precision of choice that fits a record best, with what the record can and cannot tell about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from .blocks import blocks_html, blocks_text
from .enclosure import Interval
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .quantal import likelihood_bounds
from .quantal_display import fit_blocks
from .record import Counts

SHOWN = 4
SPOTS = 40


@dataclass(frozen=True)
class QuantalFit:
    """The fit of lambda to observed choices.

    Where `proven` is true, every interval holds its number. Elsewhere those of lambda are numbers in floats;
    the log-likelihoods are proven to be those of the lambdas that stand there, or of the equilibrium that the
    branch approaches.

    Attributes
    ----------
    counts : dict
        ``{(information set or player, action): times}``, by their numbers.
    estimate : pair of Fractions, optional
        The maximum-likelihood lambda. None where the likelihood is highest for lambda without bound, which
        no lambda attains.
    log_likelihood : pair of Fractions
        At the estimate, or its supremum.
    chance : pair of Fractions
        The log-likelihood at lambda 0.
    level : Fraction
        Of the profile interval, which holds the lambdas that a likelihood-ratio test at one minus this does
        not reject.
    lower, upper : pair of Fractions
        Where the profile interval begins and ends; no `upper` where it has no end.
    statistic, p_value : pair of Fractions
        The likelihood-ratio test of lambda 0 against lambda above 0. On the border of what lambda can be the
        statistic is 0 with probability 1/2 and else chi-squared with one degree of freedom (Chernoff 1954;
        Self and Liang 1987), for long records.
    proven : bool
        Whether it is proven that no other lambda is likelier and that the profile interval ends there.
    because : str
    """

    game: NormalFormGame | ExtensiveFormGame = field(repr=False)
    counts: Counts
    estimate: Interval | None
    log_likelihood: Interval
    chance: Interval
    level: Fraction
    lower: Interval
    upper: Interval | None
    statistic: Interval
    p_value: Interval
    proven: bool
    because: str

    def __repr__(self) -> str:
        best = "without bound" if self.estimate is None else _short(self.estimate)
        end = "without bound" if self.upper is None else _short(self.upper)
        return f"<QuantalFit: lambda {best}, from {_short(self.lower)} to {end}, p {_short(self.p_value)}>"

    def __str__(self) -> str:
        return blocks_text(fit_blocks(self))

    def _repr_html_(self) -> str:
        return blocks_html(fit_blocks(self))

    @property
    def observations(self) -> int:
        """How many choices were observed."""
        return sum(self.counts.values())

    @property
    def sentence(self) -> str:
        """What the record tells, in plain words."""
        share = f"{number_text(self.level * 100)}%"
        count = f"{self.observations} observed choice{'s' * (self.observations != 1)}"
        if self.estimate is None:
            best = "The likelihood rises with lambda without end, and no lambda attains its supremum"
        elif self.estimate[1] == 0:
            best = "The record is likeliest under chance, lambda 0"
        else:
            best = f"The likeliest lambda is {_short(self.estimate)}"
        end = "on without an end" if self.upper is None else f"to {_short(self.upper)}"
        told = (
            f"{best}; with {count} the {share} interval goes from {_short(self.lower)} {end}, and chance has "
            f"a p-value of {_short(self.p_value)}."
        )
        if not self.proven:
            told += f" This is not proven: {self.because}."
        if self.lower[0] <= 0:
            told += " The record cannot tell the choices from chance."
        if self.upper is None:
            told += " The record cannot tell how large lambda is."
        return told

    def check(self) -> tuple[str, ...]:
        """Recompute the likelihood with directed rounding, by no solver's code, and return what is wrong.

        Checked are the log-likelihoods at the estimate and at 0, the ends of the profile interval, the
        statistic, and at some lambdas that none is likelier, which refutes and is no proof; the p-value is
        compared with one in floats to six digits. Of normal forms and under imperfect information the
        likelihood is not recomputed.
        """
        findings = []
        low, high = self.log_likelihood
        if isinstance(self.game, ExtensiveFormGame) and self.game.has_perfect_information:
            findings.extend(self._likelihood_findings())
        expected = (2 * (low - self.chance[1]), 2 * (high - self.chance[0]))
        if expected[1] < self.statistic[0] or self.statistic[1] < expected[0]:
            findings.append("the statistic is not twice the difference of the log-likelihoods")
        middle = float(sum(self.statistic) / 2)
        p = 1.0 if self.statistic[1] <= 0 else math.erfc(math.sqrt(max(middle, 0.0) / 2)) / 2
        if not math.isclose(p, float(sum(self.p_value) / 2), rel_tol=1e-6, abs_tol=1e-300):
            findings.append(f"the p-value of this statistic is about {p:.6g}")
        return tuple(findings)

    def _likelihood_findings(self) -> list[str]:
        assert isinstance(self.game, ExtensiveFormGame)
        findings = []

        def at(lam: Fraction) -> Interval:
            assert isinstance(self.game, ExtensiveFormGame)
            return likelihood_bounds(self.game, self.counts, lam)

        low, high = self.log_likelihood
        start = at(Fraction(0))
        if start[1] < self.chance[0] or self.chance[1] < start[0]:
            findings.append("the log-likelihood at lambda 0 lies elsewhere")
        if self.estimate is not None:
            for end in self.estimate:
                found = at(end)
                if found[0] > high or found[1] < low - Fraction(1, 10**9):
                    findings.append("the log-likelihood at the estimate lies elsewhere")
                    break
        largest = (self.upper or self.estimate or self.lower)[1] * 2 + Fraction(1, 100)
        ends = [self.lower, *([self.upper] if self.upper is not None else [])]
        floor = min((at(x)[0] for pair in ends for x in pair), default=low)
        for k in range(SPOTS + 1):
            spot = largest * k / SPOTS
            found = at(spot)
            if found[0] > high:
                findings.append(f"lambda {number_text(spot)} is likelier")
            outside = spot < self.lower[0] or (self.upper is not None and spot > self.upper[1])
            if outside and found[0] > floor + Fraction(1, 10**9):
                findings.append(f"lambda {number_text(spot)} belongs to the profile interval")
        return findings


def _short(interval: Interval) -> str:
    number = float(sum(interval) / 2)
    return "less than 1e-300" if number == 0 and interval[1] > 0 else f"{number:.{SHOWN}g}"
