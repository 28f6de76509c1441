"""Tables that the pages of the H20 models share: the numbers of a model, and the dated events behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from IPython.display import Markdown

import quidproquo as qpq
from quidproquo.cases.registry import accepted_names, with_parameters

CASE = qpq.load_case("h20")


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table in Markdown; bars in the cells are escaped."""
    cells = [head, ["---"] * len(head), *rows]
    return Markdown(
        "\n".join("| " + " | ".join(str(x).replace("|", "\\|") for x in row) + " |" for row in cells)
    )


def numbers(model: str) -> Markdown:
    """Every number that a model reads: what it means, its default and range, and where it comes from."""
    found = CASE.models[model]
    calibration = with_parameters(CASE.calibration, found.own)
    rows = []
    for name in accepted_names(calibration, found.parameters):
        if name in calibration.derived:
            item = calibration.derived[name]
            rows.append((f"`{name}`", item.meaning, f"`{item.formula}`", "", "derived"))
        else:
            one = calibration.parameters[name]
            default = found.defaults.get(name, one.default)
            low, high = one.range
            rows.append((f"`{name}`", one.meaning, default, f"{low} to {high}", one.provenance))
    return table(["name", "meaning", "default", "range", "provenance"], rows)


def events(readings: Mapping[str, str]) -> Markdown:
    """Dated events of the record and how a model reads each; an id that there is not is an error."""
    known = {event.id: event for event in CASE.facts.events}
    return table(
        ["date", "event", "what was done", "how the model reads it"],
        [(known[id].date, f"`{id}`", known[id].move, reading) for id, reading in readings.items()],
    )
