"""Maps of regimes for people: one row per cell, and a table of each cell's equilibria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .algebraic import Real
from .blocks import Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .comparative_statics import STAYS, Direction
from .decimals import with_decimal
from .extensive_form import CHANCE, ExtensiveFormGame
from .parameter_formula import ParameterFormula
from .regime_map import Cell, RegimeEquilibrium, RegimeMap

NOT_PIECES = "A set of equilibria lies on this cell; it is stated in full in the JSON."


def regime_text(found: RegimeMap, width: int = 100) -> str:
    """Return a map as plain text of about `width` columns."""
    return blocks_text(regime_blocks(found), width)


def regime_html(found: RegimeMap) -> str:
    """Return a map as HTML, as notebooks show it."""
    return blocks_html(regime_blocks(found))


def regime_blocks(found: RegimeMap) -> list[Block]:
    """Return what is shown of a map, in order."""
    from .solution_display import CONCEPT_TITLES

    name = found.parameter
    title = CONCEPT_TITLES.get(found.solution, found.solution)
    notes = [Table(("",), tuple((line,) for line in found.notes))] if found.notes else []
    classes = tuple(dict.fromkeys(who for cell in found.cells for who in cell.answer.classes))
    header = (name, "outcome", *classes, "equilibria", "pays")
    rows = tuple(
        (
            cell_text(found, cell),
            cell.answer.outcome,
            *(cell.answer.classes.get(who, "") for who in classes),
            _count(cell),
            _payoffs(cell),
        )
        for cell in found.cells
    )
    return [
        Heading(found.game.title or "A game without a title"),
        *notes,
        Heading(f"{title}, {name} from {with_decimal(found.low)} to {with_decimal(found.high)}"),
        Paragraph(_summary(found)),
        Table(header, rows),
        *([Paragraph(f"↑ and ↓: rises and falls as {name} rises.")] if _moves(found) else ()),
        *(block for cell in found.cells for block in _cell_blocks(found, cell)),
        *(
            Paragraph(f"No game at {_span(one.low, one.high, name)}: {one.because}.")
            for one in found.excluded
        ),
        Paragraph(f"{'Complete' if found.complete else 'Not complete'}: {found.complete_because}."),
    ]


def cell_text(found: RegimeMap, cell: Cell) -> str:
    """Say which values of the parameter a cell holds; the ends of the range belong to it."""
    name = found.parameter
    if cell.is_border:
        return f"{name} = {with_decimal(cell.low)}"
    left = "<=" if cell.low == found.low and cell.low not in found.borders else "<"
    right = "<=" if cell.high == found.high and cell.high not in found.borders else "<"
    return f"{with_decimal(cell.low)} {left} {name} {right} {with_decimal(cell.high)}"


def _span(low: Real, high: Real, name: str) -> str:
    if low == high:
        return f"{name} = {with_decimal(low)}"
    return f"{with_decimal(low)} <= {name} <= {with_decimal(high)}"


def _summary(found: RegimeMap) -> str:
    borders = found.borders
    if not borders:
        return "One answer holds on the whole range."
    shown = ", ".join(with_decimal(one) for one in borders)
    return f"The answer changes at {found.parameter} = {shown}."


def _moves(found: RegimeMap) -> bool:
    """Whether some number of the map depends on the parameter."""
    return any(
        direction != STAYS
        for cell in found.cells
        for one in cell.answer.equilibria
        if one.statics
        for own in (*one.statics.profile, one.statics.payoffs)
        for direction in own or ()
    )


def _count(cell: Cell) -> str:
    answer = cell.answer
    if "distribution" in answer.fields:
        return "correlated play"
    if answer.conditions or any(len(one) > 1 for one in answer.components):
        return "a continuum"
    if "elimination" in answer.fields and not answer.equilibria:
        return ""  # what is left is no list of equilibria
    return str(len(answer.equilibria))


def _payoffs(cell: Cell) -> str:
    answer = cell.answer
    if "value" in answer.fields:
        return shown(answer.fields["value"])
    pays = dict.fromkeys(f"({', '.join(shown(u) for u in one.payoffs)})" for one in answer.equilibria)
    few = list(pays)[:4]
    return "; ".join(few) + ("; …" if len(pays) > len(few) else "")


def shown(number: Any) -> str:
    """A number of a cell for people: a formula, or an exact number with its decimal."""
    return str(number) if isinstance(number, ParameterFormula) else with_decimal(number)


def _cell_blocks(found: RegimeMap, cell: Cell) -> Iterator[Block]:
    answer = cell.answer
    if not answer.equilibria and not answer.fields:
        return
    yield Heading(cell_text(found, cell))
    for number, one in enumerate(answer.equilibria[:8], 1):
        rows = tuple(_rows(found, one))
        moves = one.statics.payoffs if one.statics else (STAYS,) * len(one.payoffs)
        pays = ", ".join(
            f"{who} {shown(u)}{arrow(move)}"
            for who, u, move in zip(found.game.players, one.payoffs, moves, strict=True)
        )
        yield Table(("who", "plays"), rows, caption=f"Equilibrium {number}: pays {pays}")
    if len(answer.equilibria) > 8:
        yield Paragraph(f"and {len(answer.equilibria) - 8} more, which the JSON lists")
    for one_condition in answer.conditions:
        names = "; ".join(
            f"{v.name} = Pr({v.player} {v.action}{f' at {v.information_set}' if v.information_set else ''})"
            for v in one_condition.variables
        )
        yield Paragraph(f"All of: {', '.join(one_condition.relations)} (with {names}).")
    for name, value in answer.fields.items():
        yield from _field_blocks(name, value)


def arrow(direction: Direction) -> str:
    """How a number moves as the parameter rises: arrows, and nothing where it stays."""
    if direction == STAYS:
        return ""
    return " " + " then ".join({"+": "↑", "-": "↓", "0": "→"}[sign] for sign in direction.signs)


def _rows(found: RegimeMap, one_equilibrium: RegimeEquilibrium) -> Iterator[tuple[str, str]]:
    game, profile = found.game, one_equilibrium.profile
    statics = one_equilibrium.statics
    directions = statics.profile if statics else tuple((STAYS,) * len(mixed or ()) for mixed in profile)
    if isinstance(game, ExtensiveFormGame):
        for one, mixed, moves in zip(game.information_sets, profile, directions, strict=True):
            if one.player != CHANCE and mixed is not None:
                yield f"{game.players[one.player]} at {one.label}", _mixed_text(one.actions, mixed, moves)
        return
    for who, own, mixed, moves in zip(game.players, game.strategies, profile, directions, strict=True):
        yield who, _mixed_text(own, mixed or (), moves)


def _mixed_text(labels: Sequence[str], mixed: Sequence[Any], moves: Any) -> str:
    rows = zip(labels, mixed, moves, strict=True)
    parts = [(label, p, move) for label, p, move in rows if getattr(p, "numerator", 1) != 0]
    if len(parts) == 1:
        return parts[0][0]
    return ", ".join(f"{label}: {shown(p)}{arrow(move)}" for label, p, move in parts)


def _field_blocks(name: str, value: Any) -> Iterator[Block]:
    if name == "elimination":
        yield from _elimination_blocks(value)
    elif name == "distribution":
        rows = tuple((", ".join(one["profile"]), shown(one["probability"])) for one in value)
        yield Table(("is played", "with probability"), rows)
    elif name == "dual" and not isinstance(value, Mapping):
        return  # part by part, for programs that check it
    elif isinstance(value, Mapping):
        yield Table((name, ""), tuple((str(k), _plain(v)) for k, v in value.items()))
    else:
        yield Paragraph(f"{name}: {_plain(value)}")


def _elimination_blocks(strict: Mapping[str, Any]) -> Iterator[Block]:
    """Who is removed in which round, by strict dominance and, where that goes further, by weak dominance."""
    weak = strict.get("weak")
    courses = [("Iterated strict dominance", strict)]
    if weak is not None and weak["survivors"] != strict["survivors"]:
        courses.append(("Deleting what is weakly dominated as well", weak))
    for title, course in courses:
        rows = tuple((str(d["round"]), d["player"], d["strategy"], d["kind"]) for d in course["trace"])
        left = "; ".join(f"{who}: {', '.join(own)}" for who, own in course["survivors"].items())
        if rows:
            yield Table(("round", "player", "deleted", "dominated"), rows, caption=title)
            yield Paragraph(f"Left: {left}.")
        else:
            yield Paragraph(f"{title} deletes nothing.")
    if weak is not None and weak["order_matters"] is not False:
        yield Paragraph(
            "The order of weak deletion matters."
            if weak["order_matters"]
            else "Whether the order of weak deletion matters was not searched to the end."
        )


def _plain(value: Any) -> str:
    if isinstance(value, (str, bool, int)) or value is None:
        return str(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_plain(v)}" for k, v in value.items())
    if isinstance(value, (tuple, list)):
        return ", ".join(_plain(one) for one in value)
    return shown(value)
