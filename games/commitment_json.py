"""Answers about commitment in the published JSON: written, read, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .brute_force import all_equilibria, enumerable
from .certificate import MixedProfile, nash_regrets
from .commitment import Approach, Bound, Commitment, NashRange, Optimum, Refutation, Roles, Step
from .commitment_proof import all_listed, commitment_regrets, nash_findings, value_findings
from .commitment_tree import as_mixed, commitment_form, tree_commitment_regrets
from .errors import NotAnEquilibrium, ParseError
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .labelled_fields import (
    entries,
    fields,
    number_of,
    read_mixed,
    read_weights,
    stated_findings,
    weights_document,
)
from .normal_form import NormalFormGame
from .solution import Game
from .solution_fields import read_number
from .solution_json import mixed_document, profile_document
from .solution_reader import read_profile

FIELDS = ("leader", "ties", "strong", "weak", "pure", "nash", "value_of_commitment", "proof")
APPROACH = ("reply", "inside", "limit")


def commitment_document(game: NormalFormGame, commitment: Commitment) -> dict[str, Any]:
    """Return the field ``commitment`` of the contract."""
    roles = Roles(game, commitment.leader)
    nash, worth = commitment.nash, commitment.value_of_commitment
    return {
        "leader": game.players[commitment.leader],
        "ties": commitment.ties,
        "strong": _optimum_document(roles, commitment.strong),
        "weak": _optimum_document(roles, commitment.weak),
        "pure": {"strong": number_text(commitment.pure[0]), "weak": number_text(commitment.pure[1])},
        "nash": None
        if nash is None
        else {
            "best": number_text(nash.best_value),
            "worst": number_text(nash.worst_value),
            "profiles": {
                "best": profile_document(game, nash.best),
                "worst": profile_document(game, nash.worst),
            },
        },
        "value_of_commitment": None if worth is None else number_text(worth),
        "proof": {
            "strong": [_bound_document(roles, one) for one in commitment.strong_proof],
            "weak": [_bound_document(roles, one) for one in commitment.weak_proof],
            "not_attained": [_refutation_document(roles, one) for one in commitment.refutations],
        },
    }


def read_commitment(game: NormalFormGame, document: Any) -> Commitment:
    """Return what the field ``commitment`` states, not yet checked.

    Raises
    ------
    ParseError
        For unknown fields, players and strategies.
    """
    given = fields(document, "commitment", FIELDS)
    leader = number_of(given["leader"], game.players, "commitment: leader")
    roles = Roles(game, leader)
    if given["ties"] not in ("strong", "weak"):
        raise ParseError(f"commitment: ties is {given['ties']!r:.60}; strong or weak is needed")
    pure = fields(given["pure"], "commitment.pure", ("strong", "weak"))
    proof = fields(given["proof"], "commitment.proof", ("strong", "weak", "not_attained"))
    strong = [_read_bound(roles, one, at) for at, one in entries(proof["strong"], "commitment.proof.strong")]
    weak = [_read_bound(roles, one, at) for at, one in entries(proof["weak"], "commitment.proof.weak")]
    where = "commitment.proof.not_attained"
    commitment = Commitment(
        leader=leader,
        ties=given["ties"],
        strong=_read_optimum(roles, given["strong"], "commitment.strong"),
        weak=_read_optimum(roles, given["weak"], "commitment.weak"),
        pure=(read_number(pure["strong"], "commitment.pure"), read_number(pure["weak"], "commitment.pure")),
        nash=None if given["nash"] is None else _read_nash(game, given["nash"]),
        strong_proof=tuple(strong),
        weak_proof=tuple(weak),
        refutations=tuple(
            _read_refutation(roles, one, at) for at, one in entries(proof["not_attained"], where)
        ),
    )
    worth = given["value_of_commitment"]
    stated = None if worth is None else read_number(worth, "commitment: value_of_commitment")
    if stated != commitment.value_of_commitment:
        raise NotAnEquilibrium("value_of_commitment is not the value less the best equilibrium payoff")
    return commitment


def commitment_findings(document: Mapping[str, Any], game: Game) -> tuple[list[str], list[str]]:
    """Return what was checked in an answer about commitment and what is wrong, without any solver."""
    if "commitment_bounds" in document and isinstance(game, ExtensiveFormGame):
        from .sequence_commitment import bounds_findings

        return bounds_findings(document, game)
    form = commitment_form(game)
    for name in ("commitment", "value", "attained"):
        if name not in document:
            raise ParseError(f"the field {name!r} is missing")
    try:
        commitment = read_commitment(form, document["commitment"])
    except NotAnEquilibrium as error:
        return [], [str(error)]
    roles = Roles(form, commitment.leader)
    checked = ["strong and weak value: attained or approached, and bounded reply by reply"]
    findings = list(value_findings(roles, commitment))
    asked = commitment.asked
    if read_number(document["value"], "value") != asked.value:
        findings.append(f"the value is {number_text(asked.value)} by the proof, not {document['value']}")
    if document["attained"] != (asked.profile is not None):
        findings.append("attained does not say what the commitment says")
    if not findings:
        findings += _profile_findings(document, game, roles, commitment)
        checked.append("profiles: the follower's regret, and the leader's against the proven bound")
    found, how = _nash_findings(roles, commitment)
    return [*checked, how], [*findings, *found]


def _profile_findings(
    document: Mapping[str, Any], game: Game, roles: Roles, commitment: Commitment
) -> Iterator[str]:
    profiles: list[MixedProfile] = []
    for i, entry in enumerate(document["equilibria"]):
        where = f"equilibrium {i}"
        given = fields(entry, where, ("profile", "payoffs", "certificate"))
        profile: Any = read_profile(game, given["profile"], f"{where}: profile")
        try:
            if isinstance(game, ExtensiveFormGame):
                payoffs, regrets = tree_commitment_regrets(game, profile, commitment)
                profile = as_mixed(game, profile)
            else:
                payoffs, regrets = commitment_regrets(game, profile, commitment)
        except NotAnEquilibrium as error:
            yield f"{where}: {error}"
            continue
        yield from (f"{where}: {regret}" for regret in regrets if regret.gain)
        yield from stated_findings(given, game.players, payoffs, where)
        profiles.append(profile)
    if bool(document["equilibria"]) != document["attained"]:
        yield "equilibria: a commitment has to be listed exactly if the value is attained"
    if len(set(profiles)) < len(document["equilibria"]):
        yield "equilibria: one of them stands twice"
    if document["complete"] and not all_listed(roles, commitment, profiles):
        yield "complete: that no other commitment is optimal does not follow from the proof"
    if sorted(i for c in document["components"] for i in c) != list(range(len(document["equilibria"]))):
        yield "components: each equilibrium has to stand in exactly one of them"
    if document["knife_edge"] < (commitment.strong.value != commitment.weak.value):
        yield "knife_edge: the strong and the weak value differ, so the answer rests on a tie"


def _nash_findings(roles: Roles, commitment: Commitment) -> tuple[list[str], str]:
    nash = commitment.nash
    if nash is None:
        return [], "equilibria of the simultaneous game: not compared"
    found = list(nash_findings(roles, nash))
    if found or not enumerable(roles.game):
        return (
            found,
            "equilibria of the simultaneous game: both are; that none is better or worse was not recounted",
        )
    paid = [nash_regrets(roles.game, p)[0][roles.leader] for p in all_equilibria(roles.game).extreme]
    if (min(paid), max(paid)) != (nash.worst_value, nash.best_value):
        found.append(f"nash: equilibria pay from {number_text(min(paid))} to {number_text(max(paid))}")
    return found, "equilibria of the simultaneous game: best and worst recounted by brute force"


def _optimum_document(roles: Roles, optimum: Optimum) -> dict[str, Any]:
    document: dict[str, Any] = {
        "value": number_text(optimum.value),
        "attained": optimum.profile is not None,
    }
    if optimum.profile is not None:
        document["profile"] = profile_document(roles.game, optimum.profile)
    way = optimum.approach
    if way is not None:
        own = roles.game.strategies[roles.leader]
        document["approach"] = {
            "reply": roles.reply_labels[way.reply],
            "inside": mixed_document(own, way.inside),
            "limit": mixed_document(own, way.limit),
        }
        document["near"] = {
            "commitment": mixed_document(own, way.near),
            "value": number_text(way.near_value),
            "gap": number_text(optimum.value - way.near_value),
        }
    return document


def _read_optimum(roles: Roles, document: Any, where: str) -> Optimum:
    given = fields(document, where, ("value", "attained"), ("profile", "approach", "near"))
    value = read_number(given["value"], f"{where}: value")
    if given["attained"] is True and "profile" in given and not {"approach", "near"} & set(given):
        profile: Any = read_profile(roles.game, given["profile"], f"{where}: profile")
        return Optimum(value, profile)
    if given["attained"] is not False or "profile" in given or not {"approach", "near"} <= set(given):
        raise ParseError(f"{where}: a profile if it is attained, otherwise approach and near are needed")
    own = roles.game.strategies[roles.leader]
    way = fields(given["approach"], f"{where}: approach", APPROACH)
    near = fields(given["near"], f"{where}: near", ("commitment", "value", "gap"))
    near_value = read_number(near["value"], f"{where}: near")
    if read_number(near["gap"], f"{where}: gap") != value - near_value:
        raise NotAnEquilibrium(f"{where}: the gap of near is not the value less what near gives")
    return Optimum(
        value,
        None,
        Approach(
            reply=number_of(way["reply"], roles.reply_labels, f"{where}: reply"),
            inside=read_mixed(way["inside"], own, f"{where}: inside"),
            limit=read_mixed(way["limit"], own, f"{where}: limit"),
            near=read_mixed(near["commitment"], own, f"{where}: near"),
            near_value=near_value,
        ),
    )


def _read_nash(game: NormalFormGame, document: Any) -> NashRange:
    given = fields(document, "commitment.nash", ("best", "worst", "profiles"))
    profiles = fields(given["profiles"], "commitment.nash.profiles", ("best", "worst"))
    best: Any = read_profile(game, profiles["best"], "commitment.nash: best")
    worst: Any = read_profile(game, profiles["worst"], "commitment.nash: worst")
    values = [read_number(given[name], f"commitment.nash: {name}") for name in ("best", "worst")]
    return NashRange(best, worst, values[0], values[1])


def _bound_document(roles: Roles, one: Bound) -> dict[str, Any]:
    labels = roles.reply_labels
    replies = [labels[j] for j in one.replies]
    if one.limit is None:
        return {"replies": replies, "dominated_by": weights_document(labels, one.weights)}
    return {
        "replies": replies,
        "bound": number_text(one.limit),
        "shares": weights_document(labels, one.shares),
        "weights": weights_document(labels, one.weights),
    }


def _read_bound(roles: Roles, document: Any, where: str) -> Bound:
    labels = roles.reply_labels
    bounded = isinstance(document, dict) and "bound" in document
    names = ("replies", "bound", "shares", "weights") if bounded else ("replies", "dominated_by")
    given = fields(document, where, names)
    replies = tuple(number_of(x, labels, at) for at, x in entries(given["replies"], f"{where}.replies"))
    if not replies:
        raise ParseError(f"{where}: no replies are named")
    if not bounded:
        return Bound(replies, None, (), read_weights(given["dominated_by"], labels, where))
    limit: Fraction = read_number(given["bound"], f"{where}: bound")
    shares = read_weights(given["shares"], labels, f"{where}: shares")
    return Bound(replies, limit, shares, read_weights(given["weights"], labels, f"{where}: weights"))


def _refutation_document(roles: Roles, one: Refutation) -> dict[str, Any]:
    labels = roles.reply_labels
    steps = [
        {"shares": weights_document(labels, s.shares), "weights": weights_document(labels, s.weights)}
        for s in one.steps
    ]
    return {"reply": labels[one.reply], "steps": steps}


def _read_refutation(roles: Roles, document: Any, where: str) -> Refutation:
    labels = roles.reply_labels
    given = fields(document, where, ("reply", "steps"))
    steps = []
    for at, one in entries(given["steps"], f"{where}.steps"):
        step = fields(one, at, ("shares", "weights"))
        steps.append(
            Step(read_weights(step["shares"], labels, at), read_weights(step["weights"], labels, at))
        )
    return Refutation(number_of(given["reply"], labels, where), tuple(steps))
