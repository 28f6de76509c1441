"""A sweep in short: how often each outcome comes, what is paid, and in how many draws claims hold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..games.blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_html, blocks_text
from ..games.decimals import decimal_text
from ..solvers.sobol import SobolIndices
from .sweep_answer import high_column, low_column, match_column
from .sweep_result import Sweep
from .sweep_share import Share

QUANTILES = (5, 25, 50, 75, 95)
MOST_OUTCOMES = 20
METHODS = {
    "random": "random draws",
    "sobol": "Sobol points",
    "grid": "points of a grid",
    "saltelli": "draws for Sobol indices",
}


def sweep_json(
    found: Sweep, shares: Sequence[Share] = (), indices: Sequence[SobolIndices] = ()
) -> dict[str, Any]:
    """Return the summary of a sweep as plain data.

    Parameters
    ----------
    found : the sweep.
    shares : of the claims that were asked about.
    indices : Sobol indices of the outcomes that were asked about.
    """
    content, rows = found.manifest.content, found.columns
    good = [outcome for outcome in rows["outcome"] if outcome is not None]
    plan = content["draws"]
    replay = {}
    if content["nodes"]:
        counts = Counter(hits for hits in rows["hits"] if hits is not None)
        replay = {
            "hits": [{"hits": str(hits), "draws": counts[hits]} for hits in sorted(counts)],
            "match": [
                {"id": node, "share": _part(rows[match_column(node)].count(True), len(good))}
                for node in content["nodes"]
            ],
        }
    return {
        "schema": 1,
        "sweep": found.name,
        "folder": found.folder,
        "complete": found.complete,
        "draws": found.manifest.draws,
        "made": len(found.table),
        "method": plan["method"],
        "seed": str(plan["seed"]),
        "parameters": plan["parameters"],
        "settings": content["model"]["settings"],
        "outcomes": [
            {"outcome": outcome, "draws": count, "share": _part(count, len(good))}
            for outcome, count in sorted(Counter(good).items(), key=lambda one: (-one[1], one[0]))
        ],
        "payoffs": {who: _payoff_json(rows, who) for who in found.players},
        **replay,
        "knife_edges": sum(bool(edge) for edge in rows["knife_edge"]),
        "incomplete": rows["complete"].count(False),
        "claims": [share.to_json() for share in shares],
        "sobol": [one.to_json() for one in indices],
        "outside": outside(found),
        "errors": _errors(rows),
        "notes": list(found.notes),
        "fingerprint": found.manifest.fingerprint,
        "versions": dict(content["versions"]),
    }


def outside(found: Sweep) -> list[str]:
    """A line for each parameter that lies outside its documented range, in some draws or in all."""
    content, lines = found.manifest.content, []
    for name, ends in content["ranges"].items():
        low, high = map(Fraction, ends)
        beyond = f"outside its range from {ends[0]} to {ends[1]}"
        if name in content["constants"] and not low <= Fraction(content["constants"][name]) <= high:
            lines.append(f"{name} = {content['constants'][name]} is {beyond}.")
        if name in found.varied and not _within(content["draws"]["parameters"][name], low, high):
            numbers = (found.value(name, row) for row in range(len(found.table)))
            count = sum(number is not None and not low <= number <= high for number in numbers)
            if count:
                lines.append(f"{name} is {beyond} in {count} of {len(found.table)} draws.")
    return lines


def _within(one: Mapping[str, Any], low: Fraction, high: Fraction) -> bool:
    """Whether a distribution is known never to leave a range."""
    marks = (
        one["values"] if one["kind"] == "discrete" else [one[end] for end in ("low", "high") if end in one]
    )
    return bool(marks) and all(low <= Fraction(mark) <= high for mark in marks)


def sweep_text(
    found: Sweep,
    shares: Sequence[Share] = (),
    indices: Sequence[SobolIndices] = (),
    width: int = WIDTH,
) -> str:
    """Return the summary of a sweep for reading."""
    return blocks_text(list(_blocks(found, shares, indices)), width)


def sweep_html(found: Sweep) -> str:
    """Return the summary of a sweep as HTML, as notebooks show it; every word is escaped."""
    return blocks_html(list(_blocks(found, (), ())))


def _blocks(found: Sweep, shares: Sequence[Share], indices: Sequence[SobolIndices]) -> Sequence[Block]:
    data = sweep_json(found, shares)
    method = METHODS[data["method"]]
    made = "" if found.complete else f", of which {data['made']} were made before it was stopped"
    blocks: list[Block] = [
        Heading(f"Sweep of {found.name}"),
        Paragraph(f"{data['draws']} {method}{made}; seed {data['seed']}."),
        Table(("varies", "over"), tuple((n, _words(one)) for n, one in data["parameters"].items())),
    ]
    if data["settings"]:
        blocks.append(Table(("set", "to"), tuple(data["settings"].items())))
    listed = data["outcomes"][:MOST_OUTCOMES]
    rows = [(one["outcome"], str(one["draws"]), _decimal(one["share"])) for one in listed]
    if len(data["outcomes"]) > MOST_OUTCOMES:
        others = data["outcomes"][MOST_OUTCOMES:]
        count = sum(one["draws"] for one in others)
        total = count + sum(one["draws"] for one in listed)
        rows.append((f"{len(others)} others", str(count), _decimal(_part(count, total))))
    blocks.append(Table(("outcome", "draws", "share"), tuple(rows), "Outcomes"))
    if "hits" in data:
        nodes = len(found.manifest.content["nodes"])
        counts = tuple((f"{one['hits']} of {nodes}", str(one["draws"])) for one in data["hits"])
        blocks.append(Table(("moves hit", "draws"), counts, "Match with the record"))
        shares_of = tuple((one["id"], _decimal(one["share"])) for one in data["match"])
        blocks.append(Table(("recorded move", "in equilibrium in"), shares_of))
    blocks.append(_payoff_table(data["payoffs"]))
    if shares:
        blocks.append(Table(("claim",), tuple((str(share),) for share in shares), "Claims"))
    blocks += [_sobol_block(one) for one in indices]
    blocks += map(Paragraph, data["outside"])
    if data["knife_edges"]:
        blocks.append(Paragraph(f"{data['knife_edges']} draws lie on a knife edge."))
    if data["incomplete"]:
        blocks.append(Paragraph(f"In {data['incomplete']} draws not all equilibria are listed."))
    if data["errors"]["draws"]:
        first = data["errors"]["first"]
        blocks.append(
            Paragraph(f"{data['errors']['draws']} draws raised; draw {first['draw']}: {first['error']}")
        )
    if found.folder is not None:
        blocks.append(Paragraph(f"Kept in {found.folder}."))
    return blocks


def _sobol_block(one: SobolIndices) -> Block:
    if not one.indices:
        return Paragraph(f"{one}.")
    rows = tuple(
        (
            index.parameter,
            f"{index.first:.3f}",
            _interval(index.first_interval),
            f"{index.total:.3f}",
            _interval(index.total_interval),
        )
        for index in sorted(one.indices, key=lambda index: -index.total)
    )
    percent = f"{100 * one.level:g}%"
    heads = ("parameter", "alone", percent, "with others", percent)
    return Table(heads, rows, f"Sobol indices of {one.outcome}, mean {one.mean:.4g}")


def _interval(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.3f} to {ends[1]:.3f}"


def _payoff_table(payoffs: Mapping[str, Any]) -> Table:
    heads = ("player", "mean", *(f"{q}%" for q in QUANTILES))
    rows = []
    for who, both in payoffs.items():
        same = both["low"] == both["high"]
        for end in ("low",) if same else ("low", "high"):
            label = who if same else f"{who}, {'lowest' if end == 'low' else 'highest'} in equilibrium"
            one = both[end]
            numbers = ("-",) * len(heads[1:])
            if one is not None:
                numbers = (one["mean"], *(one["quantiles"][str(q)] for q in QUANTILES))
            rows.append((label, *numbers))
    return Table(heads, tuple(rows), "Payoffs, with quantiles over the draws")


def _payoff_json(rows: Mapping[str, Sequence[Any]], who: str) -> dict[str, Any]:
    ends = {"low": low_column(who), "high": high_column(who)}
    return {end: _numbers_json([x for x in rows[name] if x is not None]) for end, name in ends.items()}


def _numbers_json(numbers: Sequence[float]) -> dict[str, Any] | None:
    """The mean and the quantiles of floats: the least number that at least such a part of them reaches."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    places = {q: max(0, math.ceil(Fraction(q, 100) * len(ordered)) - 1) for q in QUANTILES}
    return {
        "mean": _short(math.fsum(numbers) / len(numbers)),
        "least": _short(ordered[0]),
        "quantiles": {str(q): _short(ordered[place]) for q, place in places.items()},
        "most": _short(ordered[-1]),
    }


def _errors(rows: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    wrong = [(number, error) for number, error in zip(rows["draw"], rows["error"], strict=True) if error]
    first = {"draw": wrong[0][0], "error": wrong[0][1]} if wrong else None
    return {"draws": len(wrong), "first": first}


def _words(one: Mapping[str, Any]) -> str:
    """A distribution in words."""
    if one["kind"] == "range":
        return f"{one['low']} to {one['high']}, evenly"
    if one["kind"] == "triangular":
        return f"{one['low']} to {one['high']}, most likely {one['mode']}"
    if one["kind"] == "scipy":
        numbers = [*one["arguments"], *(f"{key}={value}" for key, value in one["named"].items())]
        return f"scipy.stats.{one['name']}({', '.join(numbers)})"
    pairs = zip(one["values"], one["weights"], strict=True)
    even = len(set(one["weights"])) == 1
    return ", ".join(value if even else f"{value} (weight {weight})" for value, weight in pairs)


def _part(count: int, total: int) -> str | None:
    return str(Fraction(count, total)) if total else None


def _decimal(share: str | None) -> str:
    return "-" if share is None else decimal_text(Fraction(share))


def _short(number: float) -> str:
    return f"{number:.6g}"
