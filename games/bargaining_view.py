"""Bargaining problems and offers in turn as tables, for notebooks and papers."""

from __future__ import annotations

from collections.abc import Iterator

from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .bargaining_rows import own_payoffs, relation_text, sum_text
from .blocks import Block, Heading, Paragraph, Table, blocks_html, blocks_latex
from .exact import number_text
from .wording import player_name

SHOWN = 30
"""Rows of a table; the rest is counted."""


def problem_html(game: BargainingProblem | AlternatingOffers) -> str:
    """Return what can be agreed on, and how, as HTML."""
    return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{blocks_html(_blocks(game))}</div>'


def problem_latex(game: BargainingProblem | AlternatingOffers) -> str:
    """Return what can be agreed on, and how, as LaTeX for the body of a document."""
    return blocks_latex(_blocks(game))


def _blocks(game: BargainingProblem | AlternatingOffers) -> list[Block]:
    problem = game.problem if isinstance(game, AlternatingOffers) else game
    title: list[Block] = [Heading(game.title)] if game.title else []
    offers = _offers(game) if isinstance(game, AlternatingOffers) else ()
    return [*title, *_problem(problem), *offers]


def _problem(problem: BargainingProblem) -> Iterator[Block]:
    names = [player_name(who) for who in problem.players]
    disagreement = ("no agreement", *map(number_text, problem.disagreement))
    rows = [list(table.entries()) for table in problem.payoffs]
    if problem.is_lottery:
        outcomes = [
            (label, *map(number_text, column))
            for label, column in zip(problem.issues, zip(*rows, strict=True), strict=False)
        ]
        yield Table(("agreement", *names), (*outcomes[:SHOWN], disagreement), "Payoffs, lotteries allowed")
        yield from _rest(len(outcomes), "agreements")
    else:
        issues: tuple[str, ...] = problem.issues
        if issues == problem.players and rows == own_payoffs(len(rows)):
            issues = tuple(names)
            yield Table(("", *names), (disagreement,), "Payoffs")
        else:
            own = (sum_text(issues, row[:-1], row[-1]) for row in rows)
            formulas = zip(names, own, map(number_text, problem.disagreement), strict=True)
            yield Table(("player", "agreement", "no agreement"), tuple(formulas), "Payoffs")
        relations = [(relation_text(issues, one),) for one in problem.constraints]
        yield Table(("possible where",), tuple(relations[:SHOWN]), "Agreements")
        yield from _rest(len(relations), "conditions")
    if problem.weights is not None:
        weights = zip(names, map(number_text, problem.weights), strict=True)
        yield Table(("player", "power"), tuple(weights), "Bargaining powers")


def _offers(game: AlternatingOffers) -> Iterator[Block]:
    names = [player_name(who) for who in game.players]
    columns = []
    if game.discount is not None:
        columns.append(("discount", game.discount))
    if game.outside is not None:
        columns.append(("outside option", game.outside))
    if columns:
        rows = zip(names, *(map(number_text, row) for _, row in columns), strict=True)
        yield Table(("player", *(head for head, _ in columns)), tuple(rows), "Offers in turn")
    if game.schedule is not None:
        rounds = enumerate(zip(*game.schedule, strict=True), 1)
        worth = [(str(k), *map(number_text, both)) for k, both in rounds]
        yield Table(("round", *names), tuple(worth[:SHOWN]), "What a gain of 1 is worth")
        yield from _rest(len(worth), "rounds")
    end = "without end" if game.rounds is None else f"and end with round {game.rounds}"
    yield Paragraph(f"{names[game.first]} makes the first offer; then they take turns, {end}.")


def _rest(count: int, what: str) -> Iterator[Block]:
    if count > SHOWN:
        yield Paragraph(f"{count - SHOWN} more {what} are not shown.")
