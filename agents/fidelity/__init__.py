"""Fidelity: how like a screenshot a rendered page is, in a score one can trust."""

from __future__ import annotations

from dataclasses import dataclass

from model.tasks.webpage import Fault


@dataclass(frozen=True, slots=True)
class Classic:
    """Design2Code's measures without CLIP, 0–1 each, for comparability."""

    block: float
    text: float
    position: float
    color: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts of the headline score, 0–1 each."""

    recall: float
    blocks: float
    position: float
    edges: float
    grid: float
    color: float


@dataclass(frozen=True, slots=True)
class Structure:
    """What kind of HTML it is, apart from its looks.

    Shares are 0–1: of the text that is positioned absolutely, of the view that the largest single
    picture covers, of the text that can be edited as text, of the screenshot's controls that are
    real ones. ``semantic`` counts different semantic tags; ``overflow_390`` is in CSS pixels.
    """

    absolute: float
    one_picture: float
    editable: float
    controls: float
    semantic: int
    overflow_390: float


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The headline ``score`` (0–100; a blank page has 0, the same page 100) and all behind it.

    ``faults`` are named mismatches, the costliest first.
    """

    score: float
    terms: Terms
    classic: Classic
    structure: Structure
    faults: tuple[Fault, ...] = ()
