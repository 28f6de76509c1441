"""All equilibria of one subgame with imperfect information, as cases that backward induction goes on with.

What the smaller subgames below it yield is put in their place; what is left is a game of its own, solved in
reduced strategies. Isolated equilibria become cases with fixed probabilities, products of polytopes become
cases whose probabilities are bounded by facets.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from ..games.certificate import Mixed
from ..games.errors import LimitReached, SolverFailed
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.plans import Plan, reduced_strategies
from ..games.solution import Product, Profile, Solution
from ..games.strategies import behaviour_of, normal_form
from ..games.subgames import Block, block_game, subgame_blocks
from .facets import facets
from .induction import MAX_CASES, Case, Induction, Values
from .multilinear import Multilinear
from .nash import nash
from .probability_region import Relation, corners, pinned
from .tie_conditions import set_relations
from .tree_nash import tree_nash

CONTINUUM = (
    "the equilibria after {place} are a continuum over several moves of a player, "
    "of which the extreme ones are given"
)
PAYOFFS = (
    "the payoffs after {place} are a continuum that matters for a subgame with imperfect information; "
    "its extreme selections were followed"
)
IRRATIONAL = "the subgame at {place} has equilibria in irrational probabilities, which are left out"


def block_cases(game: ExtensiveFormGame, state: Induction, block: Block) -> list[Case]:
    """Return the cases of a block's root: one for each equilibrium, or polytope of equilibria, of the block.

    Raises
    ------
    LimitReached
        If the selections below multiply to more than `MAX_CASES`, or the block is too large to be solved.
    """
    solver = _BlockSolver(game, state, block)
    options = [_with_fixed_values(game, state, node) for node in block.exits]
    if prod(map(len, options)) > MAX_CASES:
        raise LimitReached(
            f"ties and equilibria multiply to more than {MAX_CASES} cases at {game.node_text(block.root)}"
        )
    found: list[Case] = []
    for exits in itertools.product(*options):
        values = tuple(tuple(v.coefficient() for v in case.values) for case in exits)
        relations = tuple(r for case in exits for r in case.relations)
        supports = tuple(pair for case in exits for pair in case.supports)
        for own in solver.equilibria(values):
            found.append(Case(own.values, (*relations, *own.relations), (*supports, *own.supports)))
        if len(found) > MAX_CASES:
            raise LimitReached(
                f"ties and equilibria multiply to more than {MAX_CASES} cases at {game.node_text(block.root)}"
            )
    return found


def _with_fixed_values(game: ExtensiveFormGame, state: Induction, node: int) -> list[Case]:
    """The cases of an exit; one whose values vary gives way to its corners."""
    found: list[Case] = []
    for case in state.cases_of(node):
        if all(v.is_constant for v in case.values):
            found.append(case)
            continue
        state.shortfalls.append(PAYOFFS.format(place=game.node_text(node)))
        pinning = [
            r for number, support in case.supports for r in set_relations(game, state, number, support)
        ]
        blocks = state.blocks([number for number, _ in case.supports])
        for point in corners((*case.relations, *pinning), blocks) or ():
            values = tuple(v.at(point) for v in case.values)
            pins = tuple(
                Relation(Multilinear.variable(v) - Multilinear.constant(x), equal=True)
                for v, x in sorted(point.items())
            )
            if all(v.is_constant for v in values):
                found.append(Case(values, (*case.relations, *pins), case.supports))
    return found


@dataclass(slots=True)
class _BlockSolver:
    """Solves one block for any payoffs at its exits, each only once."""

    game: ExtensiveFormGame
    state: Induction
    block: Block

    known: dict[tuple[Values, ...], list[Case]] = field(default_factory=dict)

    def equilibria(self, exits: tuple[Values, ...]) -> list[Case]:
        """The cases of the block alone when each exit pays what `exits` says, in scaled units."""
        if exits not in self.known:
            self.known[exits] = list(self._solved(exits))
        return self.known[exits]

    def _solved(self, exits: tuple[Values, ...]) -> Iterator[Case]:
        game, scale = self.game, [table.denominator for table in self.game.payoffs]
        paid = {
            node: tuple(u / d for u, d in zip(values, scale, strict=True))
            for node, values in zip(self.block.exits, exits, strict=True)
        }
        own = block_game(game, self.block, paid)
        form = normal_form(own, reduced=True)
        solution = nash(form)
        place = game.node_text(self.block.root)
        if not solution.complete:
            self.state.shortfalls.append(f"the subgame at {place}: {solution.complete_because}")
        self.state.tied |= solution.knife_edge
        numbers = self._numbers(own)
        for product in _products(solution):
            if not all(type(p) is Fraction for hull in product.hulls for mixed in hull for p in mixed):
                self.state.shortfalls.append(IRRATIONAL.format(place=place))
                continue
            for part in self._simple_parts(own, product, place):
                yield self._case(own, form, numbers, part)

    def _numbers(self, own: ExtensiveFormGame) -> list[int]:
        """For each information set of the block's own game its number in the whole game."""
        inside = sorted((*self.block.nodes, *self.block.exits))
        return [self.game.set_of[inside[one.nodes[0]]] for one in own.information_sets]

    def _simple_parts(self, own: ExtensiveFormGame, product: Product, place: str) -> Iterator[Product]:
        """The product itself, or its corners where a player mixes continuously over several sets."""
        hard = [len(hull) > 1 and len(own.sets_of(player)) > 1 for player, hull in enumerate(product.hulls)]
        if not any(hard):
            yield product
            return
        self.state.shortfalls.append(CONTINUUM.format(place=place))
        for chosen in itertools.product(
            *(hull if split else (None,) for hull, split in zip(product.hulls, hard, strict=True))
        ):
            yield Product(
                tuple(
                    hull if one is None else (one,) for one, hull in zip(chosen, product.hulls, strict=True)
                )
            )

    def _case(
        self, own: ExtensiveFormGame, form: NormalFormGame, numbers: Sequence[int], product: Product
    ) -> Case:
        weights: list[list[Multilinear]] = []
        relations: list[Relation] = []
        supports: list[tuple[int, tuple[int, ...]]] = []
        for player, hull in enumerate(product.hulls):
            plans = reduced_strategies(own, player)
            if len(hull) == 1:
                weights.append([Multilinear.constant(p) for p in hull[0]])
                supports.extend(self._fixed(own, numbers, player, hull[0], relations))
                continue
            number = numbers[own.sets_of(player)[0]]
            weights.append(self._mixing(number, plans, hull, relations))
            support = tuple(a for a in range(len(plans)) if any(mixed[a] for mixed in hull))
            supports.append((number, support))
        values = tuple(
            _value(table.denominator, form, player, weights, product)
            for player, table in enumerate(self.game.payoffs)
        )
        if any(len(hull) > 1 for hull in product.hulls):
            self.state.tied = True
        fixed = pinned(relations)
        return Case(tuple(v.at(fixed) for v in values), tuple(relations), tuple(supports))

    def _fixed(
        self,
        own: ExtensiveFormGame,
        numbers: Sequence[int],
        player: int,
        mixed: Mixed,
        relations: list[Relation],
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The supports of a single mixed strategy; at sets that own play excludes anything may be played."""
        behaviour = behaviour_of(own, player, mixed)
        for k in own.sets_of(player):
            number = numbers[k]
            if k not in behaviour:
                actions = tuple(range(len(own.information_sets[k].actions)))
                for a in actions[1:]:
                    self.state.variable(number, a)
                self.state.tied |= len(actions) > 1
                yield number, actions
                continue
            row = [rational(p) for p in behaviour[k]]
            support = tuple(a for a, p in enumerate(row) if p)
            for a in support[1:]:
                variable = Multilinear.variable(self.state.variable(number, a))
                relations.append(Relation(variable - Multilinear.constant(row[a]), equal=True))
            yield number, support

    def _mixing(
        self, number: int, plans: Sequence[Plan], hull: Sequence[Mixed], relations: list[Relation]
    ) -> list[Multilinear]:
        """Probabilities of the actions at the only set of a player, kept in the hull by its facets."""
        used = [a for a in range(len(plans)) if any(mixed[a] for mixed in hull)]
        first, *others = used
        weights = [Multilinear.constant(0)] * len(plans)
        rest = Multilinear.constant(1)
        for a in others:
            weights[a] = Multilinear.variable(self.state.variable(number, a))
            rest -= weights[a]
        weights[first] = rest
        points = [tuple(mixed[a] for a in others) for mixed in hull]
        for facet in facets(points):
            total = Multilinear.constant(facet.constant)
            for c, a in zip(facet.normal, others, strict=True):
                total += weights[a].scaled(c)
            relation = Relation(total, equal=facet.equal)
            if facet.equal or not relation.always:
                relations.append(relation)
        return weights


def _products(solution: Solution) -> Iterator[Product]:
    if solution.pieces:
        for products in solution.pieces:
            yield from products
        return
    for equilibrium in solution.equilibria:
        yield Product(tuple((mixed or (),) for mixed in equilibrium.profile))


def _value(
    denominator: int,
    form: NormalFormGame,
    player: int,
    weights: Sequence[Sequence[Multilinear]],
    product: Product,
) -> Multilinear:
    """What `player` gets, in units of 1/denominator; a number where all corners pay the same."""
    total = Multilinear.constant(0)
    table = form.payoffs[player]
    for cell in itertools.product(*(range(n) for n in form.shape)):
        weight = Multilinear.constant(rational(table[cell]) * denominator)
        for own, s in zip(weights, cell, strict=True):
            if not weight.terms:
                break
            weight *= own[s]
        total += weight
    if total.is_constant:
        return total
    paid = {
        sum(
            (
                rational(table[cell])
                * prod((mixed[s] for mixed, s in zip(corner, cell, strict=True)), start=Fraction(1))
                for cell in itertools.product(*(range(n) for n in form.shape))
            ),
            Fraction(0),
        )
        for corner in itertools.product(*product.hulls)
    }
    return Multilinear.constant(paid.pop() * denominator) if len(paid) == 1 else total


def one_selection(game: ExtensiveFormGame) -> Profile:
    """Return one subgame perfect profile: one equilibrium of each subgame, from the smallest to the whole.

    Raises
    ------
    SolverFailed
        Where a subgame of more than two players gets no equilibrium in rational numbers.
    """
    profile: list[Mixed | None] = [None] * len(game.information_sets)
    values: dict[int, tuple[Fraction, ...]] = {}
    for block in subgame_blocks(game):
        own = block_game(game, block, values)
        inside = sorted((*block.nodes, *block.exits))
        numbers = [game.set_of[inside[one.nodes[0]]] for one in own.information_sets]
        found = tree_nash(own, one=True).equilibria
        if not found:
            raise SolverFailed(f"no equilibrium of the subgame at {game.node_text(block.root)} was found")
        values[block.root] = found[0].payoffs
        for number, one, mixed in zip(numbers, own.information_sets, found[0].profile, strict=True):
            if one.player != CHANCE:
                profile[number] = mixed or unit(len(one.actions))
    return tuple(profile)


def unit(size: int) -> Mixed:
    """The first of `size` actions for sure."""
    return tuple(Fraction(int(a == 0)) for a in range(size))
