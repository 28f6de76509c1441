"""What is shown of answers that are numbers, distributions or approximations rather than equilibria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .blocks import Block, Paragraph, Table
from .certificate import Mixed
from .decimals import bound_text, with_decimal
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .plans import reduced_strategies, strategy_labels
from .solution import Solution
from .solution_json import cell_labels, expected_payoffs
from .wording import player_name

LONG = 56
OBJECTIVES = {
    "welfare": "the sum of all payoffs",
    "min": "the smallest payoff",
    "nash-product": "the product of the gains over the security levels",
}


def value_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the value and its proof, a distribution over cells, and approximate profiles, if any."""
    if solution.concept == "zero-sum":
        yield from _zero_sum(solution)
    elif solution.correlated_play is not None:
        yield from _correlated_play(solution)
    elif solution.distribution:
        yield from _distribution(solution)
    for number, one in enumerate(solution.approximate, 1):
        if not isinstance(solution.game, NormalFormGame):
            bound = bound_text(one.regret_bound, upper=True)
            yield Paragraph(
                f"Approximate profile {number}, no equilibrium: no player gains more than {bound} by "
                "deviating. The profile and the exact bound stand in the JSON."
            )
            continue
        rows = [
            (who, line)
            for who, own, mixed in zip(
                solution.game.players, solution.game.strategies, one.profile, strict=True
            )
            for line in mixed_lines(own, mixed or ())
        ]
        bound = with_decimal(one.regret_bound)
        yield Table(("player", "plays"), tuple(rows), f"Approximate profile {number}, no equilibrium")
        yield Paragraph(f"No player gains more than {bound} by deviating from it; this bound is exact.")


def _zero_sum(solution: Solution) -> Iterator[Block]:
    game = solution.game
    if solution.value is not None:
        yield Paragraph(
            f"Value: {player_name(game.players[0])} gets {with_decimal(solution.value)} under optimal play."
        )
    if solution.value_bounds is not None:
        low, high = solution.value_bounds
        yield Paragraph(
            f"Value: {player_name(game.players[0])} gets at least {bound_text(low, upper=False)} and at most "
            f"{bound_text(high, upper=True)} under optimal play; both are proven."
        )
    if (
        solution.dual is not None
        and isinstance(game, NormalFormGame)
        and not isinstance(solution.dual, Mapping)
    ):
        own = ", ".join(mixed_lines(game.strategies[1], solution.dual))
        yield Paragraph(f"Dual: {player_name(game.players[1])} concedes no more than that with {own}.")


def _distribution(solution: Solution) -> Iterator[Block]:
    game = solution.game
    assert isinstance(game, NormalFormGame)
    aim = OBJECTIVES.get(solution.objective, f"the payoff of {solution.objective}")
    if solution.value is not None:
        yield Paragraph(f"Value: {with_decimal(solution.value)}, the most that {aim} can be.")
    rows = [(*cell_labels(game, cell), with_decimal(p)) for cell, p in solution.distribution]
    yield Table((*game.players, "probability"), tuple(rows), "What is recommended")
    payoffs = zip(game.players, expected_payoffs(game, solution.distribution), strict=True)
    yield Table(("player", "gets"), tuple((who, with_decimal(u)) for who, u in payoffs))


def _correlated_play(solution: Solution) -> Iterator[Block]:
    """The profiles drawn, or how likely each play is where profiles are too many to list."""
    game, play = solution.game, solution.correlated_play
    assert isinstance(game, ExtensiveFormGame)
    assert play is not None
    aim = OBJECTIVES.get(solution.objective, f"the payoff of {solution.objective}")
    if solution.value is not None:
        yield Paragraph(f"Value: {with_decimal(solution.value)}, the most that {aim} can be.")
    if solution.distribution:
        labels = [strategy_labels(game, reduced_strategies(game, i)) for i in range(len(game.players))]
        rows = [
            (*(own[s] for own, s in zip(labels, cell, strict=True)), with_decimal(p))
            for cell, p in solution.distribution
        ]
        yield Table(
            (*game.players, "probability"),
            tuple(rows),
            "What the mediator draws; each move is told when its set is reached",
        )
    else:
        yield Paragraph(
            f"The correlation plan gives weight to {len(play.plan)} pairs of sequences (in the JSON)."
        )
    payoffs = zip(game.players, play.payoffs, strict=True)
    yield Table(("player", "gets"), tuple((who, with_decimal(u)) for who, u in payoffs))


def mixed_lines(labels: Sequence[str], mixed: Mixed) -> list[str]:
    """The label of a pure strategy; ``label: probability`` of a mixed one, line by line if that is long."""
    played = [(label, p) for label, p in zip(labels, mixed, strict=True) if p]
    if len(played) == 1:
        return [played[0][0]]
    parts = [f"{label}: {with_decimal(p)}" for label, p in played]
    together = ", ".join(parts)
    return [together] if len(parts) <= 2 and len(together) <= LONG else parts
