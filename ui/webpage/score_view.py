"""A round's score as HTML: the headline, what it is made of, what kind of HTML it is. Pure."""

from __future__ import annotations

from html import escape

from agents.fidelity import Fidelity, Structure
from agents.web_builder import Round
from model.tasks.webpage import Fault
from ui.markup import both
from ui.words.told import both_told

_GOOD, _FAIR = 90.0, 70.0
_RING = 2 * 3.14159265 * 26
TERMS = ("recall", "blocks", "position", "edges", "grid", "color")
CLASSIC = ("block", "text", "position", "color")
MOST_FAULTS = 40
"""More faults than that are counted, not listed."""


def score_html(shown: Round | None) -> str:
    """The whole card of one round; a sentence where there is none."""
    if shown is None:
        return f'<p class="nothing">{both("web_no_score")}</p>'
    fidelity = shown.fidelity
    return (
        f'<div class="score-card">{_headline(fidelity)}'
        f"<div><h3>{both('web_terms')}</h3>{_bars(fidelity.terms, TERMS, 'web_term_')}</div>"
        f"<div><h3>{both('web_structure')}</h3>{_structure(fidelity.structure)}</div>"
        f"<div><h3>{both('web_classic')}</h3>{_bars(fidelity.classic, CLASSIC, 'web_classic_')}"
        f'<p class="hint">{both("web_classic_hint")}</p></div></div>'
        f"{_faults(fidelity)}{_mended(shown)}"
    )


def listed(fidelity: Fidelity) -> tuple[Fault, ...]:
    """The faults that are shown, the costliest first."""
    return fidelity.faults[:MOST_FAULTS]


def grade(score: float) -> str:
    """How good a score looks: the class that colours it."""
    return "good" if score >= _GOOD else "fair" if score >= _FAIR else "poor"


def points(score: float) -> str:
    """A score as it is shown everywhere: one digit, and 100 only where it is 100."""
    return f"{min(score, 99.9) if score < 100 else score:.1f}".removesuffix(".0")


def _headline(fidelity: Fidelity) -> str:
    filled = _RING * max(0.0, min(1.0, fidelity.score / 100))
    return (
        f'<div class="headline {grade(fidelity.score)}">'
        '<svg viewBox="0 0 64 64" aria-hidden="true">'
        '<circle cx="32" cy="32" r="26"/>'
        f'<circle class="full" cx="32" cy="32" r="26" stroke-dasharray="{filled:.1f} 400"/></svg>'
        f"<strong>{points(fidelity.score)}</strong><p>{both('web_score_of')}</p></div>"
    )


def _bars(values: object, names: tuple[str, ...], words: str) -> str:
    rows = []
    for name in names:
        value = float(getattr(values, name))
        rows.append(
            f"<div><dt>{both(words + name)}</dt>"
            f'<dd><i class="{grade(100 * value)}" style="width:{100 * value:.1f}%"></i></dd>'
            f"<dd>{100 * value:.1f}</dd></div>"
        )
    return f'<dl class="bars">{"".join(rows)}</dl>'


def _structure(found: Structure) -> str:
    rows = (
        ("web_absolute", f"{found.absolute:.0%}", found.absolute <= 0.05),
        ("web_one_picture", f"{found.one_picture:.0%}", found.one_picture <= 0.4),
        ("web_editable", f"{found.editable:.0%}", found.editable >= 0.95),
        (
            "web_controls",
            f"{found.controls:.0%}" if found.controls_asked else "–",
            found.controls >= 0.85,
        ),
        ("web_semantic", f"{found.semantic}", found.semantic >= 4),
        ("web_overflow", f"{found.overflow_390:.0f} px", found.overflow_390 < 1),
    )
    shown = "".join(
        f'<div><dt>{both(word)}</dt><dd class="{"good" if fine else "poor"}">{value}</dd></div>'
        for word, value, fine in rows
    )
    return f'<dl class="facts-list">{shown}</dl>'


def _faults(fidelity: Fidelity) -> str:
    title = f"<h3>{both('web_faults')}</h3>"
    if not fidelity.faults:
        return f'{title}<p class="hint">{both("web_no_faults")}</p>'
    rows, placed = [], 0
    for index, fault in enumerate(listed(fidelity)):
        placed += fault.target is not None  # only those have a mark on the screenshot
        rows.append(_fault(index, fault, placed if fault.target is not None else 0))
    more = len(fidelity.faults) - len(rows)
    tail = f'<p class="hint">{both("web_more_faults", n=more)}</p>' if more else ""
    return f'{title}<ol class="faults">{"".join(rows)}</ol>{tail}'


def _fault(index: int, fault: Fault, mark: int) -> str:
    kind = both("web_fault_" + fault.kind.replace(" ", "_"))
    return (
        f'<li data-n="{mark}" tabindex="0"><span class="kind">{kind}</span>'
        f"<span>{both_told(fault.sentence)}</span>"
        f'<span class="loss">{_loss(fault.loss)}</span>'
        f'<button type="button" data-fault="{index}">{both("web_repair")}</button></li>'
    )


def _loss(points: float) -> str:
    return f"−{points:.1f}" if points >= 0.05 else "&lt; 0.1"


def _mended(shown: Round) -> str:
    if not shown.mended:
        return ""
    rows = "".join(f"<li>{escape(sentence)}</li>" for sentence in shown.mended)
    return f'<h3>{both("web_mended")}</h3><ul class="mended">{rows}</ul>'
