"""Fidelity: how like a screenshot a rendered page is, in a score one can trust."""

from agents.fidelity.heat_map import heat_map
from agents.fidelity.measures import Classic, Fidelity, Structure, Terms
from agents.fidelity.scoring import score

__all__ = ["Classic", "Fidelity", "Structure", "Terms", "heat_map", "score"]
