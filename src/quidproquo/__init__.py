"""Negotiations solved as games, with exact answers and proofs.

Names are imported when they are first used, so that ``import quidproquo`` stays light.

Examples
--------
>>> import quidproquo as qpq
>>> game = qpq.NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
>>> qpq.nash(game)
<Solution nash, all: 3 with payoffs (-7, 1); (2, -6); (-7/2, -2)>
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cases.registry import case_model, list_cases, load_case
    from .cases.replay import replay
    from .cases.sweep import read_sweep, resume_sweep, sweep
    from .cases.sweep_result import Sweep
    from .cases.sweep_share import Share
    from .cases.sweep_sobol import sobol_indices, sobol_of
    from .figures import figure
    from .games.alternating_offers import AlternatingOffers
    from .games.assessment import check_assessment
    from .games.bargaining_problem import BargainingProblem
    from .games.bayesian_game import BayesianGame
    from .games.best_replies import best_reply_table
    from .games.cooperative_game import CooperativeGame
    from .games.empty_threats import EmptyThreat, empty_threats
    from .games.errors import (
        InvalidGame,
        InvalidInput,
        LimitReached,
        NotAnEquilibrium,
        ParseError,
        QuidproquoError,
        SolverFailed,
        SymbolsLeft,
        UnsupportedGame,
    )
    from .games.extensive_form import ExtensiveFormGame
    from .games.files import read_game_file as read_game
    from .games.files import write_game_file as write_game
    from .games.finite_repetition import finitely_repeated
    from .games.interim import interim_payoffs
    from .games.joint_rationalization import JointRationalization
    from .games.monitoring import PublicMonitoring
    from .games.normal_form import NormalFormGame
    from .games.payoff_set import RepeatedPayoffSet
    from .games.quantal_fit import QuantalFit
    from .games.quantal_path import QuantalPath
    from .games.rationalization import Rationalization
    from .games.regime_grid import RegimeGrid
    from .games.regime_map import RegimeMap
    from .games.region_map import RegionMap
    from .games.repeated_game import RepeatedGame
    from .games.robustness_result import Robustness
    from .games.schemas import document_schema
    from .games.solution import Equilibrium, Solution
    from .games.solution_json import solution_schema
    from .games.strategies import normal_form
    from .games.tree_builder import chance, decision, outcome, tree
    from .games.tree_parts import Menu
    from .games.verification import Verification, verify_document
    from .solvers.alternating_offers import alternating_offers
    from .solvers.bargaining import egalitarian, kalai_smorodinsky, nash_bargaining, utilitarian
    from .solvers.bargaining_axioms import AxiomCheck, check_axiom
    from .solvers.batched_nash import ManyNash, many_nash
    from .solvers.bayes_nash import bayes_nash
    from .solvers.commitment import stackelberg
    from .solvers.conditions import equilibrium_conditions
    from .solvers.cooperative import core, nucleolus, shapley
    from .solvers.correlated import coarse_correlated, correlated
    from .solvers.critical_discount import critical_discount
    from .solvers.distribution_input import discrete, triangular
    from .solvers.dominance import dominance, rationalizable
    from .solvers.extensive_correlated import extensive_correlated
    from .solvers.inverse import rationalize
    from .solvers.inverse_polyhedra import rationalize_jointly
    from .solvers.labelled_polytopes import labelled_polytopes
    from .solvers.lemke_howson_table import lemke_howson_table
    from .solvers.many_payoffs import PayoffSweep, many_payoffs
    from .solvers.nash import nash
    from .solvers.nashpy_engine import from_nashpy, to_nashpy
    from .solvers.public_monitoring import public_monitoring
    from .solvers.pure_nash import pure_nash
    from .solvers.quantal import log_likelihood, quantal
    from .solvers.quantal_fit import fit_lambda
    from .solvers.quantal_path import quantal_path
    from .solvers.regime_grid import regime_grid
    from .solvers.regimes import regimes
    from .solvers.regions import regions
    from .solvers.repeated_payoffs import repeated_payoff_set
    from .solvers.robustness import robustness
    from .solvers.selection import ParetoDominance, RiskDominance, pareto_dominant, risk_dominant
    from .solvers.sequential import perfect_bayesian, sequential
    from .solvers.sobol import SobolIndices
    from .solvers.subgame_perfect import subgame_perfect
    from .solvers.support_table import support_table
    from .solvers.upper_envelope import upper_envelope
    from .solvers.zero_sum import zero_sum

    __version__: str

__all__ = [
    "AlternatingOffers",
    "AxiomCheck",
    "BargainingProblem",
    "BayesianGame",
    "CooperativeGame",
    "EmptyThreat",
    "Equilibrium",
    "ExtensiveFormGame",
    "InvalidGame",
    "InvalidInput",
    "JointRationalization",
    "LimitReached",
    "ManyNash",
    "Menu",
    "NormalFormGame",
    "NotAnEquilibrium",
    "ParetoDominance",
    "ParseError",
    "PayoffSweep",
    "PublicMonitoring",
    "QuantalFit",
    "QuantalPath",
    "QuidproquoError",
    "Rationalization",
    "RegimeGrid",
    "RegimeMap",
    "RegionMap",
    "RepeatedGame",
    "RepeatedPayoffSet",
    "RiskDominance",
    "Robustness",
    "Share",
    "SobolIndices",
    "Solution",
    "SolverFailed",
    "Sweep",
    "SymbolsLeft",
    "UnsupportedGame",
    "Verification",
    "__version__",
    "alternating_offers",
    "bayes_nash",
    "best_reply_table",
    "case_model",
    "chance",
    "check_assessment",
    "check_axiom",
    "coarse_correlated",
    "core",
    "correlated",
    "critical_discount",
    "decision",
    "discrete",
    "document_schema",
    "dominance",
    "egalitarian",
    "empty_threats",
    "equilibrium_conditions",
    "extensive_correlated",
    "figure",
    "finitely_repeated",
    "fit_lambda",
    "from_nashpy",
    "interim_payoffs",
    "kalai_smorodinsky",
    "labelled_polytopes",
    "lemke_howson_table",
    "list_cases",
    "load_case",
    "log_likelihood",
    "many_nash",
    "many_payoffs",
    "nash",
    "nash_bargaining",
    "normal_form",
    "nucleolus",
    "outcome",
    "pareto_dominant",
    "perfect_bayesian",
    "public_monitoring",
    "pure_nash",
    "quantal",
    "quantal_path",
    "rationalizable",
    "rationalize",
    "rationalize_jointly",
    "read_game",
    "read_sweep",
    "regime_grid",
    "regimes",
    "regions",
    "repeated_payoff_set",
    "replay",
    "resume_sweep",
    "risk_dominant",
    "robustness",
    "sequential",
    "shapley",
    "sobol_indices",
    "sobol_of",
    "solution_schema",
    "stackelberg",
    "subgame_perfect",
    "support_table",
    "sweep",
    "to_nashpy",
    "tree",
    "triangular",
    "upper_envelope",
    "utilitarian",
    "verify_document",
    "write_game",
    "zero_sum",
]

_NAMES = {
    "cases.registry": "case_model list_cases load_case",
    "cases.replay": "replay",
    "cases.sweep": "read_sweep resume_sweep sweep",
    "cases.sweep_result": "Sweep",
    "cases.sweep_share": "Share",
    "cases.sweep_sobol": "sobol_indices sobol_of",
    "figures": "figure",
    "games.alternating_offers": "AlternatingOffers",
    "games.assessment": "check_assessment",
    "games.bargaining_problem": "BargainingProblem",
    "games.bayesian_game": "BayesianGame",
    "games.best_replies": "best_reply_table",
    "games.cooperative_game": "CooperativeGame",
    "games.empty_threats": "EmptyThreat empty_threats",
    "games.errors": (
        "InvalidGame InvalidInput LimitReached NotAnEquilibrium ParseError QuidproquoError SolverFailed "
        "SymbolsLeft UnsupportedGame"
    ),
    "games.extensive_form": "ExtensiveFormGame",
    "games.files": "read_game:read_game_file write_game:write_game_file",
    "games.finite_repetition": "finitely_repeated",
    "games.interim": "interim_payoffs",
    "games.joint_rationalization": "JointRationalization",
    "games.monitoring": "PublicMonitoring",
    "games.normal_form": "NormalFormGame",
    "games.payoff_set": "RepeatedPayoffSet",
    "games.quantal_fit": "QuantalFit",
    "games.quantal_path": "QuantalPath",
    "games.rationalization": "Rationalization",
    "games.regime_grid": "RegimeGrid",
    "games.regime_map": "RegimeMap",
    "games.region_map": "RegionMap",
    "games.repeated_game": "RepeatedGame",
    "games.robustness_result": "Robustness",
    "games.schemas": "document_schema",
    "games.solution": "Equilibrium Solution",
    "games.solution_json": "solution_schema",
    "games.strategies": "normal_form",
    "games.tree_builder": "chance decision outcome tree",
    "games.tree_parts": "Menu",
    "games.verification": "Verification verify_document",
    "solvers.alternating_offers": "alternating_offers",
    "solvers.bargaining": "egalitarian kalai_smorodinsky nash_bargaining utilitarian",
    "solvers.bargaining_axioms": "AxiomCheck check_axiom",
    "solvers.batched_nash": "ManyNash many_nash",
    "solvers.bayes_nash": "bayes_nash",
    "solvers.inverse": "rationalize",
    "solvers.inverse_polyhedra": "rationalize_jointly",
    "solvers.labelled_polytopes": "labelled_polytopes",
    "solvers.lemke_howson_table": "lemke_howson_table",
    "solvers.commitment": "stackelberg",
    "solvers.conditions": "equilibrium_conditions",
    "solvers.cooperative": "core nucleolus shapley",
    "solvers.correlated": "coarse_correlated correlated",
    "solvers.critical_discount": "critical_discount",
    "solvers.extensive_correlated": "extensive_correlated",
    "solvers.distribution_input": "discrete triangular",
    "solvers.dominance": "dominance rationalizable",
    "solvers.many_payoffs": "PayoffSweep many_payoffs",
    "solvers.nash": "nash",
    "solvers.nashpy_engine": "from_nashpy to_nashpy",
    "solvers.public_monitoring": "public_monitoring",
    "solvers.pure_nash": "pure_nash",
    "solvers.quantal": "log_likelihood quantal",
    "solvers.quantal_fit": "fit_lambda",
    "solvers.quantal_path": "quantal_path",
    "solvers.regime_grid": "regime_grid",
    "solvers.regimes": "regimes",
    "solvers.regions": "regions",
    "solvers.repeated_payoffs": "repeated_payoff_set",
    "solvers.selection": "ParetoDominance RiskDominance pareto_dominant risk_dominant",
    "solvers.robustness": "robustness",
    "solvers.sequential": "perfect_bayesian sequential",
    "solvers.sobol": "SobolIndices",
    "solvers.subgame_perfect": "subgame_perfect",
    "solvers.support_table": "support_table",
    "solvers.upper_envelope": "upper_envelope",
    "solvers.zero_sum": "zero_sum",
}
"""Where each public name lives; ``public:own`` where the two differ."""

_HOMES = {
    entry.partition(":")[0]: (module, entry.partition(":")[2] or entry)
    for module, entries in _NAMES.items()
    for entry in entries.split()
}


if not TYPE_CHECKING:  # type checkers read the imports above, and see a misspelt name

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            from importlib.metadata import version

            found: Any = version("quidproquo")
        elif name in _HOMES:
            module, own = _HOMES[name]
            found = getattr(import_module(f".{module}", __name__), own)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
