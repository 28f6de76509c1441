"""Beliefs: published signalling games, pure profiles of random ones by brute force, wrong beliefs refused."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Solution, chance, decision, outcome, tree

BOTH = pytest.mark.parametrize("solve", [qpq.perfect_bayesian, qpq.sequential])


def horse() -> ExtensiveFormGame:
    """Selten's horse (Selten 1975)."""
    third = {"D": ((3, 3, 2), (0, 0, 0)), "d": ((4, 4, 0), (0, 0, 1))}
    ends = {
        name: decision("3", {"L": outcome(*left), "R": outcome(*right)}, information_set="reply")
        for name, (left, right) in third.items()
    }
    second = decision("2", {"d": ends["d"], "c": outcome(1, 1, 1)}, information_set="second")
    first = decision("1", {"D": ends["D"], "C": second}, information_set="first")
    return tree(first, players=["1", "2", "3"])


def signalling(
    prior: list[F], pay: dict[tuple[str, str, str], tuple[Any, Any]], types: list[str]
) -> ExtensiveFormGame:
    messages, replies = (list(dict.fromkeys(key[i] for key in pay)) for i in (1, 2))

    def sender(t: str) -> Any:
        sent = {
            m: decision("R", {a: outcome(*pay[t, m, a]) for a in replies}, information_set=f"after {m}")
            for m in messages
        }
        return decision("S", sent, information_set=t)

    return tree(chance({t: (p, sender(t)) for t, p in zip(types, prior, strict=True)}), players=["S", "R"])


def beer_quiche(strong: F = F(9, 10)) -> ExtensiveFormGame:
    """Cho and Kreps (1987): breakfast is worth 1, peace 2, and the receiver wants to fight the weak."""
    pay = {
        (t, m, a): (
            (m == ("beer" if t == "strong" else "quiche")) + 2 * (a == "leave"),
            int((a == "duel") == (t == "weak")),
        )
        for t in ("strong", "weak")
        for m in ("beer", "quiche")
        for a in ("duel", "leave")
    }
    return signalling([strong, 1 - strong], pay, ["strong", "weak"])


def at(solution: Solution, k: int, label: str) -> tuple[Any, ...]:
    game = solution.game
    assert isinstance(game, ExtensiveFormGame)
    number = next(i for i, s in enumerate(game.information_sets) if s.label == label)
    return tuple(F(p) for p in solution.equilibria[k].profile[number] or ())


@BOTH
def test_selten_1975_the_horse_plays_across(solve: Any) -> None:
    found = solve(horse())
    assert found.complete
    assert {at(found, k, "first") + at(found, k, "second") for k in range(2)} == {(0, 1, 0, 1)}
    assert {at(found, k, "reply") for k in range(2)} == {(0, 1), (F(1, 4), F(3, 4))}
    entries = json.loads(found.to_json())["equilibria"]
    assert {"1": ["0", "1/3"], "5": ["2/3", "1"]} in [entry["beliefs"]["reply"] for entry in entries]


@BOTH
def test_cho_kreps_1987_beer_and_quiche(solve: Any) -> None:
    game = beer_quiche()
    found = solve(game)
    assert found.complete
    assert {e.payoffs[0] for e in found.equilibria} == {F(29, 10), F(21, 10)}
    filtered = solve(game, intuitive=True)
    assert {e.payoffs[0] for e in filtered.equilibria} == {F(29, 10)}
    assert {e.payoffs[0] for e, _ in filtered.removed} == {F(21, 10)}
    assert all("'beer' cannot pay for weak" in why for _, why in filtered.removed)
    for answer in (found, filtered):
        assert qpq.verify_document(answer.to_json(), game).ok
        assert Solution.from_json(answer.to_json(), game) == answer


def test_spence_1973_the_riley_outcome_passes_and_pooling_fails() -> None:
    """A degree costs the able 1/2 and the others 3/2; the firm wants to pay what they are worth, 2 or 1."""
    pay = {
        (t, m, a): (
            {"low pay": F(1), "high pay": F(2)}[a] - cost,
            -abs({"low pay": 1, "high pay": 2}[a] - {"able": 2, "other": 1}[t]),
        )
        for t, unit in (("able", F(1, 2)), ("other", F(3, 2)))
        for m, cost in (("none", F(0)), ("degree", unit))
        for a in ("low pay", "high pay")
    }
    game = signalling([F(1, 3), F(2, 3)], pay, ["able", "other"])
    found = qpq.sequential(game, intuitive=True)
    assert found.complete
    assert {(at(found, k, "able"), at(found, k, "other")) for k in range(len(found.equilibria))} == {
        ((0, 1), (1, 0))
    }


def test_the_unique_equilibrium_of_a_signalling_game_in_mixed_strategies() -> None:
    """Gibbons (1992, section 4.2) style: no type can be told apart for sure, so the weak bluff sometimes."""
    pay = {
        ("s", "out", "a"): (-1, 0),
        ("s", "out", "b"): (-1, 0),
        ("s", "in", "a"): (2, -6),
        ("s", "in", "b"): (0, -8),
        ("w", "out", "a"): (-1, 0),
        ("w", "out", "b"): (-1, 0),
        ("w", "in", "a"): (2, -6),
        ("w", "in", "b"): (-4, 0),
    }
    found = qpq.perfect_bayesian(signalling([F(1, 4), F(3, 4)], pay, ["s", "w"]))
    assert found.complete
    assert {at(found, k, "w") for k in range(len(found.equilibria))} == {(F(8, 9), F(1, 9))}
    assert {at(found, k, "after in") for k in range(len(found.equilibria))} == {(F(1, 2), F(1, 2))}


def test_bayes_rule_applies_in_subgames_off_the_path() -> None:
    """Mas-Colell, Whinston and Green (1995, example 9.C.5): both move at once after entry."""
    after = {
        mine: decision(
            "I",
            {"fight": outcome(*pays[0]), "accommodate": outcome(*pays[1])},
            information_set="incumbent",
        )
        for mine, pays in {"fight": ((-3, -1), (1, -2)), "accommodate": ((-2, -1), (3, 1))}.items()
    }
    inside = decision("E", after, information_set="entrant")
    game = tree(
        decision("E", {"out": outcome(0, 2), "in": inside}, information_set="entry"), players=["E", "I"]
    )
    found = qpq.perfect_bayesian(game)
    assert [list(e.payoffs) for e in found.equilibria] == [[F(3), F(1)]]
    assert sorted(list(e.payoffs) for e in qpq.nash(game).equilibria)[0] == [F(0), F(2)]


def test_consistency_ties_beliefs_to_chance_where_the_mistake_is_the_same() -> None:
    """One set of the first player, so the same mistake leads to both nodes: beliefs keep the prior."""

    def state(good: bool) -> Any:
        reply = decision(
            "B", {"accept": outcome(2, 1 if good else -1), "reject": outcome(-1, 0)}, information_set="offer"
        )
        return decision("A", {"pass": outcome(0, 0), "offer": reply}, information_set="start")

    game = tree(chance({"good": ("3/4", state(True)), "bad": ("1/4", state(False))}), players=["A", "B"])
    weak = {
        at(qpq.perfect_bayesian(game), k, "start") for k in range(len(qpq.perfect_bayesian(game).equilibria))
    }
    assert weak == {(1, 0), (0, 1)}
    found = qpq.sequential(game)
    assert found.complete
    assert [at(found, k, "start") for k in range(len(found.equilibria))] == [(0, 1)]


def test_perfect_information_leaves_subgame_perfection() -> None:
    draw = random.Random(3)

    def grow(depth: int) -> Any:
        if depth == 0:
            return outcome(draw.randint(0, 99), draw.randint(0, 99))
        return decision("AB"[depth % 2], {a: grow(depth - 1) for a in "xy"})

    for _ in range(5):
        game = tree(grow(3), players=["A", "B"])
        expected = [e.profile for e in qpq.subgame_perfect(game).equilibria]
        assert [e.profile for e in qpq.sequential(game).equilibria] == expected


# pure equilibria of random signalling games


def pure_assessments(prior: list[F], pay: Any, replies: str) -> set[tuple[str, ...]]:
    """Every pure profile for which some belief off the path makes each reply best."""
    found = set()
    for sent in itertools.product("lr", repeat=2):
        for answer in itertools.product(replies, repeat=2):
            reply = dict(zip("lr", answer, strict=True))
            good = all(
                pay[t, sent[i], reply[sent[i]]][0] >= pay[t, m, reply[m]][0]
                for i, t in enumerate("st")
                for m in "lr"
            )
            for m in "lr":
                senders = [i for i in range(2) if sent[i] == m]
                low, high = F(0), F(1)  # the belief in the first type
                if senders:
                    total = sum(prior[i] for i in senders)
                    low = high = prior[0] / total if 0 in senders else F(0)
                for other in replies:
                    ahead = [pay[t, m, reply[m]][1] - pay[t, m, other][1] for t in "st"]
                    slope = F(ahead[0] - ahead[1])
                    if slope > 0:
                        low = max(low, -ahead[1] / slope)
                    elif slope < 0:
                        high = min(high, -ahead[1] / slope)
                    elif ahead[1] < 0:
                        low = F(2)
                good &= low <= high
            if good:
                found.add((*sent, *answer))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_pure_equilibria_of_random_signalling_games_are_those_of_brute_force(seed: int) -> None:
    draw = random.Random(seed)
    replies = draw.choice(["ab", "abc"])
    numbers = draw.choice([range(3), range(20)])
    prior = draw.choice([[F(1, 2), F(1, 2)], [F(1, 3), F(2, 3)]])
    pay = {
        (t, m, a): (draw.choice(numbers), draw.choice(numbers)) for t in "st" for m in "lr" for a in replies
    }
    game = signalling(prior, pay, ["s", "t"])
    found = qpq.perfect_bayesian(game)
    assert found.complete
    labels = ["s", "t", "after l", "after r"]
    words = ["lr", "lr", replies, replies]
    pure = {
        tuple(word[at(found, k, label).index(F(1))] for label, word in zip(labels, words, strict=True))
        for k in range(len(found.equilibria))
        if all(max(at(found, k, label)) == 1 for label in labels)
    }
    assert pure == pure_assessments(prior, pay, replies)
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings
    nash = qpq.nash(game)
    assert {e.payoffs for e in found.equilibria} <= {e.payoffs for e in nash.equilibria} or nash.pieces


# the checker


def test_the_checker_names_the_deviation_and_the_rule() -> None:
    game = beer_quiche()
    one, zero = F(1), F(0)
    sets = {s.label: i for i, s in enumerate(game.information_sets)}
    profile: list[Any] = [None] * len(game.information_sets)
    for label, row in {
        "strong": (one, zero),
        "weak": (one, zero),
        "after beer": (zero, one),
        "after quiche": (one, zero),
    }.items():
        profile[sets[label]] = row
    beer, quiche = sets["after beer"], sets["after quiche"]
    good = {beer: ["9/10", "1/10"], quiche: ["1/2", "1/2"]}
    assert qpq.check_assessment(game, profile, good) == ()
    (wrong,) = qpq.check_assessment(game, profile, {**good, quiche: ["2/3", "1/3"]})
    assert "after quiche" in wrong
    assert "leave is better than what is played by 1/3" in wrong
    (bayes,) = qpq.check_assessment(game, profile, {**good, beer: [1, 0]}, "perfect-bayesian")
    assert "(9/10, 1/10)" in bayes
    (limit,) = qpq.check_assessment(game, profile, {**good, beer: [1, 0]})
    assert "no vanishing mistakes" in limit
    with pytest.raises(qpq.InvalidInput, match="are missing"):
        qpq.check_assessment(game, profile, {})


@pytest.mark.parametrize("what", ["belief", "interval", "profile", "nodes"])
def test_a_changed_answer_is_refused(what: str) -> None:
    game = beer_quiche()
    document = json.loads(qpq.sequential(game).to_json())
    entry = document["equilibria"][0]
    label = next(name for name, nodes in entry["beliefs"].items() if len(nodes) == 2)
    node = next(iter(entry["beliefs"][label]))
    if what == "belief":
        entry["beliefs"][label][node] = "1/7"
    elif what == "interval":
        del entry["beliefs"][label]
    elif what == "nodes":
        document["nodes"][node] = ["elsewhere"]
    else:
        entry["profile"]["R"]["after beer"] = {"duel": "1/3", "leave": "2/3"}
    assert not qpq.verify_document(json.dumps(document), game).ok


def two_ways_to_agree() -> ExtensiveFormGame:
    """Both move at once inside, and each way to agree beats the way out."""
    inside = {
        x: decision("B", {y: outcome(*(pay if x == y else (0, 0))) for y in "lr"}, information_set="B")
        for x, pay in {"l": (2, 3), "r": (3, 2)}.items()
    }
    return tree(decision("A", {"out": outcome(1, 1), **inside}, information_set="A"), players=["A", "B"])


@BOTH
@pytest.mark.parametrize("build", [two_ways_to_agree, horse, beer_quiche])
def test_a_complete_answer_without_one_of_its_pure_equilibria_is_refused(solve: Any, build: Any) -> None:
    game = build()
    found = solve(game)
    assert found.complete
    assert "recounted" in qpq.verify_document(found.to_json(), game).checked[-1]
    pure = [k for k, e in enumerate(found.equilibria) if all(max(row) == 1 for row in e.profile if row)]
    assert pure
    for k in pure:
        document = json.loads(found.to_json())
        del document["equilibria"][k]
        document.pop("conditions", None)
        document["components"] = [[i] for i in range(len(document["equilibria"]))]
        findings = qpq.verify_document(json.dumps(document), game).findings
        assert any("is missing" in text or "no equilibrium is listed" in text for text in findings), findings


def test_what_the_criterion_removed_is_not_missed() -> None:
    game = beer_quiche()
    checked = qpq.verify_document(qpq.sequential(game, intuitive=True).to_json(), game)
    assert checked.ok, checked.findings
    assert "recounted" in checked.checked[-1]


def tied_beliefs(out: int, third: bool = False) -> ExtensiveFormGame:
    """B and C wonder about the same mistake of A, so that their beliefs hang together."""

    def second(a: int) -> Any:
        last = decision("C", {"u": outcome(0, 0, a), "v": outcome(0, 0, 1 - a)}, information_set="C")
        return decision("B", {"x": outcome(0, a, 0), "y": last}, information_set="B")

    actions = {"out": outcome(out, 1, 1), "l": second(1), "r": second(0)}
    if third:
        actions["m"] = decision("B", {"x": outcome(0, 1, 0), "y": outcome(0, 1, 0)}, information_set="B")
    return tree(decision("A", actions), players=["A", "B", "C"])


@pytest.mark.parametrize("out", [5, 0])
def test_undecided_consistency_is_never_called_complete(out: int) -> None:
    """B learns of a third mistake that C does not learn of, so their beliefs are tied in part."""
    game = tied_beliefs(out, third=True)
    found = qpq.sequential(game)
    assert not found.complete
    assert "not decided" in found.complete_because
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings


def test_points_where_consistency_is_undecided_are_passed_over_in_a_check() -> None:
    """The continuum is off the tie, but some points of the spot-check lie on it."""

    def second(stop: Any, u: Any, v: Any) -> Any:
        last = decision("C", {"u": outcome(*u), "v": outcome(*v)}, information_set="C")
        return decision("B", {"a": outcome(*stop), "b": last}, information_set="B")

    left = second((0, 0, 1), (3, 2, 0), (2, 2, 2))
    right = second((2, 1, 0), (3, 3, 3), (2, 1, 2))
    game = tree(decision("A", {"out": outcome(1, 0, 2), "l": left, "r": right}), players=["A", "B", "C"])
    found = qpq.sequential(game)
    assert found.conditions
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings


def test_what_has_no_beliefs_is_refused() -> None:
    with pytest.raises(qpq.UnsupportedGame, match="takes a tree"):
        qpq.sequential(qpq.NormalFormGame.zero_sum([[1]]))  # type: ignore[arg-type]
    with pytest.raises(qpq.UnsupportedGame, match="chance has to choose"):
        qpq.sequential(horse(), intuitive=True)
    forgetful = {a: decision("A", {b: outcome(0) for b in "xy"}, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="later"):
        qpq.perfect_bayesian(tree(decision("A", forgetful)))


def test_a_belief_that_is_no_number_is_a_finding() -> None:
    reply = {
        a: decision("B", {"yield": outcome(2, u), "fight": outcome(-1, v)}, information_set="reply")
        for a, u, v in (("left", 0, 1), ("right", 1, 0))
    }
    game = tree(decision("A", {"out": outcome(1, 3), **reply}), players=["A", "B"])
    for wrong in (None, 7, True):
        document = json.loads(qpq.perfect_bayesian(game).to_json())
        beliefs = document["equilibria"][0]["beliefs"]["reply"]
        beliefs[next(iter(beliefs))] = wrong
        checked = qpq.verify_document(json.dumps(document), game)
        assert not checked.ok
        assert str(wrong) in checked.findings[0]
