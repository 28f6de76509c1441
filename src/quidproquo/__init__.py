"""Negotiations solved as games, with exact answers and proofs."""

from .games.extensive_form import ExtensiveFormGame
from .games.normal_form import NormalFormGame
from .games.tree_builder import chance, decision, outcome, tree

__all__ = ["ExtensiveFormGame", "NormalFormGame", "chance", "decision", "outcome", "tree"]
