"""What the page shows of a drive: HTML and plain values, pure but for pictures' addresses."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from agents.gui_agent import Asking
from agents.recording import Run, StartPage, Step
from agents.sandbox import ORIGIN
from model.actions import ENDINGS
from model.geometry import Box, Point
from model.messages import Picture
from ui.agent.action_words import action_html, action_text
from ui.agent.drive import Snapshot
from ui.markup import both
from ui.words import Language
from ui.words.told import both_told

if TYPE_CHECKING:
    from agents.sandbox import Frame

_THUMB_SIDE = 320
_END_TONE = {"done": "good", "answered": "good", "stopped": "", "budget": "note", "stuck": "note"}
_MOST_CHARS = 600
_ROUTINE = "navigation:"
"""Log entries that every run has; they stand in the record, not on the page."""
_PLAIN = ("", "Success.", "Nothing changed on the screen.", "Nothing changed while waiting.")
"""Outcomes that the line of facts tells as well."""


class Pictures(Protocol):
    """Where pictures get their addresses; ``Shelf`` in the app."""

    def url(self, picture: Picture, side: int | None = None) -> str:
        """The address of a picture, no side over ``side`` pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Buttons:
    """Which buttons a drive wants: run, stop, pause or resume and step, and the two words."""

    run: bool
    stop: bool
    pause: bool
    resume: bool
    word: bool


def buttons(now: Snapshot | None, paused: bool) -> Buttons:
    """The buttons at this moment; ``paused`` is what the user has asked for."""
    if now is None or now.over:
        return Buttons(run=True, stop=False, pause=False, resume=False, word=False)
    return Buttons(
        run=False, stop=True, pause=not paused, resume=paused, word=now.asking is not None
    )


def live_value(
    now: Snapshot | None, frame: Frame | None, pictures: Pictures, language: Language
) -> dict[str, Any]:
    """The live view: the newest frame, or the newest screenshot, with pointer and target."""
    if now is None:
        return {}
    looking = now.looking
    if looking is None and frame is None:
        return {"src": "", "text": now.doing}
    size = looking.picture.size if looking is not None else (0, 0)
    if frame is not None:
        source = "data:image/jpeg;base64," + base64.b64encode(frame.data).decode()
        size = size if looking is not None else (frame.width, frame.height)
    else:
        assert looking is not None
        source = pictures.url(looking.picture)
    asked = now.asking
    target = asked.box if asked is not None else looking.target if looking is not None else None
    return {
        "src": source,
        "width": size[0],
        "height": size[1],
        "pointer": _point(looking.pointer if looking is not None else None),
        "target": _box(target),
        "url": _address(now.steps[-1].url if now.steps else "", now.errand.start),
        "text": action_text(asked.action, language) if asked is not None else "",
        "touch": not now.over,
    }


def replay_value(run: Run, pictures: Pictures, language: Language, serial: int) -> dict[str, Any]:
    """The replay: two frames a step, what was seen with its target, and what came of it."""
    frames = []
    for step in run.steps:
        done = action_text(step.action, language)
        shared = {"step": step.number, "url": _address(step.url, run.start)}
        frames.append(
            {
                **shared,
                **_framed(step.before, pictures),
                "pointer": _point(_at(step)),
                "target": _box(step.box),
                "text": f"{step.number} · {done}",
                "seconds": min(3.0, max(0.8, step.decided_s)),
            }
        )
        frames.append(
            {
                **shared,
                **_framed(step.after, pictures),
                "pointer": _point(_at(step)),
                "target": None,
                "text": f"{step.number} · {step.outcome or done}",
                "seconds": min(3.0, max(0.8, step.acted_s)),
            }
        )
    return {"replay": frames, "run": serial}


def _address(url: str, start: StartPage) -> str:
    """Where the run is: the address of a site, or the title and path of a page of our own."""
    if start.kind == "url":
        return url or start.value
    path = url.removeprefix(ORIGIN).lstrip("/")
    return f"{start.title} / {path}" if path else start.title


def _framed(picture: Picture, pictures: Pictures) -> dict[str, Any]:
    return {"src": pictures.url(picture), "width": picture.width, "height": picture.height}


def status_html(now: Snapshot | None, paused: bool, trouble: str = "") -> str:
    """What is going on, or how it ended."""
    parts = [f'<p class="line bad" role="alert">{both_told(trouble)}</p>'] if trouble else []
    if now is None:
        return "".join(parts)
    if now.error and now.run is None:
        parts.append(f'<p class="line bad" role="alert">{both_told(now.error)}</p>')
    for notice in dict.fromkeys(now.notices):
        parts.append(f'<p class="line note">{both_told(notice)}</p>')
    if now.run is not None:
        parts.append(_end_html(now.run, now))
    elif not now.over:
        if now.asking is not None:
            doing = both("agent_waits")
        elif now.phase == "paused":
            doing = both("agent_paused")
        elif paused:
            doing = both("agent_pausing")
        else:
            doing = both_told(now.doing) or both("agent_opening" if not now.looking else "working")
        still = " still" if now.phase in ("paused", "asking") else ""
        parts.append(f'<p class="doing{still}" role="status"><i></i><span>{doing}</span></p>')
        if now.thinking.strip():
            thoughts = escape(now.thinking.strip()[-_MOST_CHARS:])
            parts.append(f'<p class="thought">{thoughts}</p>')
    return "".join(parts)


def _end_html(run: Run, now: Snapshot) -> str:
    end = run.end or "stopped"
    tone = _END_TONE.get(end, "bad")
    # How the model itself ends it is told in its own words, which may read like ours.
    words = run.answer or run.why
    said = escape(words) if end in ("answered", "done", "failed") else both_told(words)
    head = f'<p class="end {tone}"><b>{both(f"agent_end_{end}")}</b>'
    head += f" <span>{said}</span></p>" if said else "</p>"
    parts = [head]
    if run.verdict is not None:
        met = {True: "yes", False: "no", None: "unclear"}[run.verdict.met]
        tone = {"yes": "good", "no": "bad", "unclear": "note"}[met]
        why = f" {escape(run.verdict.why)}" if run.verdict.why else ""
        parts.append(f'<p class="line {tone}">{both(f"agent_verdict_{met}")}{why}</p>')
    if entries := [entry for entry in dict.fromkeys(run.log) if not entry.startswith(_ROUTINE)]:
        lines = "".join(f'<p class="line">{escape(entry)}</p>' for entry in entries)
        title = both("agent_happened", n=len(entries))
        parts.append(f"<details><summary>{title}</summary>{lines}</details>")
    by = both("agent_embedded") if run.model in ("", "embedded") else escape(run.model)
    facts = [both("agent_facts", steps=len(run.steps), s=f"{run.seconds:.1f}", by="\0")]
    if run.tokens:
        facts.append(both("agent_facts_tokens", n=f"{run.tokens:,}"))
    parts.append(f'<p class="facts">{" · ".join(facts)}</p>'.replace("\0", by))
    return "".join(parts)


def doing_html(key: str) -> str:
    """A line that says what is going on."""
    return f'<p class="doing" role="status"><i></i><span>{both(key)}</span></p>'


def note_html(key: str) -> str:
    """A line the user should read."""
    return f'<p class="line note" role="status">{both(key)}</p>'


def asking_html(asking: Asking | None) -> str:
    """The question to the user: which action, and what makes it worth asking."""
    if asking is None:
        return ""
    return (
        f'<p class="asks" role="alert"><b>{both("agent_asks")}</b>'
        f"<span>{action_html(asking.action)}</span>"
        f"<small>{escape(asking.why)}</small></p>"
    )


def steps_html(steps: tuple[Step, ...], pictures: Pictures) -> str:
    """The step log: each step's picture with its target, its thought, action, time and outcome."""
    if not steps:
        return f'<p class="none">{both("agent_log_empty")}</p>'
    return "<ol>" + "".join(_step_html(step, pictures) for step in steps) + "</ol>"


def _step_html(step: Step, pictures: Pictures) -> str:
    facts = [both("agent_took", s=f"{step.decided_s + step.acted_s:.1f}")]
    if step.by_user:
        facts.insert(0, both("agent_by_you"))
    if step.asked:
        facts.append(both(f"agent_{step.asked}"))
    if not step.changed and not isinstance(step.action, ENDINGS):
        facts.append(both("agent_unchanged"))
    outcome = f'<p class="outcome">{escape(step.outcome)}</p>' if step.outcome not in _PLAIN else ""
    thought = f'<p class="thought">{escape(step.thought[:_MOST_CHARS])}</p>' if step.thought else ""
    warned = "".join(
        f'<p class="line note">{both("agent_suspicious", text=text)}</p>'
        for text in step.suspicious
    )
    name = f"step-{step.number}.png"
    return (
        f'<li data-step="{step.number}">'
        f'<a class="picture" href="{escape(pictures.url(step.before), quote=True)}" '
        f'data-name="{name}">'
        f'<img src="{escape(pictures.url(step.before, _THUMB_SIDE), quote=True)}" alt="{name}" '
        f'loading="lazy">{_over(step)}</a>'
        f'<div><p class="did"><b>{step.number}</b> {action_html(step.action)}</p>'
        f"{thought}{warned}{outcome}"
        f'<p class="facts">{" · ".join(facts)}</p></div></li>'
    )


def _over(step: Step) -> str:
    """Pointer and target on a step's picture, in per cent of it, so that any size will do."""
    width, height = step.before.size
    marks = ""
    if step.box is not None:
        box = step.box.clamp(width, height)
        marks += (
            f'<i class="target" style="left:{100 * box.x1 / width:.2f}%;'
            f"top:{100 * box.y1 / height:.2f}%;width:{100 * box.width / width:.2f}%;"
            f'height:{100 * box.height / height:.2f}%"></i>'
        )
    if (at := _at(step)) is not None:
        left, top = 100 * at.x / width, 100 * at.y / height
        marks += f'<i class="point" style="left:{left:.2f}%;top:{top:.2f}%"></i>'
    return marks


def _at(step: Step) -> Point | None:
    """Where on the picture a step's action went, if it went anywhere."""
    for name in ("at", "start"):
        place = getattr(step.action, name, None)
        if isinstance(place, Point):
            return place
    return None


def _point(place: Point | None) -> list[float] | None:
    return None if place is None else [round(place.x, 1), round(place.y, 1)]


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [round(value, 1) for value in (box.x1, box.y1, box.x2, box.y2)]
