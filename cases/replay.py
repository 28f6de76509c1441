"""Replaying a case: the recorded moves against backward induction, and rivals on the same nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput
from ..games.names import several
from .calibration import Calibration, Valuation
from .facts import Facts
from .frozen import Frozen
from .registry import Case, accepted_names, load_case, with_parameters
from .replay_changes import (
    Change,
    belief_changes,
    deleted_value,
    forbidden,
    parameter_changes,
    settle_beliefs,
    strikes,
)
from .replay_result import EQUILIBRIUM, UNIFORM, Replay, ReplayNode, ReplayOrigin, UsedNumber
from .replay_rivals import Met, Predictions, all_predictions, follow
from .replay_rules import ReplayRules
from .replay_scores import comparison, rule_score
from .replay_state import Mechanics, Payoffs
from .replay_states import StateByState
from .replay_tree import Step, add, dated_nodes, history


def replay(
    case: Case | str,
    settings: Mapping[str, Any] | None = None,
    *,
    beliefs: Mapping[str, Mapping[str, Any]] | None = None,
    forbid: Iterable[str] = (),
) -> Replay:
    """Replay the recorded moves of a case against the subgame-perfect equilibrium of its dated tree.

    At every node of the record the tree is solved from there on: what the mover should do, given what had
    happened. The dates, the movers and the moves come from the facts, everything else from the calibration
    and from the rules of the replay, which are data.

    Parameters
    ----------
    case : a case or its id.
    settings : value by parameter, common ones and those of the replay; everyone in the tree knows them.
    beliefs : by player, the numbers that it alone believes in. It makes the moves that are best in the whole
        tree with these numbers, and takes the other to share them. The other knows the truth and that it
        errs, and answers its moves; where both have beliefs, neither knows that the other errs. Payoffs are
        counted with the truth.
    forbid : options that nobody may choose, as ``"NODE:OPTION"``; both know it from the start. Where the move
        of the record is one of them, the record is followed up to there.

    Raises
    ------
    InvalidInput
        The case has no replay, a player, parameter, node or option is unknown, nothing is left to choose, or
        the horizon ends too early.

    Examples
    --------
    >>> result = replay("h20")
    >>> len(result.nodes) >= 12, result.nodes[0].id, result.nodes[0].observed
    (True, 'april-controls', 'withhold')
    >>> print(replay("h20", {"k": 52}).changes[0].sentence)
    k is 52 instead of 6, and US and China both know it.
    >>> replay("h20", {"weeks": 6})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: the replay of h20 has no parameter 'weeks'; accepted: k, w, ...
    """
    found = load_case(case) if isinstance(case, str) else case
    if found.replay is None:
        raise InvalidInput(f"case {found.id} has no replay")
    rules, players = found.replay, tuple(found.replay.players)
    struck = strikes(rules, several(forbid, "forbid", "NODE:OPTION"))
    calibration = with_parameters(found.calibration, rules.parameters)
    names = accepted_names(calibration, rules.names)
    unknown = next((name for name in settings or {} if name not in names), None)
    if unknown is not None:
        raise InvalidInput(
            f"the replay of {found.id} has no parameter {unknown!r}; accepted: {', '.join(names)}"
        )
    valuation = calibration.settle(settings)
    believed = settle_beliefs(calibration, settings, beliefs, players, names)
    nodes, dropped = dated_nodes(rules, found.facts)
    steps, emptied = history(Mechanics(rules, valuation.values), nodes)
    if not steps:
        raise InvalidInput("no node of the replay is supported by the facts; at least one is needed")
    dated = [step.dated for step in steps]

    def solved(strike: frozenset[tuple[str, str]]) -> StateByState:
        minds = {
            who: StateByState(Mechanics(rules, mind.values, strike), dated) for who, mind in believed.items()
        }
        return StateByState(Mechanics(rules, valuation.values, strike), dated, minds)

    in_order = [(n.id, o) for n in rules.nodes for o in dict.fromkeys(o.option for o in n.menu)]
    in_order = [one for one in in_order if one in struck]
    tree = solved(struck)
    met = follow(tree, steps)
    ended = _ended(met)
    reached = met[:-1] if ended else met
    predictions = all_predictions(reached, tree, steps, calibration, settings or {}, found.facts)
    shown = _nodes(reached, players, predictions)
    softened = {
        rule: rule_score([(n.menu, n.predictions[rule], n.observed) for n in shown])
        for rule in (predictions if len(shown) > 1 else ())
    }
    path, payoffs = _path(tree)
    return Replay(
        case=found.id,
        title=rules.title,
        nodes=shown,
        scores=_scores(shown, tuple(predictions)),
        path=path,
        path_payoffs=Frozen(dict(zip(players, payoffs, strict=True))),
        numbers=_numbers(calibration, valuation, names),
        unit=calibration.unit,
        fingerprint=calibration.fingerprint(),
        rules_fingerprint=rules.fingerprint(),
        messages=(
            *dropped,
            *emptied,
            *ended,
            *_ties(tree),
            *_warnings(calibration, valuation, names, rules, found.facts),
        ),
        conventions=rules.conventions,
        left_out=rules.left_out,
        cannot_show=rules.cannot_show,
        origin=ReplayOrigin(rules, calibration, valuation, steps, struck),
        changes=(
            *parameter_changes(calibration.settle(), valuation, players),
            *belief_changes(valuation, believed, beliefs, players),
            *(_forbidden(one, solved(struck - {one}), steps, rules) for one in in_order),
        ),
        softened=Frozen(softened),
        shown=comparison(softened, EQUILIBRIUM, UNIFORM) if softened else "",
        rivals=Frozen({rival.id: rival.says for rival in rules.rivals}),
    )


def without_events(facts: Facts, *ids: str) -> Facts:
    """Return the facts without some events, to see what hangs on them.

    Examples
    --------
    >>> case = load_case("h20")
    >>> len(case.facts.events) - len(without_events(case.facts, "us-lifts-eda").events)
    1
    """
    for id in ids:
        facts.event(id)
    left = tuple(event for event in facts.events if event.id not in ids)
    return facts.model_copy(update={"events": left})


def _ended(met: Met) -> tuple[str, ...]:
    """A line where the record cannot be followed to its end, because a move of it is struck."""
    step, here = met[-1]
    if step.observed in here.menu:
        return ()
    return (
        f"the record is followed up to {step.dated.node.id}, whose recorded move "
        f"{step.observed.option!r} is forbidden; what came later does not follow from it",
    )


def _forbidden(one: tuple[str, str], tree: StateByState, steps: Sequence[Step], rules: ReplayRules) -> Change:
    """The change that an option is struck, with its worth in the replay that is otherwise the same."""
    players = tuple(rules.players)
    name, option = one
    player = next(node.player for node in rules.nodes if node.id == name)
    here = next((here for step, here in follow(tree, steps) if step.dated.node.id == name), None)
    worth = None if here is None else deleted_value(here, option, players.index(player))
    return forbidden(name, option, player, players, worth)


def _nodes(
    met: Met, players: Sequence[str], predictions: Mapping[str, Predictions]
) -> tuple[ReplayNode, ...]:
    """What the solved tree says at every node of the recorded history."""
    shown = []
    for i, (step, here) in enumerate(met):
        node = step.dated.node
        mover = players.index(node.player)
        menu = tuple(option.option for option in here.menu)
        best = predictions[EQUILIBRIUM][i]
        shown.append(
            ReplayNode(
                id=node.id,
                date=step.dated.day.isoformat(),
                recorded_date=step.dated.events[0].date,
                player=node.player,
                about=node.about,
                included=node.included,
                menu=menu,
                observed=node.observed,
                equilibrium=best,
                values=Frozen({o: payoffs[mover] for o, payoffs in zip(menu, here.worth, strict=True)}),
                match=node.observed in best,
                knife_edge=len(best) > 1,
                predictions=Frozen({rule: listed[i] for rule, listed in predictions.items()}),
                events=node.events,
                sources=tuple(source for event in step.dated.events for source in event.sources),
                believed=Frozen(dict(zip(menu, here.believed, strict=True)) if here.believed else {}),
            )
        )
    return tuple(shown)


def _ties(tree: StateByState) -> tuple[str, ...]:
    """A line where values depend on how equally good moves are chosen, because the other player cares."""
    solved = tree.solved.values()
    tied = sum(len({here.worth[a] for a in here.best}) > 1 for here in solved)
    if not tied:
        return ()
    return (
        f"{tied} of {len(solved)} decisions in the whole tree (alike ones counted once) have ties that "
        "matter to the other player; the values are those of the equilibrium that takes the first of the "
        "tied options",
    )


def _path(tree: StateByState) -> tuple[tuple[tuple[str, str], ...], Payoffs]:
    """The play from the root on which every mover takes the first of its options, and what it pays."""
    total, place = tree.start()
    path = []
    while place is not None:
        here = tree.solve(place)
        option, (gained, following) = here.menu[here.best[0]], here.after[here.best[0]]
        path.append((tree.nodes[place[0]].node.id, option.option))
        total, place = add(total, gained), following
    return tuple(path), total


def _scores(nodes: Sequence[ReplayNode], rules: Sequence[str]) -> Mapping[str, Fraction]:
    scores = {}
    for rule in rules:
        hits = [Fraction(1, len(n.predictions[rule])) for n in nodes if n.observed in n.predictions[rule]]
        scores[rule] = sum(hits, Fraction(0))
    return Frozen(scores)


def _numbers(calibration: Calibration, valuation: Valuation, names: Iterable[str]) -> tuple[UsedNumber, ...]:
    rows = []
    for name in names:
        value = valuation.values[name]
        origin = "set" if name in valuation.given else "default"
        if name in calibration.parameters:
            known = calibration.parameters[name]
            rows.append(UsedNumber(name, value, known.unit, known.provenance, known.range, origin))
        else:
            item = calibration.derived[name]
            origin = "set" if name in valuation.given else item.formula
            rows.append(UsedNumber(name, value, item.unit, "derived", (), origin))
    return tuple(rows)


def _warnings(
    calibration: Calibration,
    valuation: Valuation,
    names: Iterable[str],
    rules: ReplayRules,
    facts: Facts,
) -> tuple[str, ...]:
    lines = list(valuation.outside.values())
    for name in names:
        if name in calibration.parameters:
            gone = [fact for fact in calibration.parameters[name].facts if fact not in facts.ids]
            lines += [f"{name} rests on {fact!r}, which is not among the facts" for fact in gone]
    for who, opening in rules.opening.items():
        if opening.event is not None and opening.event not in facts.ids:
            lines.append(
                f"the last move of {who} before the first node, {opening.event!r}, is not among the facts"
            )
    return tuple(lines)
