"""Checking a solution file made by anyone: every claim in it, without any solver's code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

from .assessment import belief_sets
from .beliefs_json import beliefs_findings, node_legend
from .completeness import completeness_of
from .completeness_claim import Completeness
from .empty_threats import threats_document, threats_of
from .equilibrium_index import index_findings
from .errors import NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import Number, number_text
from .extensive_form import ExtensiveFormGame
from .intuitive import intuitive_failure
from .normal_form import NormalFormGame
from .optimal_play import tree_value_findings, value_findings
from .piece_findings import piece_findings, read_pieces
from .situation import FORM_NAMES, Situation
from .solution import EVERY_SUBGAME, WITH_BELIEFS, Game, Profile, regrets_of
from .solution_fields import REQUIRED, parse_document, read_number, read_real
from .solution_json import game_document, reduced_labels
from .solution_reader import read_alternative, read_profile
from .subgame_conditions import condition_findings
from .tie_findings import payoff_set_findings, pure_count_findings, tie_findings
from .unsupported import unsupported_findings

ENTRY = ("profile", "payoffs", "certificate")
VALUES = ("value", "dual")
COMMON = ("schema", *REQUIRED, "statistics")
PROFILES = (*COMMON, "pieces", "strategies")
FIELDS_OF = {
    "nash": (*PROFILES, "index", "approximate"),
    "pure-nash": PROFILES,
    "zero-sum": (*PROFILES, *VALUES, "approximate", "value_bounds"),
    "subgame-perfect": (*PROFILES, "conditions", "ties", "payoff_set", "pure_count"),
    "perfect-bayesian": (*COMMON, "conditions", "nodes", "removed", "unsupported"),
    "sequential": (*COMMON, "conditions", "nodes", "removed", "unsupported"),
    "correlated": (*COMMON, *VALUES, "objective", "payoffs", "distribution"),
    "coarse-correlated": (*COMMON, *VALUES, "objective", "payoffs", "distribution"),
    "extensive-correlated": (
        *COMMON,
        *VALUES,
        "objective",
        "payoffs",
        "distribution",
        "correlation_plan",
        "consistency",
    ),
    "stackelberg": (*COMMON, "value", "attained", "commitment", "commitment_bounds"),
    "quantal": (*COMMON, "lambda", "enclosures"),
    "dominance": (*COMMON, "elimination"),
    "rationalizable": (*COMMON, "elimination"),
    "critical-discount": (*COMMON, "value", "trigger"),
    "core": (*COMMON, *VALUES, "allocations"),
    "shapley": (*COMMON, "allocations"),
    "nucleolus": (*COMMON, *VALUES, "allocations"),
    "nash-bargaining": (*COMMON, "allocations", "dual"),
    "kalai-smorodinsky": (*COMMON, "allocations", "ideal", "dual"),
    "egalitarian": (*COMMON, "allocations", "dual"),
    "utilitarian": (*COMMON, "allocations", *VALUES),
    "alternating-offers": (*COMMON, "allocations", "ideal", "offers", "dual"),
}
"""The concepts that can be verified, with the fields that their answers may have."""

Check: TypeAlias = Callable[[Mapping[str, Any], Any], tuple[list[str], list[str]]]

CHECKS = {
    ("correlated", "normal"): "correlation:correlation_findings",
    ("coarse-correlated", "normal"): "correlation:correlation_findings",
    ("stackelberg", "normal"): "commitment_json:commitment_findings",
    ("stackelberg", "extensive"): "commitment_json:commitment_findings",
    ("extensive-correlated", "extensive"): "extensive_correlation_json:extensive_correlation_findings",
    ("quantal", "normal"): "quantal:quantal_findings",
    ("quantal", "extensive"): "quantal:quantal_findings",
    ("dominance", "normal"): "elimination_json:elimination_findings",
    ("rationalizable", "normal"): "elimination_json:elimination_findings",
    ("critical-discount", "repeated"): "trigger_json:trigger_findings",
    ("core", "cooperative"): "cooperative_json:core_findings",
    ("shapley", "cooperative"): "cooperative_json:shapley_findings",
    ("nucleolus", "cooperative"): "cooperative_json:nucleolus_findings",
    ("nash-bargaining", "bargaining"): "bargaining_json:bargaining_findings",
    ("kalai-smorodinsky", "bargaining"): "bargaining_json:bargaining_findings",
    ("egalitarian", "bargaining"): "bargaining_json:bargaining_findings",
    ("utilitarian", "bargaining"): "bargaining_json:bargaining_findings",
    ("alternating-offers", "bargaining"): "bargaining_json:offers_findings",
}
"""Where the definitions live that are no equilibria of profiles, by concept and form of game: functions of
the document and the game that return what was checked and what is wrong."""

PROFILE_CHECKS = {
    ("nash", "normal"),
    ("nash", "extensive"),
    ("pure-nash", "normal"),
    ("pure-nash", "extensive"),
    ("zero-sum", "normal"),
    ("zero-sum", "extensive"),
    ("subgame-perfect", "extensive"),
    ("perfect-bayesian", "extensive"),
    ("sequential", "extensive"),
}
"""The concepts, by form of game, whose answers are lists of profiles that are checked here one by one."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and what was found wrong; no finding means that all checks passed."""

    checked: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


def verify_document(text: str, game: Situation) -> Verification:
    """Check the JSON of a solution against `game`, trusting nothing in it.

    Every listed profile is put to the certificate (probabilities, regret in the whole game or in every
    subgame) and its payoffs are recomputed; pieces are checked corner by corner, a value by strategies that
    guarantee it, conditions at many points; completeness is recomputed by brute force for small games.

    Returns
    -------
    Verification
        `findings` name the equilibrium, the player and the gain; `checked` says what was checked and what
        was too large to be.

    Raises
    ------
    ParseError
        For text that is not in the published format, or that speaks of other players or strategies.

    Examples
    --------
    >>> from quidproquo import nash
    >>> game = NormalFormGame.zero_sum([[1, -1], [-1, 1]], players=["US", "China"])
    >>> honest = nash(game).to_json()
    >>> verify_document(honest, game).ok
    True
    >>> verify_document(honest.replace('"1": "1/2",', '"1": "1/3",', 1), game).findings
    ('equilibrium 0: the probabilities of the strategy of US sum to 5/6, not to 1',)
    """
    if getattr(game, "form", None) not in FORM_NAMES:
        raise UnsupportedGame(f"a solution is verified against a game; this is a {type(game).__name__}")
    document = parse_document(text)
    concept = document["solution"]
    _require_checkable(document, concept, game)
    checked: list[str] = []
    findings = list(_game_findings(document, game))
    if (concept, game.form) in CHECKS:
        findings.extend(_component_findings(document, len(document["equilibria"])))
        checked, found = _check_of(concept, game.form)(document, game)
        return Verification(tuple(checked), (*findings, *found))
    assert isinstance(game, (NormalFormGame, ExtensiveFormGame))
    profiles = []
    for i, entry in enumerate(document["equilibria"]):
        profile, problems = _check_entry(game, concept, i, entry)
        profiles.append(profile)
        findings.extend(problems)
    sound = [profile for profile in profiles if profile is not None]
    if len(set(sound)) < len(sound):
        findings.append("an equilibrium is listed twice")
    checked.append(f"{len(profiles)} profiles: probabilities, {_what_was_checked(concept)}, payoffs")
    findings.extend(_component_findings(document, len(profiles)))
    if "index" in document and not findings:
        findings.extend(index_findings(game, profiles, document["index"]))
        checked.append("index: recomputed from the determinants of the payoffs on the supports")
    if "approximate" in document:
        findings.extend(_approximate_findings(document, game))
        checked.append("approximate: probabilities, and the stated bound on regret in the whole game")
    products = read_pieces(document, game)
    if products:
        findings.extend(piece_findings(document, game, profiles, products))
        checked.append("pieces: every corner is an equilibrium, and each component hangs together")
    if isinstance(game, ExtensiveFormGame):
        also, found = _tree_findings(document, game, sound)
        checked.extend(also)
        findings.extend(found)
    elif "conditions" in document:
        raise ParseError("conditions belong to trees")
    if concept == "zero-sum":
        if isinstance(game, NormalFormGame):
            findings.extend(value_findings(document, game, sound))
        else:
            findings.extend(tree_value_findings(document, game, sound))
        checked.append(
            "value_bounds: what exact best replies leave to both players' plans"
            if "value_bounds" in document
            else "value: guaranteed by the first player's strategies, conceded by the dual and no more"
        )
    if not findings:
        claim = Completeness(game, concept, sound, document, products)
        found, how = completeness_of(claim)
        findings.extend(found)
        checked.append(how)
    return Verification(tuple(checked), tuple(findings))


def _what_was_checked(concept: str) -> str:
    if concept in WITH_BELIEFS:
        return "all beliefs that support them at every information set"
    return f"regret in {'every subgame' if concept in EVERY_SUBGAME else 'the whole game'}"


def _tree_findings(
    document: Mapping[str, Any], game: ExtensiveFormGame, sound: list[Profile]
) -> tuple[list[str], list[str]]:
    """What was checked of the fields that only answers for trees have, and what is wrong with them."""
    checked, findings = [], []
    if "nodes" in document and document["nodes"] != node_legend(game):
        findings.append("nodes are not the paths to the nodes of this game")
    if "removed" in document:
        findings.extend(_removal_findings(document, game, sound))
        checked.append("removed: each fails the intuitive criterion, and none of the others does")
    if "unsupported" in document:
        findings.extend(unsupported_findings(document, game))
        checked.append("unsupported: Nash equilibria, each with a deviation that pays under every belief")
    if "ties" in document:
        findings.extend(tie_findings(document, game, sound))
        checked.append("ties: recomputed from the equilibria listed")
    if "pure_count" in document and not findings:
        found, how = pure_count_findings(document, game)
        findings.extend(found)
        checked.append(how)
    alternatives = tuple(read_alternative(one) for one in document.get("conditions", ()))
    if "payoff_set" in document and not findings:
        findings.extend(payoff_set_findings(document, game, alternatives, sound))
        checked.append("payoff_set: compared with the payoffs of the equilibria listed and of mixtures")
    if "conditions" in document:
        found, points = condition_findings(
            game,
            alternatives,
            sound,
            complete=document["complete"],
            concept=document["solution"],
            filtered="removed" in document,
            components=document["components"] if len(sound) == len(document["equilibria"]) else (),
        )
        findings.extend(found)
        checked.append(
            f"conditions: spot-checked against the definition at {points} points, which is no proof"
        )
    return checked, findings


def _check_of(concept: str, form: str) -> Check:
    module, _, name = CHECKS[concept, form].partition(":")
    found: Check = getattr(import_module(f".{module}", __package__), name)
    return found


def _require_checkable(document: Mapping[str, Any], concept: str, game: Situation) -> None:
    if concept not in FIELDS_OF:
        raise ParseError(
            f"solution {concept!r} cannot be verified yet; accepted: {', '.join(sorted(FIELDS_OF))}"
        )
    forms = [form for name, form in (*PROFILE_CHECKS, *CHECKS) if name == concept]
    if game.form not in forms:
        accepted = " or ".join(FORM_NAMES[form] for form in sorted(forms))
        raise ParseError(
            f"solution {concept!r} is of a {accepted}, but the game is a {FORM_NAMES[game.form]}"
        )
    if concept == "zero-sum" and len(game.players) != 2:
        raise ParseError("zero-sum answers belong to games of two players")
    odd = next((name for name in document if name not in FIELDS_OF[concept]), None)
    if odd is not None:
        raise ParseError(f"the field {odd!r} does not belong to an answer of the kind {concept!r}")


def _game_findings(document: Mapping[str, Any], game: Situation) -> Iterator[str]:
    ours = game_document(game)
    for name in ("form", "players", "title"):
        if document["game"].get(name) != ours[name]:
            yield f"the file is about a game whose {name} is {document['game'].get(name)!r:.60}; " + (
                f"this game's is {ours[name]!r:.60}"
            )
    if "strategies" in document and (
        not isinstance(game, ExtensiveFormGame) or document["strategies"] != reduced_labels(game)
    ):
        yield "strategies are not the reduced strategies of this game in their order"


def _check_entry(game: Game, concept: str, i: int, entry: Any) -> tuple[Profile | None, list[str]]:
    name = f"equilibrium {i}"
    accepted = (*ENTRY, "beliefs", "conditions") if concept in WITH_BELIEFS else (*ENTRY, "threats")
    for field in entry if isinstance(entry, dict) else ():
        if field not in accepted:
            raise ParseError(f"{name}: there is no field {field!r:.60}; accepted: {', '.join(accepted)}")
    for field in ENTRY:
        if not isinstance(entry, dict) or not isinstance(entry.get(field), dict):
            raise ParseError(f"{name}: the field {field!r} is missing or no object")
    profile = read_profile(game, entry["profile"], f"{name}: profile")
    try:
        payoffs, regrets = regrets_of(game, profile, concept)
    except NotAnEquilibrium as error:
        return None, [f"{name}: {error}"]
    problems = [f"{name}: {regret}" for regret in regrets if regret.gain]
    if concept in WITH_BELIEFS and isinstance(game, ExtensiveFormGame):
        try:
            problems += [f"{name}: {text}" for text in beliefs_findings(game, profile, concept, entry)]
        except NotAnEquilibrium as error:
            return None, [f"{name}: {error}"]
    if concept == "pure-nash" and any(max(mixed) != 1 for mixed in profile if mixed):
        problems.append(f"{name} is mixed; pure-nash lists pure profiles only")
    problems.extend(_payoff_findings(name, entry["payoffs"], game, payoffs))
    if "threats" in entry:
        if not isinstance(game, ExtensiveFormGame):
            raise ParseError(f"{name}: threats belong to trees")
        threats = threats_of(game, profile)
        if threats is None or entry["threats"] != threats_document(game, threats):
            problems.append(f"{name}: threats are not the empty threats of the profile")
    worst = max(regret.gain for regret in regrets)
    stated = read_number(entry["certificate"].get("max_regret"), f"{name}: max_regret")
    if stated != worst and not problems:
        problems.append(f"{name}: the largest regret is {number_text(worst)}, not {number_text(stated)}")
    return (None if any(regret.gain for regret in regrets) else profile), problems


def _payoff_findings(name: str, claimed: Any, game: Game, payoffs: Sequence[Number]) -> Iterator[str]:
    if not isinstance(claimed, dict) or set(claimed) != set(game.players):
        raise ParseError(f"{name}: payoffs of {', '.join(game.players)} are needed, no more and no fewer")
    for who, payoff in zip(game.players, payoffs, strict=True):
        given = read_real(claimed[who], f"{name}: payoff of {who}")
        if given != payoff:
            yield f"{name}: the payoff of {who} is {number_text(payoff)}, not {number_text(given)}"


def _removal_findings(
    document: Mapping[str, Any], game: ExtensiveFormGame, kept: list[Profile]
) -> Iterator[str]:
    seen: set[Profile] = set()
    for i, entry in enumerate(document["removed"]):
        name = f"removed {i}"
        if not isinstance(entry, dict) or set(entry) != {"profile", "payoffs", "because"}:
            raise ParseError(f"{name}: the fields profile, payoffs and because are needed, and no others")
        profile = read_profile(game, entry["profile"], f"{name}: profile")
        try:
            belief_sets(game, profile, document["solution"])
            payoffs, _ = regrets_of(game, profile, document["solution"])
        except NotAnEquilibrium as error:
            yield f"{name}: {error}"
            continue
        yield from _payoff_findings(name, entry["payoffs"], game, payoffs)
        if profile in seen:
            yield f"{name}: it is listed twice"
        seen.add(profile)
        if not (why := intuitive_failure(game, profile)) or why != entry["because"]:
            yield f"{name}: {'the reason is: ' + why if why else 'it passes the intuitive criterion'}"
    for i, profile in enumerate(kept):
        if why := intuitive_failure(game, profile):
            yield f"equilibrium {i} fails the intuitive criterion: {why}"


def _approximate_findings(document: Mapping[str, Any], game: Game) -> Iterator[str]:
    for i, entry in enumerate(document["approximate"]):
        name = f"approximate {i}"
        if not isinstance(entry, dict) or set(entry) != {"profile", "regret_bound"}:
            raise ParseError(f"{name}: the fields profile and regret_bound are needed, and no others")
        bound = read_number(entry["regret_bound"], f"{name}: regret_bound")
        try:
            _, regrets = regrets_of(game, read_profile(game, entry["profile"], f"{name}: profile"))
        except NotAnEquilibrium as error:
            yield f"{name}: {error}"
            continue
        worst = max(regrets, key=lambda regret: regret.gain)
        if worst.gain > bound:
            yield f"{name}: {worst}, more than the stated bound of {number_text(bound)}"


def _component_findings(document: Mapping[str, Any], count: int) -> Iterator[str]:
    listed = sorted(i for component in document["components"] for i in component)
    if any(not component for component in document["components"]):
        yield "components: one of them is empty"
    if listed != list(range(count)):
        yield f"components: each of the {count} equilibria has to stand in exactly one of them"
