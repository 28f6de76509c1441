"""The games of the page "where each model flips": small tables and trees with one parameter left free.

Each entry of `FLIPS` has the formulas of its game, the numbers that stand in them and the parameter that is
varied. The page and a test solve them; neither knows an answer from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Max, Min, Symbol

import quidproquo as qpq
from quidproquo import chance, decision, outcome, tree

Values: TypeAlias = Mapping[str, Any]
Game: TypeAlias = qpq.NormalFormGame | qpq.ExtensiveFormGame

PLAYERS = ("US", "China")


@dataclass(frozen=True)
class Flip:
    """A game whose answer changes with one parameter.

    `numbers` has the other parameters. `kind` names the situation at a value of the parameter, where the map
    is about that; `reads` says in words what the border is about.
    """

    model: str
    parameter: str
    low: str
    high: str
    reads: str
    build: Callable[[Values], Game]
    numbers: Mapping[str, str] = field(default_factory=dict)
    solution: str | None = None
    kind: Callable[[Game, Values], Mapping[str, str]] | None = None

    def game(self, **settings: Any) -> Game:
        """Return the game with the parameter as a symbol; `settings` replace numbers."""
        values = {name: Fraction(value) for name, value in {**self.numbers, **settings}.items()}
        return self.build({self.parameter: Symbol(self.parameter), **values})

    def regimes(self, **settings: Any) -> qpq.RegimeMap:
        """Map the game over the range of its parameter."""
        kind, classify = self.kind, None
        game = self.game(**settings)
        if kind is not None:
            values = {name: Fraction(value) for name, value in {**self.numbers, **settings}.items()}

            def classify(number: Any) -> Mapping[str, str]:
                return kind(game, {**values, self.parameter: number})

        return qpq.regimes(
            game, self.parameter, self.low, self.high, solution=self.solution, classify=classify
        )


def linkage(v: Values) -> Game:
    """Model (a): both move at once; m and what else is lost follow from the stock of magnets."""
    m = v["w"] * Max(0, 13 - v["k"])
    return qpq.NormalFormGame.from_table(
        {
            ("allow", "supply"): (v["theta_U"], v["theta_C"]),
            ("allow", "withhold"): (-m, v["d_C"]),
            ("restrict", "supply"): (v["d_U"], -v["v"]),
            ("restrict", "withhold"): (v["d_U"] - m - v["kappa_U"], v["d_C"] - v["v"] - v["kappa_C"]),
        },
        players=PLAYERS,
    )


def dilemma_or_deadlock(game: Game, v: Values) -> Mapping[str, str]:
    """Whether the US prefers mutual restriction to mutual cooperation; it restricts in any case here."""
    mutual = v["d_U"] - v["w"] * max(13 - v["k"], Fraction(0)) - v["kappa_U"]
    words = "dilemma" if mutual < v["theta_U"] else "border" if mutual == v["theta_U"] else "deadlock"
    return {"US": words}


def safer(game: Game, v: Values) -> Mapping[str, str]:
    """Which of the two strict equilibria risk-dominates."""
    assert isinstance(game, qpq.NormalFormGame)
    return {"risk-dominant": qpq.risk_dominant(game, {"theta_U": v["theta_U"]}).label}


def sequential(v: Values) -> Game:
    """Model (b): ban, answer, trade, delivery."""
    m = v["w"] * Max(0, 13 - v["k"])
    delivery = decision(
        "China",
        {
            "honour": outcome(-v["a"], -v["phi"]),
            "renege": outcome(-v["a"] - m, v["d_C"] - v["rho"] - v["phi"]),
        },
    )
    held = outcome(v["d_U"] - m - v["kappa_U"], v["d_C"] - v["v"] - v["kappa_C"])
    answer = decision("US", {"hold": held, "trade": delivery})
    magnets = decision("China", {"acquiesce": outcome(v["d_U"], -v["v"]), "withhold": answer})
    return tree(decision("US", {"no-ban": outcome(0, 0), "ban": magnets}), players=PLAYERS)


def belief(v: Values) -> Game:
    """Model (b) with a move of chance: a ban ends in a trade with probability pi."""
    answer = chance(
        {
            "trade": (v["pi"], outcome(-v["a"], -v["phi"])),
            "acquiesce": (1 - v["pi"], outcome(v["d_U"], -v["v"])),
        }
    )
    return tree(decision("US", {"no-ban": outcome(0, 0), "ban": answer}), players=PLAYERS)


def ladder(v: Values) -> Game:
    """Model (c): seven rungs; who escalates risks a breakdown, who survives the last one has a truce."""
    below = outcome(0, 0)
    for rung in range(7, 0, -1):
        us = rung % 2
        concede = outcome(-v["L_U"], v["W_C"]) if us else outcome(v["W_U"], -v["L_C"])
        risk = v[f"r_{rung}"]
        escalate = chance({"breakdown": (risk, outcome(-v["D_U"], -v["D_C"])), "go on": (1 - risk, below)})
        below = decision("US" if us else "China", {"concede": concede, "escalate": escalate})
    return tree(below, players=PLAYERS)


def screening(v: Values) -> Game:
    """Model (d1): China asks before chance draws the US stock, so that all is seen.

    It asks for one of two reservations: what a type loses without a deal. A type that loses just that either
    way accepts, so that it has no move.
    """
    short, long, outside = v["short"], v["long"], v["w_C"]
    asks = {
        "ask high": chance(
            {
                "short stock": (v["pi"], outcome(-short, short)),
                "long stock": (
                    1 - v["pi"],
                    decision("US", {"accept": outcome(-short, short), "refuse": outcome(-long, outside)}),
                ),
            }
        ),
        "ask low": chance(
            {
                "short stock": (
                    v["pi"],
                    decision("US", {"accept": outcome(-long, long), "refuse": outcome(-short, outside)}),
                ),
                "long stock": (1 - v["pi"], outcome(-long, long)),
            }
        ),
    }
    return tree(decision("China", asks), players=PLAYERS)


def signalling(v: Values) -> Game:
    """Model (d2): a strong or a weak US stands or concedes; China sees that, and not the type."""
    concede = outcome(-v["a"], 0)
    relent = outcome(v["d_U"], -v["v"])

    def stand(persist: Any) -> Any:
        return decision("China", {"relent": relent, "persist": persist}, information_set="stand")

    return tree(
        chance(
            {
                "strong": (
                    v["s"],
                    decision("US", {"concede": concede, "stand": stand(outcome(0, -v["v"] - v["e"]))}),
                ),
                "weak": (
                    1 - v["s"],
                    decision("US", {"concede": concede, "stand": stand(outcome(-v["a"] - v["l"], 0))}),
                ),
            }
        ),
        players=PLAYERS,
    )


def trigger(gain: Any, loss: Any, delta: Any) -> Game:
    """Model (g): keep the truce for ever, or take the gain once and lose it for ever."""
    cheat = (1 - delta) * gain + delta * (gain - loss)
    return tree(decision("owner", {"keep": outcome(0), "cheat": outcome(cheat)}))


def stock(v: Values) -> Game:
    """Model (g) for the US: what it loses depends on the stock of magnets."""
    return trigger(v["d_U"], v["w"] * Max(0, 13 - v["k"]), v["delta"])


def substitution(v: Values) -> Game:
    """Model (g) for China: what it loses depends on the domestic share of chips."""
    return trigger(v["d_C"], v["V0"] * (1 - v["sigma"]), v["delta"])


def ratification(v: Values) -> Game:
    """Model (h): China asks the most that Congress accepts, or nothing."""
    chips = Min(1, v["g"] * v["m"] / v["h"])
    deal = outcome(v["m"] - v["d_U"] * chips, v["v"] * chips - v["d_C"])
    return tree(decision("China", {"deal": deal, "no deal": outcome(0, 0)}), players=PLAYERS)


def huawei(v: Values) -> Game:
    """Model (i1): sell or ban, permit or discourage, scale or wait; quantities as in Cournot's duopoly."""
    cost_n, cost_h = v["c_N"] / (1 - v["tau"]), v["c_H"]
    both_n, both_h = (10 - 2 * cost_n + cost_h) / 3, (10 - 2 * cost_h + cost_n) / 3
    only_n, only_h = (10 - cost_n) / 2, (10 - cost_h) / 2

    def end(n: Any, h: Any, scaled: int) -> Any:
        """Nvidia's profit is its own; China counts what buyers gain, Huawei's profit and its output."""
        profit_h = h * h - v["K"] * scaled
        us = v["lam"] * n * n - v["s"] * n - (v["gamma"] * h if not n else 0)
        return outcome(us, (n + h) ** 2 / 2 + profit_h + v["omega"] * h, profit_h)

    def alone(label: str) -> Any:
        return decision("Huawei", {"scale": end(0, only_h, 1), "wait": end(0, 0, 0)}, information_set=label)

    permitted = decision("Huawei", {"scale": end(both_n, both_h, 1), "wait": end(only_n, 0, 0)})
    sold = decision("China", {"permit": permitted, "discourage": alone("discouraged")})
    return tree(decision("US", {"sell": sold, "ban": alone("banned")}), players=("US", "China", "Huawei"))


def licensing(v: Values) -> Game:
    """Model (j): the buyer knows how likely a licence is, and uses the chips as agreed or diverts them."""

    def use(licensed: Any, denied: Any) -> Any:
        return chance({"licence": (v["l"], licensed), "denial": (1 - v["l"], denied)})

    civil = use(outcome(4, v["c_LC"]), outcome(-1, v["c_DC"]))
    divert = use(outcome(-6, v["c_LD"]), outcome(0, v["c_DD"]))
    return tree(decision("China", {"civil": civil, "divert": divert}), players=PLAYERS)


def interdiction(v: Values) -> Game:
    """Model (l): B teams on four routes as a zero-sum game; a route gets B times its weight in the mixture.

    No route gets more than one team as long as the answer does not ask for it, which holds on the range.
    """
    worth = [v[f"w_{route}"] for route in (1, 2, 3, 4)]
    lost = [
        [-w * (1 - v["e"] * v["B"]) if watched == taken else -w for taken, w in enumerate(worth)]
        for watched in range(4)
    ]
    routes = [f"route {number}" for number in (1, 2, 3, 4)]
    return qpq.NormalFormGame.zero_sum(lost, players=["inspector", "smuggler"], strategies=[routes, routes])


def closing_window(v: Values) -> Game:
    """Model (n): act now at a cost and keep today's share for ever, or take the best that peace can give."""
    act = v["p_1"] / (1 - v["delta"]) - v["c"]
    peace = 1 + v["delta"] * v["p_2"] / (1 - v["delta"])
    return tree(decision("China", {"act": outcome(act), "peace": outcome(peace)}))


LINKAGE = {
    "k": "6",
    "w": "1",
    "theta_C": "0",
    "kappa_U": "0",
    "kappa_C": "0",
    "d_U": "2",
    "d_C": "1",
    "v": "6",
}
TREE = {"w": "1", "d_U": "2", "d_C": "1", "v": "6", "kappa_U": "0", "kappa_C": "2", "phi": "1"}
CHIPS = {"c_N": "1", "c_H": "5", "tau": "0", "K": "3", "lam": "1/4", "s": "3/2"}
RISKS = {"r_1": "1/50", "r_2": "1/20", "r_3": "2/25", "r_4": "3/25", "r_5": "9/50", "r_6": "1/4"}


def without(numbers: Mapping[str, str], name: str, **more: str) -> dict[str, str]:
    """The numbers without the one that is varied."""
    return {key: value for key, value in {**numbers, **more}.items() if key != name}


FLIPS = (
    Flip(
        "a", "k", "0", "52", "Up to which stock the US prefers mutual cooperation to mutual restriction.",
        linkage, without(LINKAGE, "k", theta_U="0"), kind=dilemma_or_deadlock, solution="nash",
    ),
    Flip(
        "a", "theta_U", "5/2", "10", "How much a truce has to be worth to the US for cooperation to be the "
        "safer of two equilibria.", linkage, {**LINKAGE, "theta_C": "2"}, kind=safer, solution="nash",
    ),
    Flip(
        "b", "k", "0", "52", "Whether magnets can be traded for chips: with a longer stock the US would hold "
        "a ban.", sequential, {**TREE, "a": "1", "rho": "3"},
    ),
    Flip(
        "b", "a", "1/2", "8", "The same, by the cost of a climb-down at home.", sequential,
        {**TREE, "k": "6", "rho": "3"},
    ),
    Flip(
        "b", "rho", "0", "6", "Whether China's promise to deliver is believed.", sequential,
        {**TREE, "k": "6", "a": "1"},
    ),
    Flip(
        "b, with a belief", "pi", "0", "1", "How sure of a trade the US may be, and still ban.", belief,
        {"d_U": "2", "v": "6", "a": "1", "phi": "1"},
    ),
    Flip(
        "c", "r_7", "0", "1", "Up to what risk of a breakdown the last rung is a threat.", ladder,
        {**RISKS, "W_U": "4", "W_C": "3", "L_U": "3", "L_C": "4", "D_U": "14", "D_C": "11"},
    ),
    Flip(
        "d1", "pi", "0", "1", "When China asks so much that a breakdown becomes possible.", screening,
        {"short": "8", "long": "2", "w_C": "1"},
    ),
    Flip(
        "d2", "s", "1/100", "99/100", "How many strong types it takes for every type to stand.", signalling,
        {"a": "1", "l": "3", "e": "2", "v": "6", "d_U": "2"}, solution="nash",
    ),
    Flip(
        "g, US", "k", "0", "52", "From which stock on the US gains by breaking a truce for ever.", stock,
        {"w": "1", "d_U": "2", "delta": "9/10"},
    ),
    Flip(
        "g, China", "sigma", "0", "1", "From which domestic share on China does.", substitution,
        {"V0": "10", "d_C": "1", "delta": "9/10"},
    ),
    Flip(
        "h", "h", "1", "30", "How heavily Congress may weigh chips against plants before no deal is left.",
        ratification, {"g": "1/2", "m": "7", "v": "6", "d_U": "2", "d_C": "1"},
    ),
    Flip(
        "i1", "omega", "0", "3", "From which value of autonomy on chips that may be sold are not bought.",
        huawei, {**CHIPS, "gamma": "1"},
    ),
    Flip(
        "i1", "gamma", "0", "3", "How much the US must mind Huawei's output to sell.", huawei,
        {**CHIPS, "omega": "1"},
    ),
    Flip(
        "j", "l", "0", "1", "How freely licences may be given before chips are diverted.", licensing,
        {"c_LC": "3", "c_LD": "5", "c_DC": "-1", "c_DD": "-4"},
    ),
    Flip(
        "l", "B", "1", "5/2", "How many teams make the smuggler turn to a fourth route.", interdiction,
        {"e": "4/5", "w_1": "10", "w_2": "8", "w_3": "6", "w_4": "3"}, solution="zero-sum",
    ),
    Flip(
        "n", "p_1", "0", "1", "How much leverage today makes waiting for less tomorrow too dear.",
        closing_window, {"p_2": "2/5", "delta": "9/10", "c": "1"},
    ),
)  # fmt: skip
"""In the order of the models."""
