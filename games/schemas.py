"""The JSON Schemas of what the command writes; they ship with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .errors import InvalidInput
from .solution_json import solution_schema

SOLVE = "solve"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema(verb: str) -> dict[str, Any]:
    """Return the JSON Schema of what a verb of the command writes with ``--format json``.

    Parameters
    ----------
    verb : ``solve``, ``regimes``, ``rationalize``, ``robustness`` or ``sweep``. With ``--free`` the verb
        ``regimes`` writes ``regions``, with ``--vary2`` a ``regime-grid``; with several parameters
        ``rationalize`` writes what is called ``rationalize-jointly`` here.

    Raises
    ------
    InvalidInput
        For another word; the message lists those that are accepted.

    Examples
    --------
    >>> document_schema("regimes")["properties"]["borders"]["description"]
    'Where the answer changes, exact and ascending.'
    >>> document_schema("guess")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: there is no schema of 'guess'; accepted: solve, regimes, ...
    """
    solution = solution_schema()
    if verb == SOLVE:
        return solution
    text = files(__package__).joinpath("analysis.schema.json").read_text("utf8")
    shared: dict[str, Any] = json.loads(text)["$defs"]
    analyses = [name for name, one in shared.items() if "title" in one]
    if verb not in analyses:
        raise InvalidInput(f"there is no schema of {verb!r}; accepted: {', '.join((SOLVE, *analyses))}")
    own: dict[str, Any] = shared[verb]
    others = {name: one for name, one in shared.items() if name not in analyses}
    needed = _reached(own, {**solution["$defs"], **others})
    return {"$schema": DIALECT, "$id": f"urn:quidproquo:{verb}:1", **own, "$defs": needed}


def _reached(start: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The definitions that a schema refers to, and those that these refer to."""
    found: dict[str, Any] = {}
    todo = [start]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            todo += part.values()
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = known[name]
                todo.append(known[name])
        elif isinstance(part, list):
            todo += part
    return dict(sorted(found.items()))
