"""The two first H20 models: published values, closed forms against brute force, settings and symbols."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.cases.h20.models import MODELS
from quidproquo.cases.h20.models.linkage import linkage, linkage_closed_form
from quidproquo.cases.h20.models.sequential_linkage import sequential_linkage
from quidproquo.cases.h20.words import (
    ACQUIESCE,
    ACTIONS,
    BAN,
    HOLD,
    HONOUR,
    NO_BAN,
    OFFER,
    RENEGE,
    ROUTE,
    TRADE,
    WATCH,
    WITHHOLD,
)
from quidproquo.cases.registry import BuiltModel, case_model, list_cases, load_case
from quidproquo.concepts import CONCEPTS, answer, choose
from quidproquo.games.errors import InvalidInput
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.solution import Solution
from quidproquo.games.verification import verify_document

F = Fraction
LINKAGE, SEQUENTIAL = "case:h20/linkage", "case:h20/sequential-linkage"
small = st.fractions(min_value=-6, max_value=6, max_denominator=6)


@dataclass(frozen=True)
class SequentialAnswer:
    """The closed form of model (b): what each decision is in the subgame-perfect equilibrium.

    `values` are the payoffs of US and China. On a `knife_edge` some player is indifferent; then the answer
    takes the first of: honour, trade, withhold, no-ban.
    """

    chips: str
    magnets: str
    answer: str
    delivery: str
    values: tuple[Fraction, Fraction]
    knife_edge: bool


def sequential_linkage_closed_form(p: Mapping[str, Fraction]) -> SequentialAnswer:
    """Return the equilibrium by its thresholds, for tests of the general solver.

    Honour iff rho >= d_C. Trade iff a <= m + kappa_U - d_U where China honours, iff a <= kappa_U - d_U
    where it reneges. Withhold against a trade iff v >= phi (honoured) or v >= phi + rho - d_C (not),
    and against a hold iff d_C >= kappa_C. Ban iff what follows pays more than 0.
    """
    m, v, a, d_u = p["m"], p["v"], p["a"], p["d_U"]
    slack = [p["rho"] - p["d_C"]]
    honours = slack[0] >= 0
    slack.append((m if honours else 0) + p["kappa_U"] - d_u - a)
    trades = slack[1] >= 0
    if not trades:
        slack.append(p["d_C"] - p["kappa_C"])
        after = (d_u - m - p["kappa_U"], p["d_C"] - v - p["kappa_C"])
    elif honours:
        slack.append(v - p["phi"])
        after = (-a, -p["phi"])
    else:
        slack.append(v - p["phi"] - slack[0])
        after = (-a - m, p["d_C"] - p["rho"] - p["phi"])
    withholds = slack[2] >= 0
    banned = after if withholds else (d_u, -v)
    bans = banned[0] > 0
    return SequentialAnswer(
        chips=BAN if bans else NO_BAN,
        magnets=WITHHOLD if withholds else ACQUIESCE,
        answer=TRADE if trades else HOLD,
        delivery=HONOUR if honours else RENEGE,
        values=banned if bans else (Fraction(0), Fraction(0)),
        knife_edge=0 in slack or banned[0] == 0,
    )


def as_normal(built: BuiltModel) -> NormalFormGame:
    assert isinstance(built.game, NormalFormGame)
    return built.game


def as_tree(built: BuiltModel) -> ExtensiveFormGame:
    assert isinstance(built.game, ExtensiveFormGame)
    return built.game


def numbers(built: BuiltModel) -> dict[str, Fraction]:
    return {name: value for name, value in built.values.items() if isinstance(value, Fraction)}


def pure_by_deviation(game: NormalFormGame) -> dict[tuple[str, str], Any]:
    """Pure equilibria of a 2×2 game by trying every deviation."""
    found = {}
    for s, t in itertools.product((0, 1), repeat=2):
        us, china = game.payoffs_at((s, t))
        if us >= game.payoffs_at((1 - s, t))[0] and china >= game.payoffs_at((s, 1 - t))[1]:
            found[game.strategies[0][s], game.strategies[1][t]] = (us, china)
    return found


PHASES = [
    ("april", {("restrict", "withhold"): (-5, -5)}, None),
    ("may-june", {("allow", "withhold"): (-7, 1), ("restrict", "supply"): (2, -6)}, (F(1, 3), F(1, 2))),
    ("london", {("allow", "supply"): (3, 2), ("restrict", "withhold"): (-5, -5)}, (F(1, 2), F(1, 3))),
    ("both", {("allow", "supply"): (3, 2)}, None),
]
MIXED_VALUES = {"may-june": (F(-7, 2), F(-2)), "london": (F(-1, 3), F(-2))}


@pytest.mark.parametrize(("phase", "pure", "mixed"), PHASES, ids=[phase for phase, _, _ in PHASES])
def test_phases_of_linkage(
    phase: str, pure: dict[tuple[str, str], tuple[int, int]], mixed: tuple[Fraction, Fraction] | None
) -> None:
    built = case_model(LINKAGE, {"phase": phase})
    game = as_normal(built)
    assert game.players == ("US", "China")
    assert pure_by_deviation(game) == pure
    answer = linkage_closed_form(numbers(built))
    assert (answer.pure, answer.mixed, answer.knife_edge) == (frozenset(pure), mixed, False)
    if mixed:
        values = tuple(
            sum(
                (mixed[0] if s else 1 - mixed[0])
                * (mixed[1] if t else 1 - mixed[1])
                * game.payoffs_at((s, t))[i]
                for s, t in itertools.product((0, 1), repeat=2)
            )
            for i in (0, 1)
        )
        assert values == MIXED_VALUES[phase]


def test_regimes_of_linkage() -> None:
    def found(**values: object) -> tuple[str, str]:
        return linkage_closed_form(numbers(case_model(LINKAGE, values))).regimes

    assert found() == ("prisoner's dilemma", "prisoner's dilemma")
    assert found(phase="may-june") == ("chicken", "chicken")
    assert found(phase="london") == ("stag hunt", "stag hunt")
    assert found(phase="both") == ("harmony", "harmony")
    assert found(k=12)[0] == "deadlock"
    assert found(k=11)[0] == "border"
    assert pure_by_deviation(as_normal(case_model(LINKAGE, {"k": 13}))) == {("restrict", "withhold"): (2, -5)}


names = st.fixed_dictionaries(
    dict.fromkeys(("theta_U", "theta_C", "kappa_U", "kappa_C", "m", "v", "d_U", "d_C"), small)
)


@given(names)
def test_closed_form_of_linkage(p: dict[str, Fraction]) -> None:
    game, answer = linkage(p), linkage_closed_form(p)
    assert set(pure_by_deviation(game)) == answer.pure
    if answer.mixed is not None:  # each side's mixture leaves the other indifferent, inside the square
        x, y = answer.mixed
        assert 0 < x < 1 and 0 < y < 1
        us, china = game.payoffs
        assert (1 - y) * us[0, 0] + y * us[0, 1] == (1 - y) * us[1, 0] + y * us[1, 1]
        assert (1 - x) * china[0, 0] + x * china[1, 0] == (1 - x) * china[0, 1] + x * china[1, 1]
    elif not answer.knife_edge:
        assert len(answer.pure) == 1


@given(names, small, small)
def test_pain_cancels_out(p: dict[str, Fraction], m: Fraction, v: Fraction) -> None:
    assert linkage_closed_form(p).pure == linkage_closed_form({**p, "m": m, "v": v}).pure


def backward(game: ExtensiveFormGame, node: int = 0) -> tuple[tuple[Fraction, Fraction], dict[str, set[str]]]:
    """Values and all optimal actions per information set; ties go to the first action for the value."""
    here = tuple(table[node] for table in game.payoffs)
    if not game.children[node]:
        return (here[0], here[1]), {}
    below = [backward(game, child) for child in game.children[node]]
    one = game.information_sets[game.set_of[node]]
    best = max(value[one.player] for value, _ in below)
    chosen = [i for i, (value, _) in enumerate(below) if value[one.player] == best]
    optimal = {label: actions for _, labels in below for label, actions in labels.items()}
    optimal[one.label] = {one.actions[i] for i in chosen}
    value = below[chosen[0]][0]
    return (here[0] + value[0], here[1] + value[1]), optimal


VARIANTS: list[tuple[str, dict[str, object], dict[str, set[str]], tuple[object, object]]] = [
    (
        "default",
        {},
        {"chips": {"no-ban"}, "magnets": {"withhold"}, "answer": {"trade"}, "delivery": {"honour"}},
        (0, 0),
    ),
    ("k=11", {"k": 11}, {"chips": {"ban"}, "magnets": {"acquiesce"}, "answer": {"hold"}}, (2, -6)),
    ("a=6", {"a": 6}, {"chips": {"ban"}, "magnets": {"acquiesce"}, "answer": {"hold"}}, (2, -6)),
    ("v=1/2", {"v": "1/2"}, {"chips": {"ban"}, "magnets": {"acquiesce"}}, (2, F(-1, 2))),
    ("sigma=.95", {"sigma": "0.95"}, {"chips": {"ban"}, "magnets": {"acquiesce"}}, (2, F(-1, 2))),
    (
        "rho=1/2",
        {"rho": "1/2"},
        {"chips": {"ban"}, "magnets": {"acquiesce"}, "delivery": {"renege"}},
        (2, -6),
    ),
]


@pytest.mark.parametrize(
    ("set_to", "optimal", "values"), [v[1:] for v in VARIANTS], ids=[v[0] for v in VARIANTS]
)
def test_variants_of_sequential_linkage(
    set_to: dict[str, object], optimal: dict[str, set[str]], values: tuple[object, object]
) -> None:
    built = case_model(SEQUENTIAL, set_to)
    found, actions = backward(as_tree(built))
    assert found == values
    assert {label: actions[label] for label in optimal} == optimal
    answer = sequential_linkage_closed_form(numbers(built))
    assert answer.values == values
    assert not answer.knife_edge


def test_knife_edge_of_sequential_linkage() -> None:
    built = case_model(SEQUENTIAL, {"k": 10})
    assert backward(as_tree(built))[1]["answer"] == {"hold", "trade"}
    assert sequential_linkage_closed_form(numbers(built)).knife_edge


def test_own_defaults_of_sequential_linkage() -> None:
    values = case_model(SEQUENTIAL).values
    assert (values["kappa_U"], values["kappa_C"]) == (0, 2)
    assert case_model(SEQUENTIAL, {"kappa_C": 3}).values["kappa_C"] == 3
    assert load_case("h20").calibration.parameters["kappa_C"].default == 0


tree_names = st.fixed_dictionaries(
    dict.fromkeys(("m", "v", "d_U", "d_C", "kappa_U", "kappa_C", "a", "phi", "rho"), small)
)


@settings(max_examples=300)
@given(tree_names)
def test_closed_form_of_sequential_linkage(p: dict[str, Fraction]) -> None:
    answer = sequential_linkage_closed_form(p)
    values, optimal = backward(sequential_linkage(p))
    for label in ("chips", "magnets", "answer", "delivery"):
        assert getattr(answer, label) in optimal[label] or answer.knife_edge
        assert answer.knife_edge or optimal[label] == {getattr(answer, label)}
    assert answer.knife_edge or answer.values == values


@pytest.mark.parametrize("name", [LINKAGE, SEQUENTIAL])
def test_symbols_agree_with_numbers(name: str) -> None:
    model = MODELS[name.partition("/")[2]]
    free = case_model(name, symbols=["all"])
    assert free.game.parameters == tuple(sorted(model.parameters))
    plain = case_model(name)
    values = {parameter: plain.values[parameter] for parameter in model.parameters}
    assert free.game.at(values) == plain.game


def test_symbols_below_derived_names() -> None:
    built = case_model(SEQUENTIAL, {"w": "1/2"}, symbols=["k"])
    assert built.game.parameters == ("k",)
    assert built.game.at({"k": 9}) == case_model(SEQUENTIAL, {"w": "1/2", "k": 9}).game
    assert str(built.derived["m"]) == "Max(0, 13 - k)/2"
    assert case_model(SEQUENTIAL, symbols=["k", "w", "d_U"]).game.parameters == ("d_U", "k", "w")


def test_what_was_set_and_what_follows() -> None:
    built = case_model(LINKAGE, {"d_U": "5/2", "k": "3", "phase": "london"})
    assert dict(built.settings) == {"k": 3, "d_U": F(5, 2)}
    assert dict(built.derived) == {"m": 10, "v": 6, "d_C": 1}
    assert built.phase == "london"
    notes = "\n".join(built.notes)
    assert "phase: london" in notes and "d_U = 5/2" in notes and "m = w * max(0, 13 - k) = 10" in notes
    assert "k = 52 is outside its range" in "\n".join(case_model(LINKAGE, {"k": 52}).notes)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("case:h30/linkage", {}, "there is no case 'h30'; accepted: h20"),
        ("case:h20/chess", {}, "case h20 has no model 'chess'; accepted: linkage, sequential-linkage"),
        ("case:h20", {}, "case h20 has no model ''; accepted: linkage"),
        (LINKAGE, {"q": 1}, "case:h20/linkage has no parameter 'q'; accepted: k, w, "),
        (LINKAGE, {"rho": 1}, "case:h20/linkage has no parameter 'rho'; accepted: k, w, "),
        (LINKAGE, {"k": "six"}, "k is 'six'; accepted: an integer"),
        (LINKAGE, {"phase": "winter"}, "no phase 'winter'; accepted: april, may-june, london, both"),
        (SEQUENTIAL, {"phase": "april"}, "case:h20/sequential-linkage has no phases"),
    ],
)
def test_refusals(name: str, values: Mapping[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        case_model(name, values)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_name_cannot_be_set_and_free() -> None:
    with pytest.raises(InvalidInput, match="both set and left a symbol"):
        case_model(LINKAGE, {"k": 6}, symbols=["k"])


def test_the_words_are_those_of_the_specification() -> None:
    words = "allow restrict supply withhold no-ban ban acquiesce hold trade honour renege"
    assert list(ACTIONS)[:11] == words.split()
    used = {s for own in as_normal(case_model(LINKAGE)).strategies for s in own}
    used |= {a for one in as_tree(case_model(SEQUENTIAL)).information_sets for a in one.actions}
    assert used == set(words.split())


@pytest.mark.parametrize("name", MODELS)
def test_every_action_of_a_model_is_a_word_of_the_table(name: str) -> None:
    game = case_model(f"case:h20/{name}").game
    if isinstance(game, NormalFormGame):
        named = {s for own in game.strategies for s in own}
        assert {s for s in named if not s.startswith((WATCH, ROUTE))} <= set(ACTIONS)
    if isinstance(game, ExtensiveFormGame):
        used = {a for one in game.information_sets for a in one.actions}
        assert {a for a in used if not a.startswith(OFFER)} <= set(ACTIONS)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_solved_and_its_answer_verified(name: str) -> None:
    """With the solution that `qpq solve` takes by itself; a changed payoff is found."""
    game = case_model(f"case:h20/{name}").game
    concept = choose(None, game)
    solution = answer(concept, game, CONCEPTS[concept].load())
    text = solution.to_json()
    assert verify_document(text, game).ok
    assert Solution.from_json(text, game).to_json() == text
    document = json.loads(text)
    for one in document.get("equilibria", ())[:1]:
        one["payoffs"]["US"] = "1000"
        assert not verify_document(json.dumps(document), game).ok


@pytest.mark.parametrize("name", MODELS)
def test_parameters_of_a_model_rest_on_facts_that_there_are(name: str) -> None:
    case = load_case("h20")
    known = {one.id for one in case.facts.events} | {one.id for one in case.facts.quantities}
    known |= {one.id for one in case.facts.positions}
    for label, parameter in MODELS[name].own.items():
        assert set(parameter.facts) <= known, label
        assert label not in case.calibration.parameters


def test_cases_are_listed() -> None:
    assert list_cases() == ("h20",)
    assert set(MODELS) == set(load_case("h20").models)


def test_symbols_are_a_list_and_not_one_text() -> None:
    with pytest.raises(InvalidInput, match="symbols is one text, 'theta_U'; a list is needed"):
        case_model("h20/linkage", symbols="theta_U")
