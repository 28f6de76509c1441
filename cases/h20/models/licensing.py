"""Model (j): the US commits itself to how freely it licenses chips, and a buyer decides on their use.

The US licenses or denies, the buyer uses the chips as the licence says or diverts them. Where both move at
once, they mix; where the US can commit itself to a probability of a licence first, the buyer replies to that
probability (Stackelberg 1934; in mixed strategies Conitzer and Sandholm 2006).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ....games.exact import Number
from ....games.extensive_form import ExtensiveFormGame
from ....games.normal_form import NormalFormGame
from ....games.tree_builder import Branching, chance, decision, outcome, tree
from ...frozen import Frozen
from ...model import Model, Values
from ..judged import judged
from ..words import CHINA, CIVIL, DENY, DIVERT, LICENSE, PLAYERS, US

TITLE = "Licensing: a rule for licences, and what chips are used for"


def licensing(p: Values) -> NormalFormGame:
    """Return the game for these values of R and of the own numbers u and c.

    Examples
    --------
    >>> from ....solvers.commitment import stackelberg
    >>> numbers = {"R": Fraction(4)} | {name: one.default for name, one in OWN.items()}
    >>> stackelberg(licensing(numbers), "US").commitment.strong.value
    Fraction(2, 1)
    """
    return NormalFormGame.from_table(
        {
            (LICENSE, CIVIL): (p["R"], p["c_LC"]),
            (LICENSE, DIVERT): (p["u_LD"], p["c_LD"]),
            (DENY, CIVIL): (p["u_DC"], p["c_DC"]),
            (DENY, DIVERT): (p["u_DD"], p["c_DD"]),
        },
        players=PLAYERS,
        title=TITLE,
    )


def use(p: Values, licence: Number, label: str = "use") -> Branching:
    """Return the buyer's decision under a rule that gives a licence with probability `licence`.

    ``tree(use(p, Symbol("l")), players=("US", "China"))`` can be mapped by `regimes`: the border is the
    freest rule under which chips are used as agreed.
    """
    payoffs = {
        CIVIL: (outcome(p["R"], p["c_LC"]), outcome(p["u_DC"], p["c_DC"])),
        DIVERT: (outcome(p["u_LD"], p["c_LD"]), outcome(p["u_DD"], p["c_DD"])),
    }
    drawn = {
        action: chance({LICENSE: (licence, licensed), DENY: (1 - licence, denied)})
        for action, (licensed, denied) in payoffs.items()
    }
    return decision(CHINA, drawn, information_set=label)


def licensing_on_grid(p: Values, steps: int) -> ExtensiveFormGame:
    """Return the tree in which the US picks one of `steps` + 1 evenly spaced rules before the buyer decides.

    Its answers converge to the commitment to any rule as the grid gets finer.
    """
    rules = {f"rule-{i}": use(p, Fraction(i, steps), f"use under rule {i}") for i in range(steps + 1)}
    title = f"{TITLE}, on a grid of {steps} steps"
    return tree(decision(US, rules, information_set="rule"), players=PLAYERS, title=title)


@dataclass(frozen=True)
class LicensingAnswer:
    """The closed form of model (j), in the usual order of the payoffs.

    `licence` is the freest rule under which chips are used as agreed, `value` what the US gets by committing
    itself to it, `diverting` what it gets from the best rule under which they are diverted. Without
    commitment the US licenses as often, the buyer diverts with probability `diverted`, and `nash` are the
    payoffs.
    """

    licence: Fraction
    value: Fraction
    diverting: Fraction
    diverted: Fraction
    nash: tuple[Fraction, Fraction]


def licensing_closed_form(p: Mapping[str, Fraction]) -> LicensingAnswer:
    """Return the answer by formula, for tests of the general solvers.

    The buyer uses chips as agreed up to the probability (c_DC - c_DD) / (c_DC - c_DD + c_LD - c_LC) of a
    licence. The usual order: a buyer who is sure of a licence diverts and one who is sure of none does not;
    the US licenses what is used as agreed and denies what is diverted, and likes agreed use better.

    Examples
    --------
    >>> found = licensing_closed_form({"R": Fraction(4)} | {name: one.default for name, one in OWN.items()})
    >>> [str(x) for x in (found.licence, found.value, found.diverting, found.diverted, *found.nash)]
    ['3/5', '2', '-18/5', '5/11', '-6/11', '7/5']
    """
    deterred, tempted = p["c_DC"] - p["c_DD"], p["c_LD"] - p["c_LC"]
    rule = deterred / (deterred + tempted)
    gain, harm = p["R"] - p["u_DC"], p["u_DD"] - p["u_LD"]
    diverted = gain / (gain + harm)
    return LicensingAnswer(
        licence=rule,
        value=rule * p["R"] + (1 - rule) * p["u_DC"],
        diverting=rule * p["u_LD"] + (1 - rule) * p["u_DD"],
        diverted=diverted,
        nash=(
            (1 - diverted) * p["R"] + diverted * p["u_LD"],
            rule * p["c_LC"] + (1 - rule) * p["c_DC"],
        ),
    )


_CHIPS = ("h20-potential-2025", "nvidia-h20-lost-q2-fy2026")
_SECURITY = ("us-h20-licence-requirement", "congress-protest-july")
_HARM = "The default of Sec: chips in a forbidden use cost what selling them would cost; no fact measures it."
_LOST = "Denying an honest buyer forgoes sales and gives room to other makers; that it is 1 is a judgement."
_NONE = "Where nothing is licensed and nothing passed on, nothing is lost or gained: the reference."
_USE = "About half of v, as only a part of the uses is licensed; the number is a judgement."
_MORE = "A forbidden use is taken to be worth more than an agreed one; nobody stated by how much."
_EMPTY = "Preparing for chips that do not come costs something; no fact says how much."
_PENALTY = "Listing and loss of supply follow when diversion without a licence is found; a judgement."

OWN = {
    "u_LD": judged(
        "u_{LD}",
        "US payoff if licensed chips are diverted.",
        "points",
        ("-6", "-12", "-2"),
        _HARM,
        *_SECURITY,
    ),
    "u_DC": judged(
        "u_{DC}", "US payoff if an honest buyer is denied.", "points", ("-1", "-4", "-1/2"), _LOST, *_CHIPS
    ),
    "u_DD": judged(
        "u_{DD}", "US payoff if a diverting buyer is denied.", "points", ("0", "-1/2", "1"), _NONE, *_SECURITY
    ),
    "c_LC": judged("c_{LC}", "Buyer's payoff from agreed use.", "points", ("3", "1", "4"), _USE, *_CHIPS),
    "c_LD": judged("c_{LD}", "Buyer's payoff from diversion.", "points", ("5", "9/2", "8"), _MORE, *_CHIPS),
    "c_DC": judged(
        "c_{DC}", "Payoff of an honest buyer who is denied.", "points", ("-1", "-2", "0"), _EMPTY, *_CHIPS
    ),
    "c_DD": judged(
        "c_{DD}",
        "Payoff of a diverting buyer who is denied.",
        "points",
        ("-4", "-8", "-5/2"),
        _PENALTY,
        "us-affiliates-rule",
    ),
}

MODEL = Model(id="licensing", title=TITLE, parameters=("R", *OWN), build=licensing, own=Frozen(OWN))
