"""Properties of cooperative games that a student can check, each with a counterexample where it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .exact import number_text


@dataclass(frozen=True, slots=True)
class Property:
    """Whether a property holds, which is also its truth value; if not, two coalitions that show it."""

    holds: bool
    text: str
    counterexample: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        return self.text


def superadditivity(players: Sequence[str], worths: Sequence[Fraction]) -> Property:
    """Whether ``v(S) + v(T) <= v(S or T)`` for all coalitions S and T without common members."""
    everyone = len(worths) - 1
    for s in range(1, everyone + 1):
        for t in _parts(everyone & ~s):
            if s < t and worths[s] + worths[t] > worths[s | t]:
                a, b = _name(players, s), _name(players, t)
                text = (
                    f"no: {' with '.join(a)} and {' with '.join(b)} are worth {number_text(worths[s])} and "
                    f"{number_text(worths[t])} apart, but {number_text(worths[s | t])} together"
                )
                return Property(False, text, (a, b))
    return Property(True, "yes: no two coalitions lose by joining")


def convexity(players: Sequence[str], worths: Sequence[Fraction]) -> Property:
    """Whether ``v(S) + v(T) <= v(S or T) + v(S and T)`` for all coalitions S and T.

    It is enough that no player brings less to a coalition because one more player is in it.
    """
    bits = [1 << k for k in range(len(players))]
    for s in range(len(worths)):
        for i, own in enumerate(bits):
            for other in bits[i + 1 :]:
                if s & (own | other):
                    continue
                one, two = s | own, s | other
                if worths[one] + worths[two] > worths[one | two] + worths[s]:
                    a, b = _name(players, one), _name(players, two)
                    text = (
                        f"no: {' with '.join(a)} and {' with '.join(b)} are worth {number_text(worths[one])} "
                        f"and {number_text(worths[two])}, their union {number_text(worths[one | two])} and "
                        f"their common part {number_text(worths[s])}"
                    )
                    return Property(False, text, (a, b))
    return Property(True, "yes: nobody brings less to a coalition because others are in it")


def _parts(whole: int) -> Iterator[int]:
    """All nonempty parts of a set."""
    part = whole
    while part:
        yield part
        part = (part - 1) & whole


def _name(players: Sequence[str], mask: int) -> tuple[str, ...]:
    return tuple(who for k, who in enumerate(players) if mask >> k & 1)
