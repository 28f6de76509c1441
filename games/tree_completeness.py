"""Whether the equilibria listed for a tree are all there are: recounted where the tree is small enough."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import prod

from .assessment import belief_sets
from .completeness_claim import NOT_CHECKED, Completeness, knife_edge_findings
from .errors import LimitReached, NotAnEquilibrium, UnsupportedGame
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .intuitive import intuitive_failure
from .solution import EVERY_SUBGAME, Profile
from .solution_reader import read_profile
from .tree_certificate import tied_sets, tree_regrets
from .tree_recount import all_subgame_perfect, extreme_nash

MAX_VISITS = 30_000
"""Nodes visited when the pure profiles of a tree are tried one by one."""

MAX_LISTED = 500

MAX_BESIDE = 1_000
"""Profiles times nodes up to which neighbours of the listed equilibria are tried."""

ASIDE = Fraction(1, 1_000)


def subgame_perfect_findings(claim: Completeness) -> tuple[list[str], str]:
    """Return what is wrong with a claim about all subgame perfect equilibria, and what was checked."""
    game = claim.game
    assert isinstance(game, ExtensiveFormGame)
    if not claim.document["complete"]:
        return [], "completeness: not claimed"
    if not game.has_perfect_information:
        return _by_subgames(claim, game)
    tied = any(tied_sets(game, profile) for profile in claim.profiles)
    findings = knife_edge_findings(claim, tied)
    if not tied and len(claim.profiles) == 1:
        return findings, "completeness: every move is strictly best, so there is no other equilibrium"
    if "conditions" not in claim.document:
        findings.append("a move is tied, so the equilibria are a continuum: conditions are needed")
    return findings, "completeness: the conditions were spot-checked only, see above"


def _by_subgames(claim: Completeness, game: ExtensiveFormGame) -> tuple[list[str], str]:
    recount = all_subgame_perfect(game)
    if recount is None or recount.continuum:
        findings = _continuum(claim, recount is not None)
        pure, how = _pure_in_tree(claim, game)
        return findings + pure + _nearby(claim, game), how
    listed = set(claim.profiles)
    findings = [
        f"the equilibrium ({_actions(game, profile)}) is missing"
        for profile in recount.profiles
        if profile not in listed
    ]
    if any(len(component) > 1 for component in claim.document["components"]):
        findings.append("components: the equilibria are single points, which stand alone")
    return findings[:5], "completeness: all equilibria of all subgames recounted by brute force"


def _continuum(claim: Completeness, proven: bool) -> list[str]:
    """What a continuum has to say of itself: by its components, or because it was found to be one."""
    if not proven and all(len(component) < 2 for component in claim.document["components"]):
        return []
    findings = []
    if not claim.document["knife_edge"]:
        findings.append("knife_edge is false, but the equilibria are a continuum")
    if "conditions" not in claim.document:
        findings.append("the equilibria are a continuum: conditions are needed")
    return findings


def belief_findings(claim: Completeness) -> tuple[list[str], str]:
    """Return what is wrong with a claim about all equilibria with beliefs, and what was checked."""
    game = claim.game
    assert isinstance(game, ExtensiveFormGame)
    if not claim.document["complete"]:
        return [], "completeness: not claimed"
    findings = _continuum(claim, proven=False)
    try:
        pure, how = _pure_in_tree(claim, game)
        if "conditions" not in claim.document:
            pure += [
                f"the equilibrium ({_actions(game, profile)}) is missing"
                for profile in extreme_nash(game)
                if profile not in claim.profiles and _belongs(claim, game, profile)
            ] + _nearby(claim, game)
        return findings + pure[:5], how
    except (UnsupportedGame, LimitReached) as error:
        return [], f"completeness: claimed by the method named, not recounted here: {error}"


def _nearby(claim: Completeness, game: ExtensiveFormGame) -> list[str]:
    """An equilibrium beside a listed one, which then is no single point although no conditions are stated."""
    if "conditions" in claim.document or len(claim.profiles) * len(game.children) > MAX_BESIDE:
        return []
    for profile in claim.profiles:
        for number, row in enumerate(profile):
            for action in range(len(row or ())):
                beside = _moved(profile, number, action)
                if beside != profile and _belongs(claim, game, beside):
                    return [
                        f"the equilibrium ({_actions(game, beside)}) is missing, so conditions are needed"
                    ]
    return []


def _moved(profile: Profile, number: int, action: int) -> Profile:
    """The profile with a little of one row moved to an action."""
    row = profile[number]
    assert row is not None
    moved = tuple((1 - ASIDE) * p + (ASIDE if a == action else 0) for a, p in enumerate(row))
    return (*profile[:number], moved, *profile[number + 1 :])


def _pure_in_tree(claim: Completeness, game: ExtensiveFormGame) -> tuple[list[str], str]:
    """Recount the pure profiles of a small tree; mixed ones are left to the method."""
    choices = [
        (None,)
        if one.player == CHANCE
        else tuple(
            tuple(Fraction(int(a == b)) for b in range(len(one.actions))) for a in range(len(one.actions))
        )
        for one in game.information_sets
    ]
    if prod(map(len, choices)) * len(game.children) > MAX_VISITS or len(claim.profiles) >= MAX_LISTED:
        return [], NOT_CHECKED
    listed, removed = set(claim.profiles), _removed(claim, game)
    for profile in itertools.product(*choices):
        if profile not in listed and _belongs(claim, game, profile):
            return [f"the pure equilibrium ({_actions(game, profile)}) is missing"], "completeness"
        if removed is not None and profile not in listed | removed and _belongs(claim, game, profile, True):
            return [f"removed: the pure equilibrium ({_actions(game, profile)}) is missing"], "completeness"
    return [], "completeness: all pure equilibria recounted by brute force, mixed ones not"


def _actions(game: ExtensiveFormGame, profile: Profile) -> str:
    """What a profile plays at each set, in words."""
    return ", ".join(
        f"{one.label}: "
        + " + ".join(
            action if p == 1 else f"{number_text(p)} {action}"
            for action, p in zip(one.actions, row, strict=True)
            if p
        )
        for one, row in zip(game.information_sets, profile, strict=True)
        if row is not None
    )


def _removed(claim: Completeness, game: ExtensiveFormGame) -> set[Profile] | None:
    """The profiles that a filter is said to have removed; None where none was used."""
    if "removed" not in claim.document:
        return None
    return {read_profile(game, entry["profile"]) for entry in claim.document["removed"]}


def _belongs(
    claim: Completeness, game: ExtensiveFormGame, profile: Profile, filtered_too: bool = False
) -> bool:
    """Whether a profile is an equilibrium of the concept that no filter left out, or one it did."""
    if claim.concept in EVERY_SUBGAME:
        _, regrets = tree_regrets(game, profile, every_subgame=True)
        return not any(regret.gain for regret in regrets)
    try:
        belief_sets(game, profile, claim.concept)
    except NotAnEquilibrium:
        return False
    return filtered_too or "removed" not in claim.document or not intuitive_failure(game, profile)
