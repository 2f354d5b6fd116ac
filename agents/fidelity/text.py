"""How much of the screenshot's text is there, and how right it is."""

from __future__ import annotations

from collections.abc import Sequence

from agents.fidelity.blocks import Match, Matching


def classic_text(matches: Sequence[Match]) -> float:
    """Design2Code's mean likeness of the pairs; 0 without a pair."""
    return sum(match.likeness for match in matches) / len(matches) if matches else 0.0


def classic_block(matching: Matching) -> float:
    """Design2Code's share of both sides' text area that found its counterpart."""
    paired = sum(match.target.box.area + match.rendered.box.area for match in matching.matches)
    alone = sum(block.box.area for block in matching.missing + matching.extra)
    return paired / (paired + alone) if paired else 0.0


def recall(matching: Matching) -> float:
    """The share of the screenshot's characters that are there, each pair by its likeness."""
    whole = sum(len(match.target.key) for match in matching.matches)
    there = sum(len(match.target.key) * match.likeness for match in matching.matches)
    whole += sum(len(block.key) for block in matching.missing)
    return there / whole if whole else 0.0
