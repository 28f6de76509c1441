"""Solutions for people: plain text for the terminal and HTML for notebooks, built from the same blocks.

Nothing is computed here; every number shown stands in the solution, with its decimal beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from .bargaining_display import allocation_blocks, allocation_claim
from .blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .commitment_display import bounded_commitment_blocks, commitment_blocks
from .cooperative_display import CORE_EDGE, cooperative_blocks, cooperative_claim
from .decimals import with_decimal
from .elimination_display import elimination_blocks
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .situation import FORM_NAMES, Situation
from .solution import WITH_BELIEFS, Alternative, Equilibrium, Product, Solution, Variable
from .tie_display import payoff_blocks, threat_blocks, tie_blocks
from .trigger_display import trigger_blocks, trigger_claim
from .value_display import mixed_lines, value_blocks
from .wording import player_name

CONCEPT_TITLES = {
    "nash": "Nash equilibria",
    "pure-nash": "Nash equilibria in pure strategies",
    "zero-sum": "Value and optimal strategies",
    "correlated": "Correlated equilibrium",
    "coarse-correlated": "Coarse correlated equilibrium",
    "extensive-correlated": "Extensive-form correlated equilibrium",
    "stackelberg": "Commitment (Stackelberg)",
    "dominance": "Iterated dominance",
    "rationalizable": "Rationalizable strategies",
    "subgame-perfect": "Subgame-perfect equilibria",
    "perfect-bayesian": "Perfect Bayesian equilibria",
    "sequential": "Sequential equilibria",
    "quantal": "Logit quantal response",
    "critical-discount": "Critical discount factors",
    "core": "Core",
    "shapley": "Shapley value",
    "nucleolus": "Nucleolus",
    "nash-bargaining": "Nash bargaining solution",
    "kalai-smorodinsky": "Kalai–Smorodinsky solution",
    "egalitarian": "Egalitarian solution",
    "utilitarian": "Utilitarian solution",
    "alternating-offers": "Alternating offers",
}
KNIFE_EDGE = (
    "Knife edge: somewhere a player is exactly indifferent where it matters, so an arbitrarily small change "
    "of payoffs may change this answer."
)
FEW_STRATEGIES = 8


def solution_text(solution: Solution, *, notes: Sequence[str] = (), width: int = WIDTH) -> str:
    """Return `solution` as plain text for reading.

    Parameters
    ----------
    solution : Solution
    notes : lines about the game that are printed under its title, such as which parameters were set.
    width : columns to fold at.

    Examples
    --------
    >>> from quidproquo import NormalFormGame, nash
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
    >>> print(solution_text(nash(game)))
    A game without a title
    ...
    Equilibrium 3
        player  plays                   gets
        US      1: 2/3 (≈ 0.6667), ...
    """
    return blocks_text(solution_blocks(solution, notes), width)


def solution_html(solution: Solution) -> str:
    """Return `solution` as HTML, as notebooks show it; every label is escaped."""
    return blocks_html(solution_blocks(solution))


def solution_blocks(solution: Solution, notes: Sequence[str] = ()) -> list[Block]:
    """Return what is shown of a solution, in order."""
    game = solution.game
    return [
        Heading(game.title or "A game without a title"),
        Table(("",), tuple((line,) for line in (_form_text(game), *notes))),
        Heading(f"{CONCEPT_TITLES.get(solution.concept, solution.concept)} (method: {solution.method})"),
        Paragraph(_claim_text(solution)),
        *value_blocks(solution),
        *(commitment_blocks(solution) if solution.commitment is not None else ()),
        *bounded_commitment_blocks(solution),
        *(elimination_blocks(solution) if solution.elimination is not None else ()),
        *(allocation_blocks(solution) if game.form == "bargaining" else ()),
        *(trigger_blocks(solution.trigger) if solution.trigger is not None else ()),
        *(cooperative_blocks(solution) if game.form == "cooperative" else ()),
        *(
            table
            for number, one in enumerate(solution.equilibria, 1)
            for table in (_equilibrium_table(number, one), *_belief_tables(number, one))
        ),
        *(
            Paragraph(f"Left out, with payoffs ({', '.join(map(number_text, one.payoffs))}): {why}.")
            for one, why in solution.removed
        ),
        *(
            Paragraph(
                f"Supported by no belief: the Nash equilibrium with payoffs "
                f"({', '.join(map(number_text, one.payoffs))}); {one}."
            )
            for one in solution.unsupported
        ),
        *_enclosure_blocks(solution),
        *threat_blocks(solution),
        *_component_blocks(solution),
        *_condition_blocks(solution),
        *tie_blocks(solution),
        *([Paragraph(CORE_EDGE if solution.concept == "core" else KNIFE_EDGE)] * solution.knife_edge),
        *_proof_blocks(solution),
    ]


def _form_text(game: Situation) -> str:
    players = ", ".join(game.players)
    if isinstance(game, NormalFormGame):
        if max(game.shape) <= FEW_STRATEGIES:
            own = (f"{who} ({', '.join(s)})" for who, s in zip(game.players, game.strategies, strict=True))
            return f"Normal form: {' × '.join(own)}"
        return f"Normal form, {'×'.join(map(str, game.shape))} strategies: {players}"
    if not isinstance(game, ExtensiveFormGame):
        return f"{FORM_NAMES[game.form].capitalize()}: {players}"
    own_sets = sum(one.player != CHANCE for one in game.information_sets)
    sets = f"{own_sets} information set{'s' * (own_sets != 1)}"
    return f"Tree with {len(game.children)} nodes and {sets}: {players}"


def _claim_text(solution: Solution) -> str:
    if solution.game.form == "cooperative":
        return cooperative_claim(solution)
    if solution.trigger is not None:
        return trigger_claim(solution.complete, solution.complete_because)
    if solution.game.form == "bargaining":
        return allocation_claim(solution)
    if solution.elimination is not None:
        if not solution.complete:
            return f"Incomplete: {solution.complete_because.rstrip('.')}."
        return f"Complete: what is left is proven, because {solution.complete_because.rstrip('.')}."
    if solution.enclosures and not solution.complete:
        return f"One is given: {solution.complete_because.rstrip('.')}."
    if solution.enclosures:
        return f"Complete: the one below is the only one, because {solution.complete_because.rstrip('.')}."
    if solution.attained is False:
        because = solution.complete_because.rstrip(".")
        return f"Complete: no commitment is optimal. {because[0].upper()}{because[1:]}."
    if not solution.equilibria and solution.value is not None:
        claim = "the only such answer" if solution.complete else "one such answer"
        return f"{claim[0].upper()}{claim[1:]}; {solution.complete_because.rstrip('.')}."
    count = len(solution.equilibria)
    because = solution.complete_because.rstrip(".")
    several = bool(solution.pieces or solution.conditions)
    if not solution.complete:
        found = f"{count} found, there may be more" if count else "none found, there may be some"
        return f"Incomplete: {found}; {because}."
    if not count and not several:
        return f"Complete: there is none, because {because}."
    if several:
        return (
            f"Complete: the {count} below and the sets they belong to are all there are, because {because}."
        )
    these = "the one below is the only one" if count == 1 else f"the {count} below are all there are"
    return f"Complete: {these}, because {because}."


def _equilibrium_table(number: int, one: Equilibrium) -> Table:
    caption = f"Equilibrium {number}"
    game = one.game
    payoffs = [with_decimal(u) for u in one.payoffs]
    rows: list[tuple[str, ...]] = []
    if isinstance(game, NormalFormGame):
        for who, own, mixed, payoff in zip(game.players, game.strategies, one.profile, payoffs, strict=True):
            rows += _rows((who,), mixed_lines(own, mixed or ()), payoff)
        return Table(("player", "plays", "gets"), tuple(rows), caption)
    for player, (who, payoff) in enumerate(zip(game.players, payoffs, strict=True)):
        rows += _tree_rows(game, one, player, who, payoff)
    return Table(("player", "at", "plays", "gets"), tuple(rows), caption)


def _tree_rows(
    game: ExtensiveFormGame, one: Equilibrium, player: int, who: str, payoff: str
) -> Iterator[tuple[str, ...]]:
    """The rows of one player: a set after the other, the name and the payoff in the first row alone."""
    first = True
    for number in game.sets_of(player):
        mixed = one.profile[number]
        if mixed is not None:
            place = game.information_sets[number]
            lines = mixed_lines(place.actions, mixed)
            yield from _rows((who if first else "", place.label), lines, payoff if first else "")
            first = False
    if first:
        yield who, "", "", payoff


def _belief_tables(number: int, one: Equilibrium) -> Iterator[Table]:
    """The beliefs that support an equilibrium at the sets with several nodes, as intervals."""
    game, rows = one.game, []
    if not isinstance(game, ExtensiveFormGame):
        return
    for place, own in zip(game.information_sets, one.beliefs, strict=False):
        if own is None or len(place.nodes) == 1:
            continue
        for k, node in enumerate(place.nodes):
            low, high = own.bounds(k)
            belief = with_decimal(low) if low == high else f"{number_text(low)} to {number_text(high)}"
            head = (game.players[place.player], place.label) if k == 0 else ("", "")
            rows.append((*head, game.node_text(node), belief))
    if rows:
        yield Table(
            ("player", "at", "believes to be at", "with probability"), tuple(rows), f"Beliefs {number}"
        )


def _enclosure_blocks(solution: Solution) -> Iterator[Table]:
    """Decimals of the middle of each interval; the proven ends stand in the JSON."""
    game = solution.game
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)) or solution.lam is None:
        return
    for one in solution.enclosures:
        rows: list[tuple[str, ...]] = []
        heads: tuple[str, ...] = ("player", "at", "action", "probability")
        if isinstance(game, NormalFormGame):
            heads = ("player", "strategy", "probability")
            for who, own, row in zip(game.players, game.strategies, one.profile, strict=True):
                lines = zip(own, row or (), strict=True)
                rows += [(who if k == 0 else "", s, _middle(x)) for k, (s, x) in enumerate(lines)]
        else:
            for place, row in zip(game.information_sets, one.profile, strict=True):
                for k, (action, interval) in enumerate(zip(place.actions, row or (), strict=False)):
                    head = (game.players[place.player], place.label) if k == 0 else ("", "")
                    rows.append((*head, action, _middle(interval)))
        blank = ("",) * (len(heads) - 3)
        payoffs = zip(game.players, one.payoffs, strict=True)
        rows += [(who, "payoff", *blank, _middle(u)) for who, u in payoffs]
        caption = f"lambda = {number_text(solution.lam)}, each number proven to 20 decimals"
        yield Table(heads, tuple(rows), caption)


def _middle(interval: tuple[Fraction, Fraction]) -> str:
    return f"{float(sum(interval) / 2):.12g}"


def _rows(head: tuple[str, ...], lines: Sequence[str], last: str) -> Iterator[tuple[str, ...]]:
    yield *head, lines[0] if lines else "", last
    for line in lines[1:]:
        yield *("" for _ in head), line, ""


def _component_blocks(solution: Solution) -> Iterator[Block]:
    if all(len(c) == 1 for c in solution.components) and not solution.pieces:
        if len(solution.equilibria) > 1 and solution.complete and solution.concept != "pure-nash":
            yield Paragraph("Components: each equilibrium stands alone; none can be deformed into another.")
        return
    yield Heading("Which equilibria hang together")
    vectors = _vector_labels(solution.game) if solution.pieces else ()
    for number, component in enumerate(solution.components, 1):
        pieces = solution.pieces[number - 1] if number <= len(solution.pieces) else ()
        listed = _listed([str(i + 1) for i in component])
        if all(len(hull) == 1 for piece in pieces for hull in piece.hulls) and len(component) == 1:
            yield Paragraph(f"Component {number}: equilibrium {listed}, a single point.")
            continue
        corners = f"equilibri{'um' if len(component) == 1 else 'a'} {listed}"
        if not pieces:
            yield Paragraph(f"Component {number}: connected, with {corners} in it.")
        for k, piece in enumerate(pieces, 1):
            part = f", piece {k} of {len(pieces)}" if len(pieces) > 1 else ""
            head = f"Component {number} ({corners}){part}: {_shape_name(piece)}"
            yield _piece_table(solution.game, vectors, piece, head)


def _piece_table(game: Situation, vectors: Sequence[Sequence[str]], piece: Product, caption: str) -> Table:
    rows = []
    for who, labels, hull in zip(game.players, vectors, piece.hulls, strict=True):
        first = "plays" if len(hull) == 1 else "plays any mixture of"
        for k, mixed in enumerate(hull):
            for j, line in enumerate(mixed_lines(labels, mixed)):
                head = (who, first) if k == j == 0 else ("", "" if j else "and")
                rows.append((*head, line))
    return Table(("", "", ""), tuple(rows), caption)


def _shape_name(piece: Product) -> str:
    corners = sorted(len(hull) for hull in piece.hulls if len(hull) > 1)
    if corners == [2]:
        return "a segment"
    if corners == [3]:
        return "a triangle"
    if corners == [2, 2]:
        return "a rectangle"
    return "a convex set" if corners else "a point"


def _vector_labels(game: Situation) -> tuple[tuple[str, ...], ...]:
    """The labels that the strategy vectors of pieces run over."""
    if isinstance(game, NormalFormGame):
        return game.strategies
    from .strategies import reduced_strategies, strategy_labels

    assert isinstance(game, ExtensiveFormGame)
    return tuple(strategy_labels(game, reduced_strategies(game, i)) for i in range(len(game.players)))


def _condition_blocks(solution: Solution) -> Iterator[Block]:
    if not solution.conditions:
        return
    yield Heading("The whole set")
    many = len(solution.conditions) > 1
    variables = dict.fromkeys(v for one in solution.conditions for v in one.variables)
    names = _readable_names(tuple(variables))
    where = tuple((names[v], f"of {player_name(v.player)} at {v.information_set}") for v in variables)
    if where:
        yield Table(("", ""), where, "Probabilities, all from 0 to 1")
    rows = tuple((f"{k}", _relations_text(one, names)) for k, one in enumerate(solution.conditions, 1))
    yield Table(("", ""), rows, "The union of these sets" if many else "This set")
    yield from payoff_blocks(solution, {v.name: name for v, name in names.items()})


def _readable_names(variables: Sequence[Variable]) -> dict[Variable, str]:
    """``Pr(trade)``, with the place in it where two actions have the same label."""
    labels = [v.action for v in variables]
    return {
        v: f"Pr({v.action})"
        if labels.count(v.action) == 1
        else f"Pr({v.action} of {v.player} at {v.information_set})"
        for v in variables
    }


def _relations_text(alternative: Alternative, names: Mapping[Variable, str]) -> str:
    own = {v.name: names[v] for v in alternative.variables}
    always = {relation for name in own for relation in (f"{name} >= 0", f"{name} <= 1")}
    shown = [relation for relation in alternative.relations if relation not in always]
    text = ", ".join(shown).replace(">=", "≥").replace("<=", "≤") or "every profile"
    return re.sub(r"\w+", lambda word: own.get(word[0], word[0]), text)


def _proof_blocks(solution: Solution) -> Iterator[Block]:
    if not solution.equilibria:
        return
    worst = max(one.certificate.max_regret for one in solution.equilibria)
    where = "in every subgame" if solution.concept == "subgame-perfect" else "in the whole game"
    if solution.concept == "stackelberg":
        yield Paragraph(
            f"Proof: another reply gains the follower {number_text(worst)} and another commitment gains the "
            "leader no more, by multipliers that bound the leader's payoff reply by reply (in the JSON)."
        )
        return
    if solution.concept in WITH_BELIEFS:
        yield Paragraph(
            "Proof: at every information set, and under all the beliefs shown for it, no other plan of the "
            "mover pays more; nothing is left to gain, computed exactly for every equilibrium listed."
        )
        return
    yield Paragraph(
        f"Proof: the best deviation of any player {where} gains {number_text(worst)}, computed "
        "exactly from the payoffs for every equilibrium listed."
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
