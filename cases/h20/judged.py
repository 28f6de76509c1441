"""Judged parameters of single models: short to write, and never without range, facts and reason."""

from __future__ import annotations

from fractions import Fraction

from ..calibration import Parameter


def judged(
    symbol: str, meaning: str, unit: str, numbers: tuple[str, str, str], because: str, *facts: str
) -> Parameter:
    """Return a judged parameter; `numbers` are default, low and high, `facts` ids of what bounds it.

    Examples
    --------
    >>> one = judged("L_U", "What the US loses when it concedes.", "points", ("3", "1", "8"), "A judgement.")
    >>> str(one.default), one.provenance
    ('3', 'judged')
    """
    default, low, high = map(Fraction, numbers)
    return Parameter(
        symbol=symbol,
        meaning=meaning,
        unit=unit,
        default=default,
        range=(low, high),
        provenance="judged",
        facts=facts,
        because=because,
    )
