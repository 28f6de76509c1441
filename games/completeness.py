"""Whether a list of equilibria is all there is: recounted by brute force where the game is small enough."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .brute_force import MAX_CELLS, EquilibriumSet, all_equilibria, enumerable, pure_equilibria
from .certificate import MixedProfile, pure_profile, unused_best_replies
from .completeness_claim import NOT_CHECKED, Completeness, knife_edge_findings
from .errors import QuidproquoError
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .solution import EVERY_SUBGAME, WITH_BELIEFS, Game, Product, Profile
from .tree_completeness import belief_findings, subgame_perfect_findings


def completeness_of(claim: Completeness) -> tuple[list[str], str]:
    """Return what is wrong with a claim of completeness, components and knife edge, and what was checked."""
    complete = claim.document["complete"]
    if complete and not claim.profiles and claim.concept != "pure-nash":
        return [f"no equilibrium is listed, but every finite game has one ({claim.concept})"], "completeness"
    if claim.concept in EVERY_SUBGAME:
        return subgame_perfect_findings(claim)
    if claim.concept in WITH_BELIEFS:
        return belief_findings(claim)
    form = claim.game if isinstance(claim.game, NormalFormGame) else _reduced(claim.game)
    if form is None:
        return [], NOT_CHECKED
    if claim.concept == "pure-nash":
        return _pure(claim, form)
    if not complete:
        return [], "completeness: not claimed"
    if not enumerable(form):
        return _missing(claim, form, _pure_profiles(form)), NOT_CHECKED
    every = all_equilibria(form)
    findings = _missing(claim, form, sorted(every.extreme))
    if not findings:
        findings = _structure(claim, form, every)
    return findings, "completeness: all extreme equilibria, components and pieces recounted by brute force"


def _pure(claim: Completeness, form: NormalFormGame) -> tuple[list[str], str]:
    if not claim.document["complete"]:
        return [], "completeness: not claimed"
    if form.payoffs[0].numerators.size > MAX_CELLS:
        return [], NOT_CHECKED
    profiles = _pure_profiles(form)
    findings = _missing(claim, form, profiles)
    if any(len(component) > 1 for component in claim.document["components"]):
        findings.append("components: pure equilibria stand alone")
    findings += knife_edge_findings(claim, any(unused_best_replies(form, profile) for profile in profiles))
    return findings, "completeness: all pure equilibria recounted by brute force"


def _pure_profiles(form: NormalFormGame) -> list[MixedProfile]:
    return [pure_profile(form.shape, cell) for cell in pure_equilibria(form) or ()]


def _missing(claim: Completeness, form: NormalFormGame, expected: list[MixedProfile]) -> list[str]:
    """The equilibria that are not listed, and the listed ones that are not among the extreme ones."""
    listed = set(claim.profiles)
    named = {_as_listed(claim.game, profile): profile for profile in expected}
    found = [
        f"the equilibrium {_text(form, profile)} is missing"
        for shown, profile in named.items()
        if shown not in listed
    ]
    return found[:5]


def _structure(claim: Completeness, form: NormalFormGame, every: EquilibriumSet) -> list[str]:
    """Compare the partition into components, the pieces and the knife edge with what was recounted."""
    findings = []
    mixed = any(len(c) > 1 or any(len(x) * len(y) > 1 for x, y in c) for c in every.components)
    extreme = {_as_listed(claim.game, profile) for profile in every.extreme}
    if any(profile not in extreme for profile in claim.profiles):
        findings.append("an equilibrium is listed that is not an extreme one")
    expected = _partition(claim, form, every)
    stated = [frozenset(component) for component in claim.document["components"]]
    if set(stated) != set(expected):
        shown = ", ".join(str(sorted(one)) for one in sorted(expected, key=sorted))
        findings.append(f"components: the connected sets are {shown}")
    if mixed and not claim.pieces:
        findings.append("pieces: a component is more than a point, so its pieces are needed")
    movers = [i for i, width in enumerate(form.shape) if width > 1]
    for c, (component, products) in enumerate(zip(stated, claim.pieces, strict=False)):
        if _pieces_of(products, movers) != expected.get(component):
            findings.append(f"pieces: those of component {c} are not the maximal products that make it up")
    edge = mixed or any(unused_best_replies(form, profile) for profile in every.extreme)
    return findings + knife_edge_findings(claim, edge)


def _pieces_of(products: list[Product], movers: list[int]) -> frozenset[Any]:
    alone = frozenset({(Fraction(1),)})
    found = []
    for product in products:
        hulls = [frozenset(product.hulls[i]) for i in movers]
        found.append(tuple([*hulls, alone, alone][:2]))
    return frozenset(found)


def _partition(
    claim: Completeness, form: NormalFormGame, every: EquilibriumSet
) -> dict[frozenset[int], frozenset[Any]]:
    """The components as sets of numbers of listed equilibria, with their maximal products.

    In a tree, profiles that play alike are one, and join the components they stand in.
    """
    numbers = {profile: i for i, profile in enumerate(claim.profiles)}
    movers = [i for i, width in enumerate(form.shape) if width > 1]
    groups: list[tuple[frozenset[int], frozenset[Any]]] = []
    for component in every.components:
        members: set[int] = set()
        for xs, ys in component:
            for x in xs:
                for y in ys:
                    profile: list[Any] = [(Fraction(1),)] * len(form.players)
                    for player, one in zip(movers, (x, y), strict=False):
                        profile[player] = one
                    shown = _as_listed(claim.game, tuple(profile))
                    if shown in numbers:
                        members.add(numbers[shown])
        touching = [group for group in groups if group[0] & members]
        groups = [group for group in groups if group not in touching]
        joined = frozenset(members).union(*(group[0] for group in touching))
        groups.append((joined, frozenset(component).union(*(group[1] for group in touching))))
    return dict(groups)


def _reduced(game: ExtensiveFormGame) -> NormalFormGame | None:
    from .strategies import normal_form

    try:
        return normal_form(game, reduced=True, max_cells=MAX_CELLS)
    except QuidproquoError:
        return None


def _as_listed(game: Game, profile: MixedProfile) -> Profile:
    """The profile in the way the document lists it: for trees in behaviour strategies."""
    if isinstance(game, NormalFormGame):
        return profile
    from .strategies import behaviour_of

    found: list[Any] = [None] * len(game.information_sets)
    for player, weights in enumerate(profile):
        for number, mixed in behaviour_of(game, player, weights).items():
            found[number] = mixed
    return tuple(found)


def _text(form: NormalFormGame, profile: MixedProfile) -> str:
    parts = []
    for own, mixed in zip(form.strategies, profile, strict=True):
        played = [(s, p) for s, p in zip(own, mixed, strict=True) if p]
        parts.append(" + ".join(s if p == 1 else f"{number_text(p)} {s}" for s, p in played))
    return f"({', '.join(parts)})"
