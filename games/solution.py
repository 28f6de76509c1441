"""Answers that prove themselves: `Equilibrium`, and the `Solution` that says what a set of them claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from .certificate import Mixed, MixedProfile, Regret, nash_regrets
from .decimals import short_text
from .errors import InvalidInput, NotAnEquilibrium, UnsupportedGame
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .situation import Situation
from .ties import Ties

if TYPE_CHECKING:
    from .allocation import Allocation
    from .assessment import BeliefSet
    from .commitment import Commitment
    from .elimination import EliminationReport
    from .empty_threats import EmptyThreat
    from .enclosure import Enclosure
    from .extensive_correlation import CorrelatedPlay
    from .sequence_commitment import SequenceCommitment
    from .trigger import Trigger
    from .unsupported import Unsupported

OF_THE_WHOLE = frozenset({"nash", "pure-nash"})
"""The concepts whose profiles may rest on threats that nobody would carry out."""

Game: TypeAlias = NormalFormGame | ExtensiveFormGame
Profile: TypeAlias = "MixedProfile | tuple[Mixed | None, ...]"
Distribution: TypeAlias = tuple[tuple[tuple[int, ...], Fraction], ...]
"""Cells of a normal form with their positive probabilities."""

Dual: TypeAlias = "Mixed | Mapping[str, Mapping[str, Any]]"
"""A strategy of the second player (zero-sum), or multipliers by player and by what they stand for."""

EVERY_SUBGAME = frozenset({"subgame-perfect"})
"""The concepts whose profiles must be equilibria of every subgame."""

WITH_BELIEFS = frozenset({"perfect-bayesian", "sequential"})
"""The concepts whose profiles must be best everywhere under some beliefs."""

WHOLE_GAME = frozenset({"nash", "pure-nash", "zero-sum", "dominance", "rationalizable"})
"""The concepts whose profiles must be equilibria of the whole game."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof that travels with an equilibrium: the largest regret of any player, recomputed exactly."""

    max_regret: Fraction


@dataclass(frozen=True)
class Equilibrium:
    """A profile that is an equilibrium; constructing one *is* the proof.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
    profile : tuple
        For a normal form one mixed strategy per player; for a tree one distribution per information set
        (None for chance and for sets that the mover's own play excludes).
    concept : str
        ``"subgame-perfect"`` demands zero regret in every subgame, ``"stackelberg"`` of the follower and,
        against the bound that `proof` proves, of the leader; ``"perfect-bayesian"`` and ``"sequential"`` ask
        for beliefs that support the profile at every information set, and leave them all in `beliefs`; every
        other name in the whole game.
    proof : Commitment, optional
        Of Stackelberg answers: who leads, and what bounds the leader's payoff.

    Attributes
    ----------
    payoffs, certificate
        What the profile pays, and the proof.
    beliefs : tuple
        Of perfect Bayesian and sequential equilibria.
    threats : tuple of EmptyThreat, or None
        Of Nash equilibria of trees: why it is not subgame perfect; empty where it is, or can be completed to
        one in subgames of one move. None where the profile is silent about a subgame of several moves, or the
        tree has more than 2000 nodes.

    Raises
    ------
    NotAnEquilibrium
        Naming the player who gains, how much, and by what.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"])
    >>> one = (Fraction(0), Fraction(1))
    >>> Equilibrium(game, (one, one)).payoffs
    (Fraction(-5, 1), Fraction(-5, 1))
    >>> Equilibrium(game, ((Fraction(1), Fraction(0)), one))
    Traceback (most recent call last):
    quidproquo.games.errors.NotAnEquilibrium: US gains 2 by switching to 2
    """

    game: Game = field(repr=False)
    profile: Profile
    concept: str = "nash"
    proof: Commitment | SequenceCommitment | None = field(default=None, repr=False, compare=False)
    payoffs: tuple[Fraction, ...] = field(init=False)
    certificate: Certificate = field(init=False, compare=False)
    beliefs: tuple[BeliefSet | None, ...] = field(init=False, repr=False, compare=False, default=())
    threats: tuple[EmptyThreat, ...] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", _with_fractions(self.profile))
        if self.concept in WITH_BELIEFS and isinstance(self.game, ExtensiveFormGame):
            from .assessment import belief_sets

            found: Any = self.profile
            object.__setattr__(self, "beliefs", belief_sets(self.game, found, self.concept))
        payoffs, regrets = regrets_of(self.game, self.profile, self.concept, self.proof)
        worst = max(regrets, key=lambda regret: regret.gain)
        if worst.gain:
            raise NotAnEquilibrium(str(worst))
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "certificate", Certificate(worst.gain))
        if self.concept in OF_THE_WHOLE and isinstance(self.game, ExtensiveFormGame):
            from .empty_threats import threats_of

            plan: Any = self.profile
            object.__setattr__(self, "threats", threats_of(self.game, plan))


@dataclass(frozen=True)
class Approximate:
    """A profile that a numerical method found, with what it lacks to be an equilibrium: never taken for one.

    `regret_bound` is recomputed exactly: no player gains more by any deviation in the whole game. `payoffs`
    are those of the profile, `gains` what each player could gain.

    Examples
    --------
    >>> third, rest = Fraction(1, 3), Fraction(2, 3)
    >>> pennies = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    >>> Approximate(pennies, ((third, rest), (third, rest))).regret_bound
    Fraction(4, 9)
    """

    game: Game = field(repr=False)
    profile: Profile
    regret_bound: Fraction = field(init=False)
    payoffs: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)
    gains: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "profile", _with_fractions(self.profile))
        payoffs, regrets = regrets_of(self.game, self.profile)
        object.__setattr__(self, "regret_bound", max(regret.gain for regret in regrets))
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "gains", tuple(regret.gain for regret in regrets))


def regrets_of(
    game: Game, profile: Any, concept: str = "nash", proof: Commitment | SequenceCommitment | None = None
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Return the payoffs and the regret of each player, for either form of game.

    Raises
    ------
    UnsupportedGame
        For a concept without such a certificate, and for subgame perfection in a normal form.
    """
    if concept == "stackelberg" and proof is not None and isinstance(game, NormalFormGame):
        from .commitment_proof import commitment_regrets

        of_table: Any = proof
        return commitment_regrets(game, profile, of_table)
    if concept == "stackelberg" and proof is not None and isinstance(game, ExtensiveFormGame):
        from .sequence_commitment import SequenceCommitment, sequence_commitment_regrets

        if isinstance(proof, SequenceCommitment):
            return sequence_commitment_regrets(game, profile, proof)
        from .commitment_tree import tree_commitment_regrets

        return tree_commitment_regrets(game, profile, proof)
    if concept not in EVERY_SUBGAME | WHOLE_GAME | WITH_BELIEFS:
        known = ", ".join(sorted(EVERY_SUBGAME | WHOLE_GAME | WITH_BELIEFS))
        raise UnsupportedGame(
            f"{concept!r} is no concept that a profile can be checked for; accepted: {known}"
        )
    if isinstance(game, NormalFormGame) and concept in EVERY_SUBGAME | WITH_BELIEFS:
        raise UnsupportedGame(f"{concept} is a property of trees; this game is a normal form")
    if isinstance(game, NormalFormGame):
        return nash_regrets(game, profile)
    if concept in WITH_BELIEFS:
        from .assessment import assessment_payoffs

        return assessment_payoffs(game, profile)
    from .tree_certificate import tree_regrets

    return tree_regrets(game, profile, every_subgame=concept in EVERY_SUBGAME)


def _with_fractions(profile: Any) -> Any:
    """The profile with whole numbers as Fractions; everything else is left for the certificate to judge."""
    distinct = dict(zip(map(id, profile), profile, strict=True)).values()  # in large trees many are one
    if all(type(p) is Fraction for mixed in distinct for p in mixed or ()):
        return profile
    return tuple(
        None if mixed is None else tuple(Fraction(p) if type(p) is int else p for p in mixed)
        for mixed in profile
    )


@dataclass(frozen=True, slots=True)
class Product:
    """A convex piece of an equilibrium component: one convex hull of mixed strategies per player.

    For trees the vectors run over the reduced strategies.
    """

    hulls: tuple[tuple[Mixed, ...], ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """The probability of one action, named for use in polynomial relations."""

    name: str
    player: str
    information_set: str
    action: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the closed sets whose union is the answer: all `relations` hold together.

    Relations are polynomials in the variables compared with ``=``, ``>=`` or ``<=``, such as
    ``"p1 >= 1/6"``. The probabilities of actions that no variable stands for follow from the others of
    the same information set, or are the same in every equilibrium of the answer.
    """

    variables: tuple[Variable, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Solution:
    """What a solver found, what it claims to have found, and why.

    Attributes
    ----------
    game, concept, method
        `concept` is a solution name such as ``"nash"``; `method` names the algorithm.
    equilibria : tuple of Equilibrium
        Where the answer is a continuum, its extreme points.
    components : tuple of tuples of int
        The connected sets of equilibria, as indices into `equilibria`.
    complete : bool
        True only where it is proven that nothing is missing; `complete_because` says why, or why not.
    knife_edge : bool
        Whether some answer rests on a tie, so that a small change of payoffs may change the set.
    pieces : tuple of tuples of Product
        For each component the products of convex hulls whose union it is; empty when all are points.
    conditions : tuple of Alternative
        The whole set, where it is no union of such products.
    value, dual
        Of answers by linear programs: the number asked for, and the multipliers that prove it. Zero-sum:
        what the first player gets, and an optimal strategy of the second. Critical discount factors may be an
        `AlgebraicNumber`, which computes like a Fraction.
    attained : bool, optional
        Of a value that may be a supremum: whether some play reaches it.
    objective : str
        Of correlated play: what the distribution is best for.
    distribution : tuple of (cell, probability)
        Of correlated play: the cells recommended with positive probability; in trees, of the reduced
        strategies.
    indices : tuple of int or None
        Of all equilibria of a bimatrix game: the index of each one that is regular (`index_of`).
    approximate : tuple of Approximate
        What a numerical method came to, with exact bounds on regret; no part of the equilibria.
    commitment : Commitment, optional
        Of Stackelberg answers: both versions of the value, with proof.
    commitment_bounds : SequenceCommitment, optional
        Of Stackelberg answers for trees without a normal form: a bound for each reply, with proof.
    correlated_play : CorrelatedPlay, optional
        Of correlated play in trees: payoffs, and the weights of pairs of sequences.
    elimination : EliminationReport, optional
        Of answers by dominance: survivors, deletions and beliefs.
    allocations : tuple of Allocation
        Of bargaining and cooperative games: what each player gets.
    ideal : tuple of Allocation
        Of Kalai-Smorodinsky answers: the best agreement of each player.
    offers : tuple of Allocation or None
        Of alternating offers: each player's offer, or with a last round that of each round, None where the
        proposer would rather be refused.
    enclosures : tuple of Enclosure
        Of answers that are no algebraic numbers: intervals that contain them.
    removed : tuple of (Equilibrium, str)
        Of an answer that was filtered: what was left out, and why.
    unsupported : tuple of Unsupported
        Of perfect Bayesian and sequential answers: Nash equilibria that no belief supports.
    ties : mapping of information set to actions, by number
        Of subgame perfect answers: the actions between which a player is indifferent in an equilibrium.
    payoff_set : tuple of tuples of str
        Of a continuum: for each of the `conditions` the payoff of every player, in its variables.
    pure_count : int, optional
        Of subgame perfect answers: how many equilibria are pure, listed or not; None if not counted.
    lam : Fraction, optional
        Of quantal answers: the precision of choice, ``lambda`` in the JSON.
    trigger : Trigger, optional
        Of repeated games: the trigger strategy with the critical discount factor of each player.
    statistics : mapping
        Counts of what was done; not part of what the answer claims.
    """

    game: Situation
    concept: str
    method: str
    equilibria: tuple[Equilibrium, ...]
    components: tuple[tuple[int, ...], ...]
    complete: bool
    complete_because: str
    knife_edge: bool = False
    pieces: tuple[tuple[Product, ...], ...] = ()
    conditions: tuple[Alternative, ...] = ()
    value: Fraction | None = None
    dual: Dual | None = None
    attained: bool | None = None
    objective: str = ""
    distribution: Distribution = ()
    indices: tuple[int | None, ...] = ()
    approximate: tuple[Approximate, ...] = ()
    commitment: Commitment | None = None
    commitment_bounds: SequenceCommitment | None = None
    correlated_play: CorrelatedPlay | None = None
    elimination: EliminationReport | None = None
    allocations: tuple[Allocation, ...] = ()
    ideal: tuple[Allocation, ...] = ()
    offers: tuple[Allocation | None, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    removed: tuple[tuple[Equilibrium, str], ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    ties: Ties = field(default_factory=dict)
    payoff_set: tuple[tuple[str, ...], ...] = ()
    pure_count: int | None = None
    lam: Fraction | None = None
    trigger: Trigger | None = None
    statistics: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if any(e.game is not self.game and e.game != self.game for e in self.equilibria):
            raise InvalidInput("an equilibrium of another game stands among the equilibria")
        if self.indices and len(self.indices) != len(self.equilibria):
            raise InvalidInput(f"indices: one for each of the {len(self.equilibria)} equilibria is needed")
        if any(not 0 <= i < len(self.equilibria) for component in self.components for i in component):
            raise InvalidInput(f"components: indices into the {len(self.equilibria)} equilibria are needed")

    def __repr__(self) -> str:
        claim = "all" if self.complete else "some"
        if self.elimination is not None:
            left = "×".join(str(len(own)) for own in self.elimination.strict.survivors)
            return f"<Solution {self.concept}: {left} strategies left{'' if self.complete else ', or fewer'}>"
        if self.lam is not None:
            return (
                f"<Solution {self.concept}: lambda {short_text(self.lam)}, {len(self.enclosures)} enclosure>"
            )
        if self.trigger is not None:
            critical = "impossible" if self.value is None else short_text(self.value)
            return f"<Solution {self.concept}: {critical}>"
        if (self.distribution or self.correlated_play is not None) and self.value is not None:
            return f"<Solution {self.concept}: {self.objective} {short_text(self.value)}>"
        if self.allocations:
            rows = "; ".join(f"({', '.join(map(short_text, a.payoffs))})" for a in self.allocations[:4])
            return f"<Solution {self.concept}, {claim}: {rows}{'; …' if len(self.allocations) > 4 else ''}>"
        if self.value_bounds is not None:
            low, high = map(float, self.value_bounds)
            return f"<Solution {self.concept}: bounds close to {low:.6g} and {high:.6g}>"
        if self.attained is False and self.value is not None:
            return f"<Solution {self.concept}: {short_text(self.value)}, not attained>"
        listed = self.equilibria
        if not listed:
            return f"<Solution {self.concept}, {claim}: none>"
        shown = "; ".join(f"({', '.join(map(short_text, e.payoffs))})" for e in listed[:4])
        more = f"; … {len(listed) - 4} more" if len(listed) > 4 else ""
        return f"<Solution {self.concept}, {claim}: {len(listed)} with payoffs {shown}{more}>"

    @property
    def value_bounds(self) -> tuple[Fraction, Fraction] | None:
        """Of a zero-sum answer without a value: what the first player guarantees and the second concedes."""
        if self.concept != "zero-sum" or self.value is not None or not self.approximate:
            return None
        one = self.approximate[0]
        return one.payoffs[0] - one.gains[1], one.payoffs[0] + one.gains[0]

    def to_json(self) -> str:
        """Write the answer in the published format (see `solution_schema`)."""
        from .solution_json import write_solution

        return write_solution(self)

    @classmethod
    def from_json(cls, text: str, game: Situation) -> Solution:
        """Read an answer for `game`, after every claim in it was checked as `verify_document` does.

        Raises
        ------
        ParseError
            For text that is not in the published format.
        NotAnEquilibrium
            For a claim that fails its check, naming the first three.
        """
        from .solution_reader import read_solution

        return read_solution(text, game)

    def _repr_html_(self) -> str:
        from .solution_display import solution_html

        return solution_html(self)
