"""Reading and writing the objects inside a solution file: named fields, labels, and weights by label."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .certificate import Mixed
from .elimination import Weights
from .errors import ParseError
from .exact import number_text
from .solution_fields import read_number


def fields(
    document: Any, where: str, required: Collection[str], optional: Collection[str] = ()
) -> Mapping[str, Any]:
    """Return `document` once it is an object with all `required` fields and only `optional` ones beside.

    Examples
    --------
    >>> fields({"value": "1"}, "weak", ["value", "attained"])
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: weak: the field 'attained' is missing
    """
    if not isinstance(document, dict):
        raise ParseError(f"{where} is {document!r:.60}; an object with named entries is needed")
    missing = next((name for name in required if name not in document), None)
    if missing is not None:
        raise ParseError(f"{where}: the field {missing!r} is missing")
    odd = next((name for name in document if name not in required and name not in optional), None)
    if odd is not None:
        accepted = ", ".join((*required, *optional))
        raise ParseError(f"{where}: there is no field {odd!r:.60}; accepted: {accepted}")
    return document


def entries(document: Any, where: str) -> list[tuple[str, Any]]:
    """Return the entries of a list with their places.

    Examples
    --------
    >>> entries(["a"], "trace")
    [('trace[0]', 'a')]
    """
    if not isinstance(document, list):
        raise ParseError(f"{where} is {document!r:.60}; a list is needed")
    return [(f"{where}[{i}]", one) for i, one in enumerate(document)]


def stated_findings(
    entry: Mapping[str, Any], players: Sequence[str], payoffs: Sequence[Fraction], where: str
) -> Iterator[str]:
    """Say what is wrong with the payoffs that an entry of ``equilibria`` states, and with its regret.

    Examples
    --------
    >>> entry = {"payoffs": {"US": "2", "China": "0"}, "certificate": {"max_regret": "0"}}
    >>> list(stated_findings(entry, ["US", "China"], [Fraction(2), Fraction(1)], "equilibrium 0"))
    ['equilibrium 0: the payoff of China is 1, not 0']
    """
    stated = fields(entry["payoffs"], f"{where}: payoffs", players)
    for who, payoff in zip(players, payoffs, strict=True):
        if read_number(stated[who], f"{where}: payoff of {who}") != payoff:
            yield f"{where}: the payoff of {who} is {number_text(payoff)}, not {stated[who]}"
    regret = fields(entry["certificate"], f"{where}: certificate", ["max_regret"])["max_regret"]
    if read_number(regret, f"{where}: max_regret"):
        yield f"{where}: the regret stated is not 0"


def number_of(label: Any, labels: Sequence[str], where: str) -> int:
    """Return the place of a label among `labels`.

    Examples
    --------
    >>> number_of("supply", ["withhold", "supply"], "reply")
    1
    """
    if not isinstance(label, str) or label not in labels:
        shown = ", ".join(labels[:20]) + (", …" if len(labels) > 20 else "")
        raise ParseError(f"{where} {label!r:.60} is unknown; there are: {shown}")
    return labels.index(label)


def weights_document(labels: Sequence[str], weights: Weights) -> dict[str, str]:
    """Return weights as ``{label: "p/q"}``."""
    return {labels[place]: number_text(w) for place, w in weights}


def read_weights(document: Any, labels: Sequence[str], where: str) -> Weights:
    """Return the weights that ``{label: "p/q"}`` states."""
    if not isinstance(document, dict):
        raise ParseError(f"{where} is {document!r:.60}; an object with named entries is needed")
    places = {label: place for place, label in enumerate(labels)}
    for label in document:
        if label not in places:
            number_of(label, labels, where)
    return tuple((places[label], read_number(w, f"{where}: {label}")) for label, w in document.items())


def read_mixed(document: Any, labels: Sequence[str], where: str) -> Mixed:
    """Return the mixed strategy that ``{label: "p/q"}`` states."""
    found = dict(read_weights(document, labels, where))
    return tuple(found.get(place, Fraction(0)) for place in range(len(labels)))
