"""Lines become paragraphs: pieces of one line joined, then lines that wrap naturally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from model.backends.embedded.rebuild.flow.nodes import Align, Node
from model.backends.embedded.rebuild.flow.nodes import letters as letters_box
from model.backends.embedded.rebuild.parts import TextRun
from model.geometry import union

CLOSE = (-0.2, 0.9)
"""Gaps between pieces of one line, as shares of the font size."""
MENU_GAP = 0.8
"""Links farther apart than this are entries of a menu, not words of a line."""
SPACE = 0.27
"""A space as a share of the font size, about that of common sans faces."""
LINED_UP = 3.0
WORDS_FOR_WRAP = 4
WIDTH_FOR_WRAP = 14.0
"""A shorter line (in words, or in multiples of its size) before a capital stands alone."""


def _alike(one: Node, other: Node) -> bool:
    a, b = one.lines[-1][-1].run.style, other.lines[0][0].run.style
    if abs(a.size - b.size) > 0.12 * max(a.size, b.size):
        return False
    far = sum(abs(x - y) for x, y in zip(a.color, b.color, strict=True))
    return a.kind == b.kind and abs(a.weight - b.weight) <= 100 and far <= 90


def join_inline(nodes: Sequence[Node]) -> list[Node]:
    """Text nodes of one baseline that stand a space apart become one line of several spans."""
    texts = sorted(
        (node for node in nodes if node.kind == "text"),
        key=lambda node: (round(node.lines[0][0].run.baseline / 3), node.box.x1),
    )
    joined: list[Node] = []
    for node in texts:
        last = joined[-1] if joined else None
        if last is not None and _follows(last, node):
            last.lines[-1].extend(node.lines[0])
            last.box = union((last.box, node.box))
            last.tight = union((last.tight, node.tight))
        else:
            joined.append(node)
    return [node for node in nodes if node.kind != "text"] + joined


def _follows(last: Node, node: Node) -> bool:
    before, after = last.lines[-1][-1], node.lines[0][0]
    run, next_run = before.run, after.run
    gap = next_run.left - (run.left + run.advance)
    size = max(run.style.size, next_run.style.size)
    if before.link and after.link and gap > MENU_GAP * size:
        return False
    return (
        abs(run.baseline - next_run.baseline) <= 1.5 and CLOSE[0] * size <= gap <= CLOSE[1] * size
    )


def _spread(chain: Sequence[Node], align: Align) -> float:
    """How far lines are from sharing the edge or middle that ``align`` names, in pixels."""
    if align == "left":
        places = [node.box.x1 for node in chain]
    elif align == "right":
        places = [node.box.x2 for node in chain]
    else:
        places = [node.box.center.x for node in chain]
    return max(places) - min(places)


def _shared_align(chain: Sequence[Node]) -> Align | None:
    """How the lines of a chain line up, or nothing; the left edge wins a near tie."""
    aligns: tuple[Align, ...] = ("left", "center", "right")
    best = min(aligns, key=lambda align: _spread(chain, align) + (0 if align == "left" else 0.6))
    return best if _spread(chain, best) <= LINED_UP else None


def _first_word(node: Node) -> float:
    """About how wide the first word of a line is, in pixels."""
    run = node.lines[0][0].run
    word = run.text.split(" ", 1)[0]
    return run.advance * len(word) / max(1, len(run.text))


def _wraps(upper: Node, lower: Node, widest: float) -> bool:
    """Whether ``lower`` reads as the next line of ``upper``: its first word did not fit above."""
    size = upper.size
    if upper.box.width + SPACE * size + _first_word(lower) < widest - 0.4 * size:
        return False
    words = sum(len(span.run.text.split()) for span in upper.lines[-1])
    begin = lower.text.lstrip()[:1]
    if begin.islower() or begin in "(&,–—":
        return True
    if upper.text.rstrip()[-1:] in ".!?:" and upper.box.width < 0.9 * widest:
        return False
    wide = upper.box.width >= WIDTH_FOR_WRAP * size and words >= WORDS_FOR_WRAP
    return wide or (size >= 22 and words >= 2)


def join_lines(nodes: Sequence[Node]) -> list[Node]:
    """Text nodes under each other that wrap naturally become one node of several lines."""
    texts = sorted(
        (node for node in nodes if node.kind == "text"), key=lambda node: (node.box.y1, node.box.x1)
    )
    others = [node for node in nodes if node.kind != "text"]
    taken: set[int] = set()
    paragraphs: list[Node] = []
    for start, first in enumerate(texts):
        if id(first) in taken:
            continue
        taken.add(id(first))
        chain = [first]
        pitch = 0.0
        for node in texts[start + 1 :]:
            if id(node) in taken:
                continue
            step = _baseline(node) - _baseline(chain[-1])
            if step > 2.1 * first.size:
                break
            if (
                step < 0.9 * first.size
                or (pitch and abs(step - pitch) > max(1.6, 0.06 * pitch))
                or not _alike(chain[-1], node)
                or _shared_align([*chain, node]) is None
            ):
                continue
            widest = max(line.box.width for line in (*chain, node))
            if not _wraps(chain[-1], node, widest) or _between(chain[-1], node, others):
                continue
            pitch = pitch or step
            chain.append(node)
            taken.add(id(node))
        paragraphs.append(_paragraph(chain, _shared_align(chain) or "left"))
    return others + paragraphs


def _between(upper: Node, lower: Node, others: Sequence[Node]) -> bool:
    return any(
        other.box.y1 >= upper.tight.y2 - 2
        and other.box.y2 <= lower.tight.y1 + 2
        and other.box.x1 < lower.box.x2
        and other.box.x2 > lower.box.x1
        for other in others
    )


def _baseline(node: Node) -> float:
    return node.lines[0][0].run.baseline


def _one_style(chain: Sequence[Node], align: Align) -> None:
    """Set all plain lines of a paragraph as most of its letters are: sizes jitter line by line."""
    spans = [span for node in chain for line in node.lines for span in line]
    plain = [node for node in chain if len(node.lines[0]) == 1]
    letters: Counter[tuple[str, float, int]] = Counter()
    for span in spans:
        style = span.run.style
        letters[style.family, style.size, style.weight] += len(span.run.text)
    usual = letters.most_common(1)[0][0]
    base = next(
        span.run.style for span in spans
        if (span.run.style.family, span.run.style.size, span.run.style.weight) == usual
    )  # fmt: skip
    spacing = median(
        (span.run.advance - _bare(span.run, base.size)) / max(1, len(span.run.text))
        for span in spans for _ in span.run.text
    ) if base.size else 0.0  # fmt: skip
    spacing = 0.0 if abs(spacing) < 0.06 else round(spacing, 2)
    for node in plain:
        span = node.lines[0][0]
        run = span.run
        if abs(run.style.size - base.size) > 0.1 * base.size:
            continue
        advance = _bare(run, base.size) + spacing * len(run.text)
        left = run.left
        if align == "center":
            left += (run.advance - advance) / 2
        elif align == "right":
            left += run.advance - advance
        style = replace(base, color=run.style.color, spacing=spacing, underline=run.style.underline)
        span.run = replace(run, style=style, advance=advance, left=left)
        node.box = node.tight = letters_box(span.run)


def _bare(run: TextRun, size: float) -> float:
    """How wide a run would be at ``size`` without letter spacing, in pixels."""
    return (run.advance - run.style.spacing * len(run.text)) * size / run.style.size


def _paragraph(chain: list[Node], align: Align) -> Node:
    first = chain[0]
    if len(chain) == 1:
        return first
    _one_style(chain, align)
    pitch = (_baseline(chain[-1]) - _baseline(first)) / (len(chain) - 1)
    return Node(
        "text",
        union(node.box for node in chain),
        union(node.tight for node in chain),
        lines=[line for node in chain for line in node.lines],
        line_height=round(pitch * 2) / 2 if abs(pitch * 2 - round(pitch * 2)) < 0.2 else pitch,
        align=align,
        wraps=True,
        index=first.index,
    )
