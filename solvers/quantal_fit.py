"""Lambda fitted to observed choices: estimate, profile interval, and a test against chance."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..games.enclosure import Interval
from ..games.errors import InvalidInput
from ..games.exact import exact, number_text
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.quantal_fit import QuantalFit
from ..games.record import Counts, Record, counts_of
from .branch_likelihood import BranchLikelihood
from .likelihood_search import Peak, edge, grid, highest, quantile
from .logit_map import logit_map
from .logit_path import follow
from .quantal import checked_game, decimal_interval, likelihood_of_counts
from .quantal_path import END, quantal_path
from .tree_likelihood import TreeLikelihood

DIGITS = 20
BITS = 256
GRIDS = range(-8, 24)

ONE_PEAK = (
    "every other lambda is less likely, by the signs of the derivatives of the likelihood in ball arithmetic"
)
BEST_REPLIES = (
    "every observed move is the only best one in backward induction, so that the likelihood tends to 1 as "
    "lambda grows and is smaller at every lambda"
)
TIES = (
    "no lambda was found that is likelier than what the likelihood tends to as lambda grows; "
    "that there is none is not proven"
)
FLAT = (
    "record: these choices are as likely at every lambda that was tried, so that they tell nothing about it; "
    "choices among actions that yield different amounts are needed"
)
ON_BRANCH = "the branch from uniform play was searched in floats"
RISING = "the likelihood rises towards its value in the equilibrium that the branch approaches"
OPEN = "that no other lambda is likelier could not be proven"


def fit_lambda(
    game: NormalFormGame | ExtensiveFormGame, record: Record, *, level: Any = "0.95"
) -> QuantalFit:
    """Return the lambda under which a record is likeliest, and what the record can tell about it.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        As for `quantal`. In trees with perfect information the fit is proven. Elsewhere responses are many,
        and the branch from uniform play is taken, in floats: `proven` is then false.
    record : mapping or sequence of str
        ``{set: {action: times}}`` by labels, in normal forms ``{player: {strategy: times}}``, or the actions
        of one observed play of a tree.
    level : exact number
        Of the profile interval, between 0 and 1.

    Returns
    -------
    QuantalFit
        The estimate, the log-likelihood there and under chance, the profile interval and the test against
        chance, as intervals that hold the numbers; `sentence` says in plain words what the record tells.

    Raises
    ------
    InvalidInput
        For a record that does not fit the game, or is as likely whatever lambda is, and for another level.
    UnsupportedGame
        As for `quantal`.

    Notes
    -----
    Choices are taken as independent draws from the logit response (McKelvey and Palfrey 1998). The profile
    interval inverts the likelihood-ratio test, whose size is right for long records only; so is the p-value
    of chance, which takes into account that lambda cannot be negative (Chernoff 1954; Self and Liang 1987).

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome(1)}, information_set="move"))
    >>> fit = fit_lambda(game, {"move": {"hold": 2, "trade": 6}})
    >>> round(float(fit.estimate[0]), 6), fit.proven
    (1.098612, True)
    >>> print(fit.sentence)
    The likeliest lambda is 1.099; with 8 observed choices the 95% interval goes from 0 to 3.019, and chance
    has a p-value of 0.07399. The record cannot tell the choices from chance.
    """
    checked_game(game)
    share = exact(level, "level")
    if not isinstance(share, Fraction) or not 0 < share < 1:
        raise InvalidInput(f"level is {number_text(share)}; a rational number between 0 and 1 is accepted")
    counts = counts_of(game, record)
    from flint import ctx

    before, ctx.prec = ctx.prec, BITS
    try:
        if isinstance(game, ExtensiveFormGame) and game.has_perfect_information:
            return _fit(TreeLikelihood(game, counts), share)
        return _fit_on_branch(game, counts, share)
    finally:
        ctx.prec = before


def _fit(likelihood: TreeLikelihood, level: Fraction) -> QuantalFit:
    from flint import arb

    first = 1 / likelihood.unit
    chance = likelihood.jet(Fraction(0), Fraction(0))[0]
    supremum = _at_the_end(likelihood)
    spots = [likelihood.jet(first * Fraction(2) ** k, first * Fraction(2) ** k)[0] for k in (-4, -1, 0, 1, 4)]
    if supremum is not None and all(x.overlaps(chance) for x in (*spots, supremum)):
        raise InvalidInput(FLAT)
    peak, proven, because = None, True, ONE_PEAK
    if supremum is not None and supremum == 0:
        because = BEST_REPLIES
    else:
        peak = highest(likelihood, first)
        if peak is None:
            proven = False
            peak, because = _likeliest(likelihood, first, supremum)
    value = supremum if peak is None else peak.value
    half = quantile(level) / 2
    lower, upper, closed = _profile(likelihood, peak, value - half, first, supremum)
    statistic = 2 * (value - chance)
    places = DIGITS + len(str(int(1 / first)))
    at_chance = peak is not None and peak.place[1] == 0
    p_value = arb(1) if at_chance else _beyond_chance(statistic)
    return QuantalFit(
        game=likelihood.game,
        counts=dict(likelihood.counts),
        estimate=None if peak is None else grid(peak.place, places),
        log_likelihood=decimal_interval(value),
        chance=decimal_interval(chance),
        level=level,
        lower=grid(lower, places),
        upper=None if upper is None else grid(upper, places),
        statistic=(Fraction(0), Fraction(0)) if at_chance else decimal_interval(statistic),
        p_value=(Fraction(1), Fraction(1)) if at_chance else _significant(p_value),
        proven=proven and closed,
        because=because if closed or not proven else "the ends of the profile interval could not be proven",
    )


def _at_the_end(likelihood: TreeLikelihood) -> Any:
    """What the log-likelihood tends to as lambda grows; None for minus infinity."""
    from flint import arb

    ties = likelihood.ties_at_the_end
    if 0 in ties.values():
        return None
    return sum((-arb(k).log() * likelihood.counts[move] for move, k in ties.items()), arb(0))


def _likeliest(likelihood: TreeLikelihood, first: Fraction, supremum: Any) -> tuple[Peak | None, str]:
    """The likeliest of some lambdas where nothing was proven, or None where the end is likelier."""
    places = [Fraction(0), *(first * Fraction(2) ** k for k in GRIDS)]
    values = [likelihood.jet(x, x)[0] for x in places]
    best = max(range(len(places)), key=lambda k: float(values[k].mid()))
    if supremum is not None and not values[best] > supremum:
        return None, TIES
    return Peak((places[best], places[best]), values[best]), OPEN


def _profile(
    likelihood: TreeLikelihood, peak: Peak | None, floor: Any, first: Fraction, supremum: Any
) -> tuple[Interval, Interval | None, bool]:
    """Where the likelihood reaches a floor first and last, and whether that was proven."""
    zero = (Fraction(0), Fraction(0))
    inside = first if peak is None else peak.place[0]
    while peak is None and not likelihood.jet(inside, inside)[0] > floor:
        inside *= 2
    lower: Interval | None = zero
    if likelihood.jet(Fraction(0), Fraction(0))[0] < floor:
        lower = edge(likelihood, floor, inside, Fraction(0))
    if supremum is not None and supremum > floor:
        return lower or zero, None, lower is not None
    far = max(inside, first)
    for _ in range(80):
        if likelihood.beyond(far) < floor:
            break
        far *= 2
    else:
        far = max(inside, first)
        while not likelihood.jet(far, far)[0] < floor:
            far *= 2
        return lower or zero, edge(likelihood, floor, inside, far), False
    upper = edge(likelihood, floor, inside, far)
    return lower or zero, upper, lower is not None and upper is not None


def _fit_on_branch(game: NormalFormGame | ExtensiveFormGame, counts: Counts, level: Fraction) -> QuantalFit:
    """The fit along the branch from uniform play; the likelihoods at the estimate and at 0 are proven."""
    from flint import arb

    system = logit_map(game)
    places = tuple(follow(system, END))
    branch = BranchLikelihood(system, counts, places)
    unit, half = float(system.unit), quantile(level) / 2
    if all(abs(branch.at(last) - branch.at(0.0)) <= 1e-12 for _, last, _, _ in branch.steps):
        raise InvalidInput(FLAT)
    chance = likelihood_of_counts(game, counts, Fraction(0))
    best, limit = branch.best(), _at_the_limit(game, counts)
    estimate = None
    if limit is not None and branch.at(best) <= float(limit) + 1e-9 * (1 + abs(float(limit))):
        value, because = limit, f"{RISING}; {ON_BRANCH}"
    else:
        lam = (
            Fraction(f"{best / unit:.12g}") if best > 0 and branch.at(best) > branch.at(0.0) else Fraction(0)
        )
        low, high = likelihood_of_counts(game, counts, lam)
        value, because = _ball(low).union(_ball(high)), ON_BRANCH
        estimate = (lam, lam)
        best = float(lam) * unit
    floor = float(value) - float(half)
    inside = best if estimate is not None else branch.end
    lower = 0.0 if branch.at(0.0) >= floor else branch.leaves(inside, 0.0, floor)
    upper = None
    open_ended = branch.at(branch.end) >= floor if limit is None else float(limit) >= floor
    if not open_ended:
        upper = branch.leaves(inside, branch.end, floor)
    nothing = (Fraction(0), Fraction(0))
    at_chance = estimate == nothing
    statistic = 2 * (value - _ball(chance[0]).union(_ball(chance[1])))
    p_value = arb(1) if at_chance else _beyond_chance(statistic)
    return QuantalFit(
        game=game,
        counts=dict(counts),
        estimate=estimate,
        log_likelihood=decimal_interval(value),
        chance=chance,
        level=level,
        lower=_written(lower / unit),
        upper=None if upper is None else _written(upper / unit),
        statistic=nothing if at_chance else decimal_interval(statistic),
        p_value=(Fraction(1), Fraction(1)) if at_chance else _significant(p_value),
        proven=False,
        because=because,
    )


def _at_the_limit(game: NormalFormGame | ExtensiveFormGame, counts: Counts) -> Any:
    """The log-likelihood in the limit of the branch; None for minus infinity, and where there is no limit."""
    limit = quantal_path(game).limit
    if limit is None:
        return None
    chances = [(limit.profile[number], action, n) for (number, action), n in counts.items() if n]
    if any(not row or not row[action] for row, action, _ in chances):
        return None
    return sum((_ball(row[action]).log() * n for row, action, n in chances if row), _ball(Fraction(0)))


def _written(number: float) -> Interval:
    found = Fraction(f"{number:.9g}")
    return found, found


def _ball(number: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))


def _beyond_chance(statistic: Any) -> Any:
    """The p-value of chance; what rounding may have put below 0 counts as 0, where the number cannot be."""
    from flint import arb

    ends = (statistic.lower(), statistic.upper())
    high, low = [(end / 2).sqrt().erfc() / 2 if end > 0 else arb(1) / 2 for end in ends]
    return low.union(high)


def _significant(ball: Any) -> Interval:
    """Ends with some significant digits, however small the number is."""
    from flint import arb

    shift = max(0, -int(float(ball.log() / arb(10).log()) // 1)) if ball > 0 else 0
    low, high = decimal_interval(ball * arb(10) ** shift)
    return low / 10**shift, high / 10**shift
