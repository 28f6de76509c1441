"""What is shown of answers about who gets what."""

from __future__ import annotations

from collections.abc import Iterator

from .allocation import Allocation
from .bargaining_problem import BargainingProblem
from .blocks import Block, Paragraph, Table
from .decimals import with_decimal
from .solution import Solution
from .wording import player_name

PROOF = (
    "Proof: the multipliers in the JSON add the constraints up to a bound that no agreement exceeds, and the "
    "agreement shown reaches it, computed exactly."
)

OFFERS_PROOF = (
    "Proof: each offer leaves the responder exactly what refusing it gives, and the multipliers in the JSON "
    "show that no agreement is better for the proposer. Offers are shown as they are worth in their round."
)
SHOWN = 12


def allocation_claim(solution: Solution) -> str:
    """Return what the answer claims, and why."""
    because = solution.complete_because.rstrip(".")
    if not solution.complete:
        return f"Incomplete: {because}."
    if not solution.allocations:
        return f"Complete: there is no agreement, because {because}."
    return f"Complete: {because}."


def allocation_blocks(solution: Solution) -> Iterator[Block]:
    """Yield a table for each allocation, and for the best agreement of each player."""
    several = len(solution.allocations) > 1
    for number, one in enumerate(solution.allocations, 1):
        yield _table(solution, one, f"Allocation {number}" if several else "Allocation")
    ideal = () if solution.offers else solution.ideal
    for who, one in zip(solution.game.players, ideal, strict=False):
        yield _table(solution, one, f"The best agreement for {player_name(who)}")
    for number, offer in enumerate(solution.offers[:SHOWN], 1):
        if offer is None:
            yield Paragraph(f"Offer {number}: the proposer would rather be refused.")
        else:
            yield _table(solution, offer, f"Offer {number}")
    if len(solution.offers) > SHOWN:
        yield Paragraph(f"The other {len(solution.offers) - SHOWN} offers stand in the JSON.")
    if solution.offers:
        yield Paragraph(OFFERS_PROOF)
    elif isinstance(solution.game, BargainingProblem):
        yield Paragraph(PROOF)


def _table(solution: Solution, one: Allocation, caption: str) -> Table:
    game = solution.game
    if one.proposer is not None:
        caption += f", offered by {player_name(game.players[one.proposer])}"
    if not one.attained:
        caption += ", a supremum that is not reached"
    rows = [(who, with_decimal(u)) for who, u in zip(game.players, one.payoffs, strict=True)]
    issues: tuple[str, ...] = getattr(game, "issues", ())
    if one.agreement and issues != game.players:
        lines = [f"{name}: {with_decimal(x)}" for name, x in zip(issues, one.agreement, strict=True) if x]
        rows += [("" if k else "by agreeing on", line) for k, line in enumerate(lines or ["nothing"])]
    return Table(("player", "gets"), tuple(rows), caption)
