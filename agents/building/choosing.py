"""Which fault to repair next, and whether a repair may be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from agents.building.events import Round
from agents.fidelity import Structure
from model.geometry import Box
from model.tasks.webpage import Fault, Layout

LEAST_GAIN = 0.05
"""Points by which a repair must better the score: less is noise of the letters' edges."""

_CELL = 24.0
"""Pixels within which a fault of the same kind on the same text is the same fault again."""

_ABSOLUTE = 0.05
"""Share of text that may be positioned absolutely on a page that flows."""
_MORE_ABSOLUTE = 0.02
"""What one repair may add to a page that has more than that."""
_ONE_PICTURE = 0.4


@dataclass(slots=True)
class Avoid:
    """The repairs that were tried, so that none is asked for twice.

    A fault that a repair left is named anew in every round, with other numbers in its sentence; so
    it is known by its kind, text and place.
    """

    _keys: set[tuple[object, ...]] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)

    def next(self, faults: tuple[Fault, ...]) -> Fault | None:
        """The costliest fault that was not tried; ``None`` when none is left."""
        return next((fault for fault in faults if _key(fault) not in self._keys), None)

    def add(self, fault: Fault) -> None:
        """Do not try this one again."""
        self._keys.add(_key(fault))
        self.sentences.append(fault.sentence)


def _key(fault: Fault) -> tuple[object, ...]:
    return (fault.kind, fault.text, _cell(fault.target or fault.rendered))


def _cell(box: Box | None) -> tuple[int, int] | None:
    if box is None:
        return None
    center = box.center
    return int(center.x / _CELL), int(center.y / _CELL)


def is_better(new: Round, best: Round, layout: Layout) -> str:
    """``""`` if ``new`` may take the place of ``best``; else a sentence that says why not."""
    gain = new.fidelity.score - best.fidelity.score
    if gain < LEAST_GAIN:
        how = "scores less" if gain < -LEAST_GAIN else "is no better"
        return f"it {how} ({new.fidelity.score:.1f} after {best.fidelity.score:.1f})"
    return _worse_structure(new.fidelity.structure, best.fidelity.structure, layout)


def _worse_structure(new: Structure, old: Structure, layout: Layout) -> str:
    """Looks can be bought with bad HTML: a page in one picture, boxes nailed to their places."""
    if new.one_picture > max(_ONE_PICTURE, old.one_picture):
        return f"one picture covers {new.one_picture:.0%} of it"
    if layout != "flow":
        return ""
    if new.absolute > max(_ABSOLUTE, old.absolute + _MORE_ABSOLUTE):
        return f"{new.absolute:.0%} of its text is positioned absolutely"
    if new.overflow_390 >= old.overflow_390 + 1:
        return f"it is {new.overflow_390:.0f} px too wide for a phone"
    return ""
