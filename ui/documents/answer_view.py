"""Answers as HTML: escaped, a little Markdown, and every citation a button that shows its place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape

from agents.reading import Cited, Found, Plan
from model.tasks.document_schema import shaped
from ui.documents.desk import Desk, Reply, Sheet
from ui.documents.payload import place_value
from ui.markup import both
from ui.presenters import footer, thoughts
from ui.words.told import both_told

_LABEL = re.compile(r"\[((?:d\d+)?p\d+(?:\s*[,;]\s*(?:d\d+)?p\d+)*)\]")
_QUOTING = re.compile(r"\[((?:d\d+)?p\d+)\s*[:：]?\s*[\"“][^\]]*(?:\]|$)|\[d?\d*p?\d*$")
"""A label with its quote, or one of which the rest is still to be written."""
_ONE = re.compile(r"(?:d(\d+))?p(\d+)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.*)$")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_DECORATION = re.compile(r"[*`>|]")
_RULE = re.compile(r"^\|?[\s:|-]+\|?$")


def answers_html(desk: Desk) -> str:
    """All answers, the newest first and open, earlier ones folded."""
    if not desk.replies:
        return ""
    newest, *earlier = desk.replies
    shown = f'<article class="answer">{reply_html(newest, desk)}</article>'
    for reply in earlier:
        shown += (
            f'<details class="answer"><summary>{_asked(reply)}</summary>'
            f"{reply_html(reply, desk, alone=False)}</details>"
        )
    return shown


def _asked(reply: Reply) -> str:
    words = reply.request.question.strip()
    return escape(words) if words else both(f"doc_aim_{reply.request.aim}")


def reply_html(reply: Reply, desk: Desk, alone: bool = True) -> str:
    """One answer: the question, what was said, the values found, what it rests on, its facts."""
    parts = [f'<p class="question">{_asked(reply)}</p>'] if alone else []
    if reply.given.running:
        doing = both_told(reply.given.progress) if reply.given.progress else both("working")
        parts.append(f'<p class="doing" role="status"><i></i><span>{doing}</span></p>')
        parts.append(_progress(reply))
    parts.append(thoughts(reply.given, bool(reply.text)))
    if reply.values:
        parts.append(values_html(reply.values, reply, desk))
    elif reply.text.strip():
        parts.append(f'<div class="said">{text_html(reply.text, reply, desk)}</div>')
    if reply.cited:
        parts.append(_sources(reply, desk))
    if reply.waits and reply.plan is not None:
        parts.append(plan_html(reply.plan, reply.given.by))
        parts.append(_go("doc_send") if alone else "")
    elif not reply.given.running:
        if reply.resumable and alone:
            parts.append(f'<p class="line note">{both("doc_not_whole")}</p>{_go("doc_go_on")}')
        said = copied_text(reply, desk)
        parts.append(footer(reply.given, said, told=bool(reply.given.notices)))
    return "".join(parts)


def copied_text(reply: Reply, desk: Desk) -> str:
    """An answer as it is copied: labels as pages one can read, extracted values as JSON."""
    if reply.values:
        values = {one.name: one.value for one in reply.values}
        return json.dumps(shaped(reply.request.fields, values) or values, ensure_ascii=False)

    def named(found: re.Match[str]) -> str:
        places = []
        for one in _ONE.finditer(found[1]):
            sheet = _sheet(int(one[1] or 1) - 1, reply, desk)
            name = f"{sheet.facts.name}, " if sheet and len(reply.sheets) > 1 else ""
            places.append(f"{name}p. {one[2]}")
        return f"({'; '.join(places)})"

    return _LABEL.sub(named, reply.text)


def _go(word: str) -> str:
    return f'<button type="button" class="do" data-resume="1">{both(word)}</button>'


def _progress(reply: Reply) -> str:
    if reply.plan is None or len(reply.plan.chunks) < 2:
        return ""
    done, total = len(reply.parts), len(reply.plan.chunks)
    return f'<progress max="{total}" value="{done}"></progress>'


def text_html(text: str, reply: Reply, desk: Desk) -> str:
    """A reply's text: paragraphs, lists, headings, tables, bold and code; nothing else is HTML."""
    out: list[str] = []
    if reply.running:
        text = _QUOTING.sub(lambda found: f"[{found[1]}]" if found[1] else "", text)
    lines = text.strip().split("\n")
    at = 0
    inline = _Inline(text, reply, desk)
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.lstrip().startswith("|") and at + 1 < len(lines) and _RULE.match(lines[at + 1]):
            rows = []
            while at < len(lines) and lines[at].lstrip().startswith("|"):
                rows.append(lines[at])
                at += 1
            out.append(_table(rows, inline))
        elif _ITEM.match(line):
            tag = "ol" if line.lstrip()[0].isdigit() else "ul"
            items = []
            while at < len(lines) and (item := _ITEM.match(lines[at])):
                items.append(f"<li>{inline(item[1])}</li>")
                at += 1
            out.append(f"<{tag}>{''.join(items)}</{tag}>")
        elif line.lstrip().startswith(">"):
            quoted = []
            while at < len(lines) and lines[at].lstrip().startswith(">"):
                quoted.append(inline(lines[at].lstrip()[1:].strip()))
                at += 1
            out.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
        elif heading := _HEADING.match(line):
            out.append(f"<h4>{inline(heading[1])}</h4>")
            at += 1
        else:
            paragraph = []
            while at < len(lines) and lines[at].strip() and not _ITEM.match(lines[at]):
                if _HEADING.match(lines[at]):
                    break
                paragraph.append(inline(lines[at]))
                at += 1
            out.append(f"<p>{'<br>'.join(paragraph)}</p>")
    return "".join(out)


def _table(rows: Sequence[str], inline: _Inline) -> str:
    cells = [row.strip().strip("|").split("|") for row in (rows[0], *rows[2:])]
    made = []
    for number, row in enumerate(cells):
        tag = "td" if number else "th"
        inner = "".join(f"<{tag}>{inline(cell.strip())}</{tag}>" for cell in row)
        made.append(f"<tr>{inner}</tr>")
    return f'<div class="grid"><table>{"".join(made)}</table></div>'


class _Inline:
    """A line's text with its labels as buttons, in the order in which the reply has them.

    Where a page is cited as often as labels name it, each label lights its own lines; else all
    that the answer rests on there.
    """

    def __init__(self, text: str, reply: Reply, desk: Desk) -> None:
        self._reply, self._desk = reply, desk
        self._met: dict[tuple[int, int], int] = {}
        named = [at for found in _LABEL.finditer(text) for at in _pages(found[1])]
        self._named = {at: named.count(at) for at in named}

    def __call__(self, text: str) -> str:
        out, end = [], 0
        for found in _LABEL.finditer(text):
            out.append(_styled(text[end : found.start()]))
            out += [self._chip(*at) for at in _pages(found[1])]
            end = found.end()
        return "".join([*out, _styled(text[end:])])

    def _chip(self, document: int, page: int) -> str:
        at = (document, page)
        here = [one for one in self._reply.cited if (one.document, one.page) == at]
        met = self._met.get(at, 0)
        self._met[at] = met + 1
        if len(here) == self._named.get(at):
            here = here[met : met + 1]
        places = [place_value(place) for one in here for place in one.places]
        return _cite(document, page, places, self._reply, self._desk, f"p. {page + 1}")


def _pages(label: str) -> list[tuple[int, int]]:
    """Document and page, from 0, of every page that a label names."""
    return [(int(one[1] or 1) - 1, int(one[2]) - 1) for one in _ONE.finditer(label)]


def _styled(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", escape(text)))


def _cite(
    document: int, page: int, places: Sequence[object], reply: Reply, desk: Desk, name: str
) -> str:
    sheet = _sheet(document, reply, desk)
    if sheet is None or not 0 <= page < sheet.facts.pages:
        return f'<span class="cite gone">{escape(name)}</span>'
    data = json.dumps({"doc": sheet.id, "page": page, "places": list(places)})
    title = f"{sheet.facts.name}, {name}"
    several = f"<small>{document + 1}</small>" if len(reply.sheets) > 1 else ""
    return (
        f'<button type="button" class="cite" title="{escape(title, quote=True)}" '
        f'data-cite="{escape(data, quote=True)}">{several}{escape(name)}</button>'
    )


def _sheet(document: int, reply: Reply, desk: Desk) -> Sheet | None:
    return desk.sheet(reply.sheets[document]) if 0 <= document < len(reply.sheets) else None


def _sources(reply: Reply, desk: Desk) -> str:
    """What the answer rests on, quoted where it does not quote it itself.

    A quote that was not found says so.
    """
    items = []
    told = _bare(reply.text)
    for one in reply.cited:
        if one.verified and _bare(one.quote) in told:
            continue
        places = [place_value(place) for place in one.places]
        chip = _cite(one.document, one.page, places, reply, desk, f"p. {one.page + 1}")
        quote = f"<q>{escape(_short(one.quote))}</q>" if one.quote else ""
        unsure = f"<em>{both('doc_unverified')}</em>" if one.quote and not one.verified else ""
        if quote:
            items.append(f"<li>{chip}<span>{quote} {unsure}</span></li>")
    if not items:
        return ""
    return f'<div class="sources"><h5>{both("doc_sources")}</h5><ul>{"".join(items)}</ul></div>'


def _bare(text: str) -> str:
    return " ".join(_DECORATION.sub(" ", text).split())


def _short(text: str, most: int = 220) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def values_html(values: Sequence[Found], reply: Reply, desk: Desk) -> str:
    """Extracted values as a table, each with its place and what is wrong with it."""
    rows = "".join(_value(one, reply, desk) for one in values)
    return f'<div class="grid"><table class="values">{rows}</table></div>'


def _value(one: Found, reply: Reply, desk: Desk) -> str:
    value = one.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    told = "" if value is None else escape(shown)
    problem = f'<span class="problem">{escape(one.problem)}</span>' if one.problem else ""
    chip = ""
    if one.cited is not None:
        cited: Cited = one.cited
        places = [place_value(place) for place in cited.places]
        name = f"p. {cited.page + 1}"
        chip = _cite(cited.document, cited.page, places, reply, desk, name)
    nothing = f"<i>{both('doc_no_value')}</i>"
    return f"<tr><th>{escape(one.name)}</th><td>{told or nothing}{problem}</td><td>{chip}</td></tr>"


def plan_html(plan: Plan, by: str) -> str:
    """What a request will take, before anything is sent."""
    if not by:
        return f'<p class="hint">{both("doc_plan_here", n=len(plan.chunks))}</p>'
    tokens = f"{plan.tokens:,}"
    return f'<p class="hint">{both("doc_plan", calls=plan.calls, tokens=tokens, by=by)}</p>'
