"""Kohlberg's criterion: the proof that payoffs are the nucleolus, by balanced coalitions at each excess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .cooperative_certificate import (
    Payoffs,
    Span,
    Weights,
    all_excesses,
    balance_failure,
    sharing_failure,
    too_little,
)
from .cooperative_game import CooperativeGame
from .exact import number_text, rational


@dataclass(frozen=True, slots=True)
class NucleolusProof:
    """An imputation with balanced weights under excesses in descending order: what Kohlberg (1971) asks for.

    Let y change the imputation to another one that is no worse in the order of excesses. From the largest
    excess down, y takes nothing from the coalitions of that excess, nor from players who get just their own
    worth; balanced weights then leave each of them the same, and so all that they span.
    """

    game: CooperativeGame
    payoffs: Payoffs
    levels: tuple[tuple[Fraction, Weights], ...]

    def failure(self) -> str:
        """Return why this does not prove the payoffs to be the nucleolus; empty if it does."""
        wrong = sharing_failure(self.game, self.payoffs) or self._poor()
        if wrong:
            return wrong
        excesses = all_excesses(self.game, self.payoffs)
        waiting = sorted(excesses, key=lambda mask: -excesses[mask])
        for place, (level, weights) in enumerate(self.levels):
            lower = self.levels[place + 1][0] if place + 1 < len(self.levels) else None
            if lower is not None and lower >= level:
                return f"{number_text(lower)} stands after {number_text(level)}; excesses have to fall"
            name = f"at excess {number_text(level)}"
            wrong = balance_failure(self.game, weights) or self._strangers(level, weights, excesses)
            if wrong:
                return f"{name}: {wrong}"
            span = Span(len(self.game.players))
            for mask in weights:
                span.add(mask)
            if span.rank == len(self.game.players):
                if lower is not None:
                    return f"what stands after excess {number_text(level)} proves nothing more"
                early = next((mask for mask in waiting if excesses[mask] > level), None)
                if early is not None:
                    return self._unproven(early, excesses)
                return ""
            # Every coalition above the next level has to keep its payoff by the weights of this one, and
            # those must speak of coalitions at least as bad.
            while waiting and (lower is None or excesses[waiting[0]] > lower):
                mask = waiting.pop(0)
                if excesses[mask] > level or mask not in span:
                    return self._unproven(mask, excesses)
        return self._unproven(waiting[0], excesses) if waiting else ""

    def _poor(self) -> str:
        for k, who in enumerate(self.game.players):
            worth = rational(self.game.worths[1 << k])
            if self.payoffs[k] < worth:
                return too_little(who, self.payoffs[k], worth)
        return ""

    def _strangers(self, level: Fraction, weights: Weights, excesses: Mapping[int, Fraction]) -> str:
        for mask in weights:
            alone = mask.bit_count() == 1 and excesses.get(mask) == 0
            if mask not in excesses or not (alone or excesses[mask] >= level):
                return f"{self.game.text(mask)} has a smaller excess"
        return ""

    def _unproven(self, mask: int, excesses: Mapping[int, Fraction]) -> str:
        return (
            f"nothing proves that {self.game.text(mask)}, with excess {number_text(excesses[mask])}, cannot "
            "do better at no cost to those who are worse off"
        )
