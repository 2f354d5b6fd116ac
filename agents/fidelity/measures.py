"""What the score says: the headline, what it is made of, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

from model.tasks.webpage import Fault


@dataclass(frozen=True, slots=True)
class Classic:
    """Design2Code's measures without CLIP, 0–1 each, for comparability.

    ``block`` is the share of text area that found its counterpart, ``text`` the mean likeness of
    the pairs, ``position`` one minus their mean distance in page sizes, ``color`` one minus the
    mean CIEDE2000 of their colours over 100 (Si et al. 2024, "Design2Code"). A block is a visual
    line here, not a text node, and colours are sampled from the pixels.
    """

    block: float
    text: float
    position: float
    color: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The parts of the headline score, 0–1 each, and ``cells`` beside them.

    ``recall`` is the share of the screenshot's characters that are there, ``blocks`` the share of
    text area that found its counterpart, ``position`` how close the lines' ends stand (0 from a
    twentieth of the view away), ``edges`` the F1 of edges within 5 pixels, ``grid`` the likeness
    of coarse colour cells above that of an empty page, ``color`` the likeness of text colours.
    ``cells`` is the colour grid as it is, without what an empty page would get taken off.
    """

    recall: float
    blocks: float
    position: float
    edges: float
    grid: float
    color: float
    cells: float = 0.0


@dataclass(frozen=True, slots=True)
class Structure:
    """What kind of HTML it is, apart from its looks.

    Shares are 0–1: of the text that is positioned absolutely, of the view that the largest single
    picture covers, of the screenshot's text that is text in the document, of the screenshot's
    controls that are real ones. ``semantic`` counts different semantic tags; ``overflow_390`` is
    in CSS pixels; ``controls_asked`` is how many controls the screenshot has (with none, the share
    is 1).
    """

    absolute: float
    one_picture: float
    editable: float
    controls: float
    semantic: int
    overflow_390: float
    controls_asked: int = 0


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
