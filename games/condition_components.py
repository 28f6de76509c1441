"""Whether stated components agree with stated conditions: one alternative is one connected set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from .formula import Formula

Bounds = Mapping[str, tuple[Fraction | None, Fraction | None]]
Relation = tuple[Formula, str, Formula]


def component_findings(
    components: Sequence[Sequence[int]],
    holding: Sequence[set[int]],
    relations: Sequence[Sequence[Relation]],
) -> Iterator[str]:
    """Say where equilibria of one convex alternative are parted, and where parts that never meet are joined.

    Parameters
    ----------
    components : the stated ones, as numbers of equilibria
    holding : for each equilibrium the alternatives that it satisfies
    relations : the relations of each alternative

    Notes
    -----
    An alternative is taken to be convex if its relations are linear, and two alternatives not to meet if the
    bounds that they set on one variable exclude each other; otherwise nothing is said.
    """
    convex = {k for k, one in enumerate(relations) if all(_linear(a) and _linear(b) for a, _, b in one)}
    place = {i: c for c, members in enumerate(components) for i in members}
    for k in sorted(convex):
        inside = [i for i, held in enumerate(holding) if k in held and i in place]
        if len({place[i] for i in inside}) > 1:
            yield f"components: equilibria {inside} satisfy alternative {k}, so they belong together"
            return
    bounds = [_bounds(one) for one in relations]
    for c, members in enumerate(components):
        held = [holding[i] for i in members]
        if len(members) > 1 and all(held) and not _hangs_together(held, lambda a, b: _meet(bounds, a, b)):
            yield f"components: the equilibria of component {c} satisfy alternatives that do not meet"


def _hangs_together(held: Sequence[set[int]], meet: Callable[[int, int], bool]) -> bool:
    """Whether sets of alternatives are linked by those that two of them share, or that meet."""
    reached, stack = {0}, [0]
    while stack:
        one = held[stack.pop()]
        for j, other in enumerate(held):
            if j not in reached and any(a == b or meet(a, b) for a in one for b in other):
                reached.add(j)
                stack.append(j)
    return len(reached) == len(held)


def _meet(bounds: Sequence[Bounds], one: int, other: int) -> bool:
    """Whether no variable has bounds in the two alternatives that exclude each other."""
    for name in bounds[one].keys() & bounds[other].keys():
        (low, high), (low2, high2) = bounds[one][name], bounds[other][name]
        if high is not None and low2 is not None and high < low2:
            return False
        if high2 is not None and low is not None and high2 < low:
            return False
    return True


def _bounds(relations: Sequence[Relation]) -> Bounds:
    """The lowest and highest value of each variable that stands alone on the left of a relation."""
    found: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    for left, sign, right in relations:
        if right.names or len(left.names) != 1 or left.text.strip() not in left.names:
            continue
        name, limit = left.text.strip(), right.evaluate({})
        low, high = found.get(name, (None, None))
        if sign != "<=":
            low = limit if low is None else max(low, limit)
        if sign != ">=":
            high = limit if high is None else min(high, limit)
        found[name] = (low, high)
    return found


def _linear(side: Formula) -> bool:
    """Whether the text is a sum of terms with at most one variable each; False where this is not plain.

    Examples
    --------
    >>> from quidproquo.games.formula import parse_formula
    >>> [_linear(parse_formula(text)) for text in ("2*p1 - p2 + 1/3", "p1*p2", "p1**2")]
    [True, False, False]
    """
    if re.search(r"[()^]|\*\*|/\s*[A-Za-z_]", side.text):
        return False
    words = [re.findall(r"[A-Za-z_]\w*", term) for term in re.split(r"[+-]", side.text)]
    return all(len(found) <= 1 for found in words)
