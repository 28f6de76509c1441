"""Replaying a case: the recorded moves against backward induction, and rivals on the same nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput
from ..games.names import several
from ..solvers.subgame_perfect import Continuation, continuation_values
from .calibration import Calibration, Valuation
from .facts import Facts
from .frozen import Frozen
from .registry import Case, accepted_names, load_case, with_parameters
from .replay_result import EQUILIBRIUM, LOOKING_BACK, UNIFORM, Replay, ReplayNode, ReplayOrigin, UsedNumber
from .replay_rules import ReplayRules
from .replay_state import Mechanics
from .replay_tree import Step, dated_nodes, history, replay_tree, stretches


def replay(
    case: Case | str, settings: Mapping[str, Any] | None = None, *, forbid: Iterable[str] = ()
) -> Replay:
    """Replay the recorded moves of a case against the subgame-perfect equilibrium of its dated tree.

    At every node of the record the tree is solved from there on: what the mover should do, given what had
    happened. The dates, the movers and the moves come from the facts, everything else from the calibration
    and from the rules of the replay, which are data.

    Parameters
    ----------
    case : a case or its id.
    settings : value by parameter, common ones and those of the replay; everyone in the tree knows them.
    forbid : options to strike from the menus, as ``"NODE:OPTION"``. A recorded move cannot be struck.

    Raises
    ------
    InvalidInput
        The case has no replay, a parameter, node or option is unknown, or the horizon ends too early.

    Examples
    --------
    >>> result = replay("h20")
    >>> len(result.nodes) >= 12, result.nodes[0].id, result.nodes[0].observed
    (True, 'april-controls', 'withhold')
    >>> replay("h20", {"weeks": 6})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: the replay of h20 has no parameter 'weeks'; accepted: k, w, ...
    """
    found = load_case(case) if isinstance(case, str) else case
    if found.replay is None:
        raise InvalidInput(f"case {found.id} has no replay")
    rules = _without(found.replay, several(forbid, "forbid", "NODE:OPTION"))
    calibration = with_parameters(found.calibration, rules.parameters)
    names = accepted_names(calibration, rules.names)
    unknown = next((name for name in settings or {} if name not in names), None)
    if unknown is not None:
        raise InvalidInput(
            f"the replay of {found.id} has no parameter {unknown!r}; accepted: {', '.join(names)}"
        )
    valuation = calibration.settle(settings)
    machine = Mechanics(rules, valuation.values)
    nodes, dropped = dated_nodes(rules, found.facts)
    steps, emptied = history(machine, nodes)
    game = replay_tree(machine, [step.dated for step in steps], rules.title)
    solved = continuation_values(game)
    shown = _nodes(solved, machine, steps, found.facts)
    return Replay(
        case=found.id,
        title=rules.title,
        nodes=shown,
        scores=_scores(shown),
        path=_path(solved, machine, steps),
        path_payoffs=Frozen(dict(zip(game.players, solved.values[0], strict=True))),
        numbers=_numbers(calibration, valuation, names),
        unit=calibration.unit,
        fingerprint=calibration.fingerprint(),
        rules_fingerprint=found.replay.fingerprint(),
        messages=(
            *dropped,
            *emptied,
            *_ties(solved),
            *_warnings(calibration, valuation, names, rules, found.facts),
        ),
        conventions=rules.conventions,
        left_out=rules.left_out,
        cannot_show=rules.cannot_show,
        game=game,
        origin=ReplayOrigin(rules, calibration, valuation, tuple(steps)),
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


def _without(rules: ReplayRules, forbid: Sequence[str]) -> ReplayRules:
    """Return the rules with the forbidden options struck from their menus."""
    nodes = {node.id: node for node in rules.nodes}
    for one in forbid:
        name, _, option = one.partition(":")
        if name not in nodes:
            raise InvalidInput(f"the replay has no node {name!r}; accepted: {', '.join(nodes)}")
        node = nodes[name]
        open_to = [o.option for o in node.menu if o.option != node.observed]
        if option not in open_to:
            listed = ", ".join(dict.fromkeys(open_to))
            raise InvalidInput(f"option {option!r} of node {name!r} cannot be struck; accepted: {listed}")
        left = tuple(o for o in node.menu if o.option != option)
        nodes[name] = node.model_copy(update={"menu": left})
    return rules.model_copy(update={"nodes": tuple(nodes.values())}) if forbid else rules


def _nodes(
    found: Continuation, machine: Mechanics, steps: Sequence[Step], facts: Facts
) -> tuple[ReplayNode, ...]:
    """What the solved tree says at every node of the recorded history."""
    game = found.game
    shown = []
    place = 0
    for i, step in enumerate(steps):
        node = step.dated.node
        mover = game.players.index(node.player)
        menu = tuple(option.option for option in step.menu)
        best = tuple(menu[action] for action in found.optimal[place])
        values = {
            option: payoffs[mover] for option, payoffs in zip(menu, found.action_values(place), strict=True)
        }
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
                values=Frozen(values),
                match=node.observed in best,
                knife_edge=len(best) > 1,
                predictions=Frozen({EQUILIBRIUM: best, **_looking_back(steps, i, machine.rules, facts)}),
                events=node.events,
                sources=tuple(source for event in step.dated.events for source in event.sources),
            )
        )
        place = game.children[place][menu.index(node.observed)]
    return tuple(shown)


def _ties(found: Continuation) -> tuple[str, ...]:
    """A line where values depend on how equally good moves are chosen, because the other player cares."""
    tied = sum(
        len({found.values[found.game.children[node][a]] for a in best}) > 1
        for node, best in found.optimal.items()
        if len(best) > 1
    )
    if not tied:
        return ()
    return (
        f"{tied} of {len(found.optimal)} decisions in the whole tree have ties that matter to the other "
        "player; the values are those of the equilibrium that takes the first of the tied options",
    )


def _looking_back(
    steps: Sequence[Step], i: int, rules: ReplayRules, facts: Facts
) -> dict[str, tuple[str, ...]]:
    """What rules allow that answer the last stance of the other side, or repeat one's own."""
    mover, menu = steps[i].dated.node.player, steps[i].menu
    everything = tuple(option.option for option in menu)

    def allowed(own: bool) -> tuple[str, ...]:
        earlier = [s for s in reversed(steps[:i]) if (s.dated.node.player == mover) is own]
        if earlier:
            stance = earlier[0].observed.stance
        else:
            whose = next(who for who in rules.opening if (who == mover) is own)
            opening = rules.opening[whose]
            if opening.event is not None and opening.event not in facts.ids:
                return everything
            stance = opening.stance
        return tuple(option.option for option in menu if option.stance == stance) or everything

    return {"tit-for-tat": allowed(own=False), "persistence": allowed(own=True), UNIFORM: everything}


def _path(found: Continuation, machine: Mechanics, steps: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    """The play from the root on which every mover takes the first of its best options."""
    nodes = [step.dated for step in steps]
    path, place, state = [], 0, machine.start()
    for one, weeks in zip(nodes, stretches(machine, nodes), strict=True):
        menu = machine.menu(one.node, state)
        if len(menu) > 1:
            action = found.optimal[place][0]
            path.append((one.node.id, menu[action].option))
            state, _ = machine.choose(state, menu[action])
            place = found.game.children[place][action]
        state, _ = machine.run(state, weeks)
    return tuple(path)


def _scores(nodes: Sequence[ReplayNode]) -> Mapping[str, Fraction]:
    scores = {}
    for rule in (EQUILIBRIUM, *LOOKING_BACK, UNIFORM):
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
