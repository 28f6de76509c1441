"""``qpq cases``: the cases that ship with the package, their models and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shared import Format, FormatOption, page_width, write, write_json

if TYPE_CHECKING:
    from ..cases.model import Model
    from ..cases.registry import Case
    from ..games.blocks import Block


def cases(
    case: Annotated[
        str | None,
        typer.Argument(metavar="CASE", help="One case only: its id, or its folder.", show_default=False),
    ] = None,
    format_: FormatOption = Format.table,
) -> None:
    """List cases, models and parameters.

    Example: qpq cases --format json
    """
    from ..cases.registry import list_cases, load_case

    found = [load_case(id) for id in ([case] if case else list_cases())]
    if format_ is Format.json:
        write_json({"schema": 1, "cases": [_document(case) for case in found]})
        return
    from ..games.blocks import blocks_text

    write(blocks_text([block for case in found for block in _blocks(case)], page_width()))


def _parameters(case: Case, model: Model) -> list[dict[str, Any]]:
    """Every name that a model accepts, with its default here, its range, unit and provenance."""
    from ..cases.registry import accepted_names, with_parameters
    from ..games.exact import number_text

    calibration = with_parameters(case.calibration, model.own)
    entries: list[dict[str, Any]] = []
    for name in accepted_names(calibration, model.parameters):
        if name in calibration.parameters:
            item = calibration.parameters[name]
            entries.append(
                {
                    "id": name,
                    "meaning": item.meaning,
                    "unit": item.unit,
                    "default": number_text(model.defaults.get(name, item.default)),
                    "range": [number_text(end) for end in item.range],
                    "provenance": item.provenance,
                    "facts": list(item.facts),
                }
            )
        else:
            derived = calibration.derived[name]
            entries.append(
                {
                    "id": name,
                    "meaning": derived.meaning,
                    "unit": derived.unit,
                    "formula": derived.formula,
                    "provenance": "derived",
                }
            )
    return entries


def _document(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.title,
        "models": [
            {
                "id": model.id,
                "title": model.title,
                "game": f"case:{case.id}/{model.id}",
                "parameters": _parameters(case, model),
                **({"phases": list(case.calibration.phases), "phase": model.phase} if model.phase else {}),
            }
            for model in case.models.values()
        ],
        "replay": case.replay is not None,
    }


def _blocks(case: Case) -> list[Block]:
    from ..games.blocks import Heading, Paragraph, Table

    blocks: list[Block] = [Heading(f"{case.id}: {case.title}")]
    seen: dict[str, dict[str, Any]] = {}
    for model in case.models.values():
        entries = _parameters(case, model)
        rows = [("title", model.title), ("parameters", ", ".join(entry["id"] for entry in entries))]
        if model.phase:
            phases = ", ".join(p + " (default)" * (p == model.phase) for p in case.calibration.phases)
            rows.append(("phases", phases))
        own = [f"{name} = {value}" for name, value in model.defaults.items()]
        if own:
            rows.append(("own defaults", ", ".join(own)))
        blocks.append(Table(("", ""), tuple(rows), f"case:{case.id}/{model.id}"))
        for entry in entries:
            seen.setdefault(entry["id"], entry)
    header = ("name", "default", "range", "provenance", "meaning")
    blocks.append(Table(header, tuple(_row(case, entry) for entry in seen.values()), "Parameters"))
    if case.replay is not None:
        blocks.append(Paragraph(f"The record can be replayed: qpq replay {case.id}"))
    return blocks


def _row(case: Case, entry: dict[str, Any]) -> tuple[str, ...]:
    shared = case.calibration.parameters.get(entry["id"])
    default = entry.get("default", entry.get("formula", "")) if shared is None else str(shared.default)
    range_ = " to ".join(entry["range"]) if "range" in entry else ""
    return entry["id"], default, range_, entry["provenance"], f"{entry['meaning']} ({entry['unit']})"
