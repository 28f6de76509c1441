"""Paths of logit responses and fits of lambda for people, with decimals beside what is proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .blocks import Block, Heading, Paragraph, Table
from .decimals import with_decimal
from .enclosure import Interval
from .extensive_form import CHANCE
from .normal_form import NormalFormGame

if TYPE_CHECKING:
    from .quantal_fit import QuantalFit
    from .quantal_path import QuantalPath

MOST_COLUMNS = 10


def path_blocks(path: QuantalPath) -> list[Block]:
    """Return what is shown of a path: where it leads, and its points, of many actions the payoffs alone."""
    game = path.game
    labels = list(_actions(path))
    wide = len(labels) > MOST_COLUMNS
    columns = [f"payoff of {who}" for who in game.players] if wide else labels
    rows = []
    for i, point in enumerate(path.points):
        box = point.enclosure
        shown = box.payoffs if wide else [x for row in box.profile for x in row or ()]
        mark = " (turns)" if i in path.turns else " (branches cross)" if i in path.crossings else ""
        rows.append((f"{float(point.lam):.6g}{mark}", *map(_decimal, shown)))
    caption = "Points of the branch, each proven to more decimals than are shown"
    return [
        Heading(game.title or "A game without a title"),
        Paragraph(_limit_text(path)),
        Table(("lambda", *columns), tuple(rows), caption),
    ]


def fit_blocks(fit: QuantalFit) -> list[Block]:
    """Return what is shown of a fit: what it tells, and its numbers."""
    estimate = "without bound, not attained" if fit.estimate is None else _decimal(fit.estimate)
    upper = "without an end" if fit.upper is None else _decimal(fit.upper)
    rows = (
        ("lambda", estimate),
        ("log-likelihood", _decimal(fit.log_likelihood)),
        ("log-likelihood under chance", _decimal(fit.chance)),
        ("interval from", _decimal(fit.lower)),
        ("interval to", upper),
        ("likelihood ratio", _decimal(fit.statistic)),
        ("p-value of chance", _decimal(fit.p_value)),
    )
    title = fit.game.title or "A game without a title"
    return [Heading(title), Paragraph(fit.sentence), Table(("what", "number"), rows)]


def _limit_text(path: QuantalPath) -> str:
    because = f"{path.because[0].upper()}{path.because[1:]}"
    if path.limit is None:
        return f"No limit is given. {because}."
    payoffs = zip(path.game.players, path.limit.payoffs, strict=True)
    paid = ", ".join(f"{who} {with_decimal(u)}" for who, u in payoffs)
    claim = "The branch approaches" if path.limit_proven else "The branch seems to approach"
    return f"{claim} an equilibrium with payoffs {paid}. {because}."


def _actions(path: QuantalPath) -> Iterator[str]:
    game = path.game
    if isinstance(game, NormalFormGame):
        for who, own in zip(game.players, game.strategies, strict=True):
            yield from (f"{who}: {s}" for s in own)
        return
    for one in game.information_sets:
        if one.player != CHANCE:
            yield from (f"{one.label}: {a}" for a in one.actions)


def _decimal(interval: Interval) -> str:
    return f"{float(sum(interval) / 2):.6g}"
