"""Writing bargaining problems in our YAML format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .bargaining_rows import own_payoffs, relation_text, sum_text
from .errors import InvalidInput, UnsupportedGame
from .exact import Number, number_text
from .names import check_parameter_name
from .yaml_text import label_mapping, scalar


def bargaining_lines(game: BargainingProblem | AlternatingOffers) -> Iterator[str]:
    """Yield the lines of a bargaining problem that follow its players."""
    problem = game.problem if isinstance(game, AlternatingOffers) else game
    rows = [list(table.entries()) for table in problem.payoffs]
    if problem.is_lottery:
        yield "outcomes:"
        for label, column in zip(problem.issues, zip(*rows, strict=True), strict=False):
            yield f"  {scalar(label)}: [{', '.join(map(number_text, column))}]"
    else:
        _check_names(problem)
        own = problem.issues == problem.players and rows == own_payoffs(len(rows))
        relations = [scalar(relation_text(problem.issues, one)) for one in problem.constraints]
        if not own:
            free = ["[null, null]"] * len(problem.issues)
            yield f"issues: {label_mapping(problem.issues, free)}"
            formulas = [scalar(sum_text(problem.issues, row[:-1], row[-1])) for row in rows]
            yield f"payoffs: {label_mapping(problem.players, formulas)}"
        yield f"{'inequalities' if own else 'constraints'}: [{', '.join(relations)}]"
    yield f"disagreement: {_numbers(game, problem.disagreement)}"
    if problem.weights is not None:
        yield f"weights: {_numbers(game, problem.weights)}"
    if isinstance(game, AlternatingOffers):
        yield from _offers(game)


def _offers(game: AlternatingOffers) -> Iterator[str]:
    if game.schedule is not None:
        rows = [f"[{', '.join(map(number_text, row))}]" for row in game.schedule]
        yield f"schedule: {label_mapping(game.players, rows)}"
    else:
        assert game.discount is not None
        yield f"discount: {_numbers(game, game.discount)}"
        if game.rounds is not None:
            yield f"rounds: {game.rounds}"
    if game.outside is not None:
        yield f"outside: {_numbers(game, game.outside)}"
    yield f"first: {scalar(game.players[game.first])}"


def _check_names(problem: BargainingProblem) -> None:
    """Issues stand in formulas, where not every label can."""
    for name in problem.issues:
        try:
            check_parameter_name(name)
        except InvalidInput as error:
            raise UnsupportedGame(f"the issue cannot be written in a formula: {error}") from None


def _numbers(game: BargainingProblem | AlternatingOffers, row: Sequence[Number]) -> str:
    return label_mapping(game.players, list(map(number_text, row)))
