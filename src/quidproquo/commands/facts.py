"""``qpq facts``: what is on record in a case, filtered, with sources on demand."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shared import CaseArgument, Format, FormatOption, page_width, write, write_json

if TYPE_CHECKING:
    from ..cases.facts import Facts
    from ..games.blocks import Block


class Kind(enum.StrEnum):
    """The kinds of entry that a case keeps, and the filters that each one knows."""

    event = "event"
    quantity = "quantity"
    position = "position"
    dispute = "dispute"


SECTIONS = {
    Kind.event: ("events", ("since", "until", "actor", "issue", "tier")),
    Kind.quantity: ("quantities", ("since", "until")),
    Kind.position: ("positions", ("since", "until", "actor")),
    Kind.dispute: ("disputes", ()),
}
DATED = {Kind.quantity: "as_of", Kind.position: "date"}


def facts(
    case: CaseArgument,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day, such as 2025-07-01.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day, such as 2025-07.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="ACTOR", help="Whose moves or words.")] = None,
    issue: Annotated[str | None, typer.Option(metavar="ISSUE", help="What the move is about.")] = None,
    tier: Annotated[str | None, typer.Option(metavar="core|detail", help="How central the move is.")] = None,
    kind: Annotated[
        Kind,
        typer.Option(metavar="event|quantity|position|dispute", help="The kind of entry.", show_default=True),
    ] = Kind.event,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="Show one entry in full.")] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Print the sources, too.")] = False,
    format_: FormatOption = Format.table,
) -> None:
    """List what is on record in a case.

    Example: qpq facts h20 --since 2025-07-01 --until 2025-07-31 --actor china --sources
    """
    from ..cases.registry import load_case
    from ..games.blocks import Heading, blocks_text

    loaded = load_case(case).facts
    found: Sequence[Any]
    if id_ is not None:
        found, heading = [_entry(loaded, id_)], f"{case}: {id_}"
    else:
        filters = {"since": since, "until": until, "actor": actor, "issue": issue, "tier": tier}
        found = _select(loaded, kind, {name: value for name, value in filters.items() if value is not None})
        heading = f"{case}: {len(found)} {SECTIONS[kind][0] if len(found) != 1 else kind}"
    if format_ is Format.json:
        key = "entries" if id_ is not None else SECTIONS[kind][0]
        write_json({"schema": 1, "case": case, key: [_document(entry) for entry in found]})
        return
    blocks: list[Block] = [Heading(heading)]
    if id_ is not None:
        blocks += _in_full(found[0])
    elif found:
        blocks += _listing(found, kind, sources)
    write(blocks_text(blocks, page_width()))


def _select(facts: Facts, kind: Kind, filters: Mapping[str, str]) -> Sequence[Any]:
    from ..cases.records import first_day, last_day
    from ..games.errors import InvalidInput

    section, known = SECTIONS[kind]
    wrong = next((name for name in filters if name not in known), None)
    if wrong is not None:
        accepted = ", ".join(f"--{name}" for name in known) or "none"
        raise InvalidInput(f"--{wrong} does not apply to --kind {kind}; accepted: {accepted}")
    if kind is Kind.event:
        return facts.select(**filters)
    entries = list(getattr(facts, section))
    if "actor" in filters:
        actors = sorted({entry.actor for entry in entries})
        if filters["actor"] not in actors:
            raise InvalidInput(f"no {kind} has actor {filters['actor']!r:.60}; accepted: {', '.join(actors)}")
        entries = [entry for entry in entries if entry.actor == filters["actor"]]
    try:
        start = first_day(filters["since"]) if "since" in filters else None
        end = last_day(filters["until"]) if "until" in filters else None
    except ValueError as error:
        raise InvalidInput(str(error)) from None
    return [
        entry
        for entry in entries
        if (start is None or last_day(getattr(entry, DATED[kind])) >= start)
        and (end is None or first_day(getattr(entry, DATED[kind])) <= end)
    ]


def _entry(facts: Facts, id: str) -> Any:
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    sections = ("actors", *(section for section, _ in SECTIONS.values()))
    entries = {entry.id: entry for section in sections for entry in getattr(facts, section)}
    if id not in entries:
        near = difflib.get_close_matches(id[:200], list(entries), n=3, cutoff=0.4)
        hint = f"; similar: {', '.join(near)}" if near else "; qpq facts CASE lists the ids"
        raise InvalidInput(f"case {facts.meta.case} has no entry {quoted(id, 80)}{hint}")
    return entries[id]


def _document(entry: Any) -> dict[str, Any]:
    """Plain data, without what is empty, exact numbers as text."""
    return {name: _plain(value) for name, value in _fields(entry) if value not in (None, ())}


def _fields(entry: Any) -> Iterator[tuple[str, Any]]:
    for name in type(entry).model_fields:
        yield name, getattr(entry, name)


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return _document(value) if hasattr(value, "model_dump") else value


def _listing(found: Sequence[Any], kind: Kind, sources: bool) -> Iterator[Block]:
    from ..games.blocks import Table

    columns: dict[Kind, tuple[tuple[str, ...], Callable[[Any], tuple[str, ...]]]] = {
        Kind.event: (
            ("date", "actor", "issue", "kind", "id", "move"),
            lambda e: (e.date, e.actor, e.issue, e.kind, e.id, e.move),
        ),
        Kind.quantity: (
            ("as of", "id", "value", "unit", "note"),
            lambda e: (e.as_of, e.id, _value_text(e), e.unit, e.note),
        ),
        Kind.position: (
            ("date", "actor", "speaker", "id", "claim"),
            lambda e: (e.date, e.actor, e.speaker or "", e.id, e.claim),
        ),
        Kind.dispute: (("id", "question", "status"), lambda e: (e.id, e.question, e.status)),
    }
    header, row = columns[kind]
    if not sources:
        yield Table(header, tuple(row(entry) for entry in found))
        return
    for entry in found:
        yield Table(header, (row(entry),))
        yield from _sources(entry)


def _sources(entry: Any) -> Iterator[Block]:
    from ..games.blocks import Table

    rows = tuple((source.date, f"{source.title} {source.url}") for source in entry.sources)
    yield Table(("date", "source"), rows, f"Sources of {entry.id}")


def _in_full(entry: Any) -> Iterator[Block]:
    from ..games.blocks import Table

    rows = []
    for name, value in _fields(entry):
        if name == "sources" or value in (None, ()):
            continue
        for k, line in enumerate(_lines(entry, name, value)):
            rows.append((name.replace("_", " ") if k == 0 else "", line))
    yield Table(("", ""), tuple(rows))
    if hasattr(entry, "sources"):
        yield from _sources(entry)


def _lines(entry: Any, name: str, value: Any) -> Sequence[str]:
    if name == "value":
        return [_value_text(entry)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


def _value_text(quantity: Any) -> str:
    from ..games.decimals import with_decimal

    shown = [with_decimal(number) for number in quantity.value]
    if quantity.parts:
        return "; ".join(f"{part}: {number}" for part, number in zip(quantity.parts, shown, strict=True))
    return " to ".join(shown)
