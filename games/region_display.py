"""Regions of parameters for people: what is done where, and each equilibrium with its conditions."""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .extensive_form import ExtensiveFormGame
from .region_map import Region, RegionMap, profile_texts
from .relations import Conditions

MOST = 24
"""Equilibria that are shown one by one; the JSON lists all."""


def region_text(found: RegionMap, width: int = 100) -> str:
    """Return a map as plain text of about `width` columns."""
    return blocks_text(region_blocks(found), width)


def region_html(found: RegionMap) -> str:
    """Return a map as HTML, as notebooks show it."""
    return blocks_html(region_blocks(found))


def region_blocks(found: RegionMap) -> list[Block]:
    """Return what is shown of a map, in order."""
    from .solution_display import CONCEPT_TITLES

    title = CONCEPT_TITLES.get(found.solution, "Situations of the players")
    notes = [Table(("",), tuple((line,) for line in found.notes))] if found.notes else []
    needed = [relation.text for relation in found.domain.relations]
    without = [str(case) for case in found.domain.excluded]
    return [
        Heading(found.game.title or "A game without a title"),
        *notes,
        Heading(f"{title}, for all values of {', '.join(found.parameters)}"),
        *([Paragraph(f"Taken for granted: {' and '.join(needed)}.")] if needed else []),
        *([Paragraph(f"There is no game where {' or '.join(without)}.")] if without else []),
        Table(
            ("outcome", "where"),
            tuple((one.label, where(one.conditions)) for one in found.outcomes),
        ),
        *_pairs(found),
        *_equilibria(found),
        Paragraph(f"{'Complete' if found.complete else 'Not complete'}: {found.complete_because}."),
    ]


def where(conditions: Conditions) -> str:
    """Say where conditions hold; alternatives that hold on borders only are counted."""
    if conditions.always:
        return "everywhere"
    wide = [str(case) for case in conditions.cases if not case.is_thin]
    thin = len(conditions.cases) - len(wide)
    shown = [f"({one})" for one in wide] if len(wide) > 1 else wide
    if thin and wide:
        shown.append(f"on {thin} more {'border' if thin == 1 else 'borders'}, which the JSON states")
    elif thin:
        shown = [f"only where {' or '.join(str(case) for case in conditions.cases)}"]
    return " or ".join(shown) or "nowhere"


def _pairs(found: RegionMap) -> Iterator[Block]:
    """Which pairs of situations there are: rows for the first player, columns for the second."""
    if found.solution != "ordinal-class":
        return
    first, second = found.game.players
    pairs = {(one.classes[first], one.classes[second]) for one in found.regions}
    rows, columns = (
        list(dict.fromkeys(one.classes[who] for one in found.regions)) for who in (first, second)
    )
    yield Table(
        (f"{first} \\ {second}", *columns),
        tuple((row, *("possible" if (row, column) in pairs else "-" for column in columns)) for row in rows),
        caption="Pairs of situations, whose conditions the JSON states together",
    )


def _equilibria(found: RegionMap) -> Iterator[Block]:
    regions = [one for one in found.regions if not one.classes]
    is_tree = isinstance(found.game, ExtensiveFormGame)
    plain = [
        one for one in regions if not is_tree and all(p.is_constant for r in one.profile for p in r or ())
    ]
    rows = tuple((one.outcome, *_payoffs(one)) for one in plain)
    if rows:
        yield Table(("equilibrium", *(f"{who} gets" for who in found.game.players)), rows)
    meanings = tuple((one.outcome, *row) for one in plain for row in _meanings(one))
    if meanings and len(meanings) <= MOST:
        yield Table(("equilibrium", "where", "because there"), meanings)
    rest = [one for one in regions if one not in plain]
    for one in rest[:MOST]:
        profile = profile_texts(found.game, one)
        yield Heading(one.outcome)
        lines = tuple(
            (who, _plays(profile[who]), gets)
            for who, gets in zip(found.game.players, _payoffs(one), strict=True)
        )
        place = where(one.conditions)
        plain_words = place.startswith(("only", "everywhere", "on "))
        yield Table(("player", "plays", "gets"), lines, caption=place if plain_words else f"where {place}")
        if is_tree and (meant := tuple(_meanings(one))):
            yield Table(("where", "because there"), meant)
    if len(rest) > MOST:
        yield Paragraph(f"and {len(rest) - MOST} more, which the JSON lists")


def _meanings(region: Region) -> Iterator[tuple[str, str]]:
    """What each condition means, for a region of one case; the JSON says it for every case."""
    if len(region.conditions.cases) == 1:
        for relation in region.conditions.cases[0].relations:
            if relation.words:
                yield relation.text, "; ".join(relation.words)


def _payoffs(region: Region) -> list[str]:
    return [str(u) for u in region.payoffs]


def _plays(rows: dict[str, object]) -> str:
    parts = []
    for label, inside in rows.items():
        if isinstance(inside, dict):
            chosen = ", ".join(action if p == "1" else f"{action}: {p}" for action, p in inside.items())
            parts.append(f"{label}: {chosen}")
        else:
            parts.append(label if inside == "1" else f"{label}: {inside}")
    return "; ".join(parts) if any(isinstance(x, dict) for x in rows.values()) else ", ".join(parts)
