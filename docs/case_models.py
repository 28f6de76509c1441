"""The table of all models of the H20 case: what each is about, how it is solved, and where it turns.

Every threshold is computed where the table is made. Most are borders of `regimes`; where the form of the game
has no such map, the row says what is computed instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

import quidproquo as qpq
from quidproquo.cases.h20.models.attrition_reputations import REPUTATIONS, prior_of_a_tie
from quidproquo.cases.h20.models.bargaining_set import bargaining_closed_form
from quidproquo.cases.h20.models.interdiction import interdiction_by_team
from quidproquo.cases.h20.models.licensing import use
from quidproquo.cases.h20.models.linkage import linkage_classes
from quidproquo.games.expression_value import value_at

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A model in one line; `threshold` computes where it turns, and `reads` says what turns there."""

    letter: str
    id: str
    puzzle: str
    concept: str
    name: str
    threshold: Callable[[], Any]
    reads: str


def border(
    id: str, vary: str, low: Any, high: Any, settings: Numbers | None = None, **how: Any
) -> Callable[[], Any]:
    """The only border of a model in one of its parameters."""

    def find() -> Any:
        game = qpq.case_model(f"case:h20/{id}", settings or {}, [vary]).game
        (only,) = qpq.regimes(game, vary, low, high, **how).borders
        return only

    return find


def values(id: str) -> Numbers:
    return qpq.case_model(f"case:h20/{id}").values


def deadlock() -> Any:
    """From which stock on the US is in deadlock, by the names of its situation."""

    built = qpq.case_model("case:h20/linkage", symbols=["k"])
    game = built.game

    def named(weeks: Any) -> Mapping[str, str]:
        return linkage_classes({name: value_at(one, {"k": weeks}) for name, one in built.values.items()})

    (only,) = qpq.regimes(game, "k", 0, 52, solution="nash", classify=named).borders
    return only


def last_rung() -> Any:
    """The risk above which the last step does not pay; the lower border is about the step before it."""
    return qpq.regimes(qpq.case_model("case:h20/escalation", symbols=["r_7"]).game, "r_7", 0, 1).borders[-1]


def binding_option() -> Any:
    """The share that the US gets by waiting: an outside option worth more binds."""
    offers = qpq.alternating_offers(qpq.case_model("case:h20/alternating-offers").game)
    return min(one.payoffs[0] for one in offers.offers)


def corner() -> Any:
    """The stock from which on the Nash solution sells less than all chips."""
    return 13 - bargaining_closed_form(values("bargaining-set")).corner_until


def patience() -> Any:
    """The discount factor from which on both sides keep the exchange."""
    found = qpq.critical_discount(qpq.case_model("case:h20/hostages").game)
    return max(one.critical for one in found.trigger.players)


def empty_win_set() -> Any:
    """The weight of hawks at which the most that Congress accepts is the least that China would take."""
    p = values("two-level")
    return p["g"] * p["m"] * p["v"] / p["d_C"]


def european_ceiling() -> Any:
    """The most that Europe gets in the core."""
    core = qpq.core(qpq.case_model("case:h20/europe").game)
    return max(one.payoffs[2] for one in core.allocations)


def freest_rule() -> Any:
    buyer = qpq.tree(use(values("licensing"), sympy.Symbol("l")), players=("US", "China"))
    (only,) = qpq.regimes(buyer, "l", 0, 1).borders
    return only


def fourth_route() -> Any:
    game = interdiction_by_team({**values("interdiction"), "teams": sympy.Symbol("teams")})
    (only,) = qpq.regimes(game, "teams", 1, "5/2", solution="zero-sum").borders
    return only


def equal_reputation() -> Any:
    """The prior on a tough US at which neither side has to yield at once."""
    return prior_of_a_tie({**values("attrition"), **{n: one.default for n, one in REPUTATIONS.items()}})


def table_of_models() -> list[tuple[str, ...]]:
    """The rows as texts, with every threshold computed."""
    rows = []
    for one in ROWS:
        found = one.threshold()
        exact = isinstance(found, Fraction | int)
        shown = f"= {found}" if exact else f"≈ {float(found):.4f}"
        rows.append((one.letter, f"`{one.id}`", one.puzzle, one.concept, f"{one.name} {shown}", one.reads))
    return rows


SPE = "subgame-perfect equilibrium"
ROWS = (
    Row("a", "linkage", "Why does being hurt not by itself make anybody give in?", "Nash equilibrium",
        "`k`", deadlock, "with longer stocks the US likes mutual restriction better than a truce"),
    Row("b", "sequential-linkage", "Why ban in April what is licensed in July?", SPE,
        "`k`", border("sequential-linkage", "k", 0, 52), "with longer stocks the US holds a ban"),
    Row("b", "ban-under-belief", "How wrong did the US have to be?", SPE,
        "`pi`", border("ban-under-belief", "pi", 0, 1), "the US bans if it thinks a trade less likely"),
    Row("c", "escalation", "Why climb a ladder that is dangerous to both?", SPE,
        "`r_7`", last_rung, "a riskier last rung is no threat"),
    Row("d1", "screening", "Why could the stronger side not take everything?", f"{SPE} (perfect Bayesian)",
        "`pi`", border("screening", "pi", 0, 1), "China asks so much that a breakdown is possible"),
    Row("d2", "signalling", "How can a side short of magnets hold on?", "perfect Bayesian equilibrium",
        "`s`", border("signalling", "s", "1/100", "99/100", solution="nash"),
        "with more strong types all stand, and China relents"),
    Row("e", "alternating-offers", "How do weeks of stock become price?", SPE,
        "`omega_U`", binding_option, "a better option outside sets the share"),
    Row("f", "bargaining-set", "Which exchange is fair?", "Nash bargaining solution",
        "`k`", corner, "with longer stocks less than all chips is the price"),
    Row("g", "hostages", "Is a chokepoint a hostage that makes peace stable?", "trigger strategies",
        "`delta`", patience, "with more patience the exchange lasts"),
    Row("h", "two-level", "Does Congress help or hurt the executive?", SPE,
        "`h`", empty_win_set, "with a more hawkish Congress there is no deal (formula)"),
    Row("i1", "huawei", "Why decline the chips that were asked for?", SPE,
        "`omega`", border("huawei", "omega", 0, 6), "Beijing discourages if autonomy is worth more"),
    Row("i1", "huawei", "When is selling better than denying?", SPE,
        "`gamma`", border("huawei", "gamma", 0, 3), "the US sells if it minds Huawei's output more"),
    Row("i2", "europe", "Why was Europe left with the rest?", "Shapley value and core",
        "share", european_ceiling, "Europe's most in the core: what it adds to the other two"),
    Row("j", "licensing", "Can partial licensing beat both ban and free sale?", "commitment (Stackelberg)",
        "$\\ell$", freest_rule, "under freer rules chips are diverted"),
    Row("k", "mediation", "What can talks do that neither side can alone?", "correlated equilibrium",
        "`kappa_U`", border("mediation", "kappa_U", 0, 6, solution="correlated"),
        "advice is worth something if mutual restriction costs more"),
    Row("l", "interdiction", "What does a control achieve if chips go around it?", "value, zero-sum",
        "`teams`", fourth_route, "with more teams a fourth route is used"),
    Row("m", "attrition", "Why bear costs for weeks, and then yield?", "stationary equilibrium, reputations",
        "`z_U`", equal_reputation, "a US more likely to be tough does not yield at once"),
    Row("n", "shifting-power", "Why escalate while a truce is paying?", SPE,
        "`p_1`", border("shifting-power", "p_1", "2/5", 1), "China acts if its leverage is worth more"),
)  # fmt: skip
