"""The fields of the published JSON: its outer shape, and the numbers and names inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .errors import InvalidInput, ParseError
from .exact import parse_number
from .irrational_json import read_irrational
from .solution_json import SCHEMA

MAX_JSON = 64_000_000

MAX_DIGITS = 1_000_000

RATIONAL = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?", re.ASCII)


def parse_document(text: str) -> dict[str, Any]:
    """Return the plain data of a solution file once its outer shape is right.

    Raises
    ------
    ParseError
        With line and column where the text is no JSON, or naming the field that is missing or wrong.
    """
    if not isinstance(text, str):
        raise ParseError(f"the text of a solution is needed; this is a {type(text).__name__}")
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_JSON:
        raise ParseError(f"the solution has {len(text)} characters; at most {MAX_JSON} are accepted")
    try:
        document = json.loads(
            text,
            parse_float=_no_bare_number,
            parse_int=_small_int,
            parse_constant=_no_bare_number,
            object_pairs_hook=_distinct,
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"no JSON: {error.msg}", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise ParseError("the JSON is nested too deeply") from None
    document = dict(mapping(document, "the solution"))
    if type(document.get("schema")) is not int or document["schema"] != SCHEMA:
        raise ParseError(f"schema is {document.get('schema')!r}; this version reads schema {SCHEMA}")
    unknown = next((name for name in document if name not in FIELDS), None)
    if unknown is not None:
        raise ParseError(f"there is no field {unknown!r:.60}; accepted: {', '.join(FIELDS)}")
    for name in REQUIRED:
        if name not in document:
            raise ParseError(f"the field {name!r} is missing")
    for name, kind in _KINDS.items():
        if name in document and not isinstance(document[name], kind):
            raise ParseError(f"the field {name!r} is {document[name]!r:.60}; {kind.__name__} is needed")
    if any(i is not None and (type(i) is not int or abs(i) != 1) for i in document.get("index", [])):
        raise ParseError("index: 1, -1 or null is needed for each of the equilibria")
    if not all(isinstance(products, list) for products in document.get("pieces", [])):
        raise ParseError("pieces: one list of products per component is needed")
    count = len(document["equilibria"])
    if "index" in document and len(document["index"]) != count:
        raise ParseError(f"index: one for each of the {count} equilibria is needed")
    for component in document["components"]:
        good = isinstance(component, list) and all(type(i) is int and 0 <= i < count for i in component)
        if not good:
            raise ParseError(f"component {component!r:.60}: indices into the {count} equilibria are needed")
    return document


REQUIRED = (
    "game",
    "solution",
    "method",
    "complete",
    "complete_because",
    "knife_edge",
    "equilibria",
    "components",
)

_KINDS: dict[str, type] = {
    "game": dict,
    "solution": str,
    "method": str,
    "complete": bool,
    "complete_because": str,
    "knife_edge": bool,
    "equilibria": list,
    "components": list,
    "pieces": list,
    "index": list,
    "conditions": list,
    "dual": dict,
    "strategies": dict,
    "attained": bool,
    "objective": str,
    "payoffs": dict,
    "distribution": list,
    "correlation_plan": list,
    "consistency": list,
    "approximate": list,
    "value_bounds": list,
    "commitment": dict,
    "commitment_bounds": dict,
    "elimination": dict,
    "nodes": dict,
    "removed": list,
    "unsupported": list,
    "ties": dict,
    "payoff_set": list,
    "pure_count": int,
    "allocations": list,
    "enclosures": list,
    "ideal": list,
    "offers": list,
    "trigger": dict,
    "statistics": dict,
}

FIELDS = ("schema", *_KINDS, "value", "lambda")


def read_real(value: Any, where: str) -> Any:
    """Return the number that a document writes as text, or as an object where it is irrational."""
    return read_irrational(value, where) if isinstance(value, dict) else read_number(value, where)


def read_number(value: Any, where: str) -> Fraction:
    """Return the rational that a document writes as text, such as ``"2/3"``."""
    if not isinstance(value, str) or not RATIONAL.fullmatch(value):
        raise ParseError(f'{where} is {value!r:.60}; a number written as text, such as "2/3", is needed')
    try:
        return parse_number(value, where, MAX_DIGITS)
    except InvalidInput as error:
        raise ParseError(str(error)) from None


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """Return an object with named entries, refusing anything else."""
    if not isinstance(value, dict):
        raise ParseError(f"{where} is {value!r:.60}; an object with named entries is needed")
    return value


def field(document: Any, name: str, where: str) -> Any:
    """Return an entry of an object, refusing an object without it."""
    fields = mapping(document, where)
    if name not in fields:
        raise ParseError(f"{where}: the field {name!r} is missing")
    return fields[name]


def known_only(given: Iterable[str], labels: Sequence[str], where: str) -> None:
    """Refuse the first name that is none of the labels, listing them."""
    known = set(labels)
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        shown = ", ".join(labels[:20]) + (", …" if len(labels) > 20 else "")
        raise ParseError(f"{where} {unknown!r} is unknown; there are: {shown}")


def numbered(document: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    """Return the entries of a list, each with its place in words."""
    return [(f"{name}[{i}]", one) for i, one in enumerate(document.get(name, []))]


def _small_int(text: str) -> int:
    if len(text) > 1_000:
        raise ParseError(f"a number of {len(text)} digits; at most 1000 are accepted")
    return int(text)


def _no_bare_number(text: str) -> Any:
    raise ParseError(f'{text:.60} stands as a bare number; numbers are written as text, such as "2/3"')


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"the name {twice!r:.60} stands twice in one object")
    return found
