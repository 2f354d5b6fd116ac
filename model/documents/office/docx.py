"""Word documents as pages, with their tables and charts as data."""

from __future__ import annotations

import html as escapes
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from model.documents.office import flowed
from model.documents.office.chart_drawing import draw_chart
from model.documents.office.chart_parts import chart_of
from model.documents.office.chart_xml import ChartData
from model.documents.office.docx_xml import BREAK, MARK, Mark, Prepared, prepare, running_texts
from model.documents.office.drawing_colors import theme_colors
from model.documents.office.markup import Markup, clean
from model.documents.office.parts import Converted
from model.documents.office.rebuilt import rebuilt
from model.documents.parts import Chart, Place
from model.errors import UnreadableFile
from model.geometry import Point
from model.media.office import libreoffice
from model.media.office.package import Package, open_package, without_broken
from model.media.pdf.writing import PageMaker, Paper
from model.settings import Settings

APPROXIMATE = (
    "Drawn here without an Office program: headings, text, lists, tables, pictures and charts in "
    "order; columns, floating parts and exact page ends differ."
)
_DRAWN_BY_OFFICE = "Drawn by LibreOffice; fonts and page ends may differ a little."
_STYLES = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        "p[style-name='Quote'] => blockquote:fresh",
        "p[style-name='Intense Quote'] => blockquote:fresh",
        "comment-reference => sup",
        "u => u",
        "strike => s",
    )
)
_COMMENT = re.compile(r'<dt id="comment-')
_OPTIONAL = ("styles", "numbering", "footnotes", "endnotes", "comments")
"""Parts that the text can be read without, the likeliest to be damaged first."""
_NOTE_LINKS = re.compile(r"<a[^>]*>\s*↑\s*</a>")
_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    StopIteration, NotImplementedError, ExpatError,
)  # fmt: skip


def convert_docx(path: Path, settings: Settings, name: str) -> Converted:
    """The document's pages; drawn by LibreOffice where there is one.

    Raises ``UnreadableFile`` where its text can't be read.
    """
    package = rebuilt(without_broken(open_package(path, name, settings)), "docx")
    mains = package.related("", "officeDocument")
    main = mains[0] if mains else "word/document.xml"
    if main not in package.parts:
        raise UnreadableFile(_damaged(name))
    try:
        prepared = prepare(package, main)
        marked = replace(package, parts={**package.parts, main: prepared.xml})
        html, old, missing = _readable(marked, main)
        markup = clean(html, old.get, shown=flowed.shown)
    except _BROKEN:
        raise UnreadableFile(_damaged(name)) from None
    charts = _charts(package, main, prepared.marks, settings)
    notes = list(package.notes)
    if missing:
        notes.append(f"Damaged and left out: {', '.join(missing)}; its words are plain text here.")
    if comments := len(_COMMENT.findall(html)):
        stand = "1 comment stands" if comments == 1 else f"{comments} comments stand"
        notes.append(f"{stand} at the end of the text.")
    by_office = _by_office(package, name, settings, notes)
    if by_office is not None:
        from model.documents.office.matching import matched

        return matched(
            by_office,
            markup,
            prepared.marks,
            charts,
            name,
            settings,
            (*notes, _DRAWN_BY_OFFICE),
        )
    if prepared.equations:
        notes.append(
            f"{_count(prepared.equations, 'equation')} written on one line (a/b, x^2) as text."
        )
    return _drawn(package, main, prepared, markup, charts, name, settings, notes)


def _drawn(
    package: Package,
    main: str,
    prepared: Prepared,
    markup: Markup,
    charts: Mapping[int, ChartData],
    name: str,
    settings: Settings,
    notes: list[str],
) -> Converted:
    left, top, right, bottom = prepared.margins
    paper = Paper(*prepared.page, left, top, right, bottom)
    html, files, alts, unread = _with_marks(package, markup, prepared, charts, paper)
    pages = flowed.lay_out(html, files, name, settings, paper)
    natives: list[Chart] = []
    with PageMaker(pages.pdf) as maker:
        for index, data in charts.items():
            spots = pages.spots.get(f"chart{index}", ())
            if not spots:
                continue
            page, box = spots[0]
            mark = prepared.marks[index]
            width, height = _fitting(mark, paper)
            place = Place(page, replace(box, x2=box.x1 + width, y2=box.y1 + height))
            maker.turn_to(page)
            drawn = draw_chart(maker, place.box, data)
            natives.append(data.placed(len(natives) + 1, place, drawn))
        _running(maker, package, main, paper, pages.pages)
        pdf = maker.save()
    return Converted(
        pdf=pdf,
        kind="docx",
        approximate=APPROXIMATE,
        tables=flowed.tables(markup.tables, pages.spots),
        charts=tuple(natives),
        alt_texts=flowed.alt_texts((*markup.alts, *alts), pages.spots),
        sections=flowed.sections(markup.headings, pages.spots),
        facts_notes=(
            *notes,
            *flowed.picture_notes(markup.outer, markup.unread + unread),
            *flowed.cut_note(pages),
        ),
    )


def _readable(package: Package, main: str) -> tuple[str, dict[str, bytes], tuple[str, ...]]:
    """The text, its old pictures, and the kinds of parts that had to be left out to read it."""
    for missing in ((), _OPTIONAL[:1], _OPTIONAL):
        damaged = {part for kind in missing for part in package.related(main, kind)}
        parts = {part: data for part, data in package.parts.items() if part not in damaged}
        try:
            return (*_html(replace(package, parts=parts)), missing)
        except _BROKEN:
            if missing == _OPTIONAL:
                raise
    raise AssertionError("the last try returns or raises")


def _html(package: Package) -> tuple[str, dict[str, bytes]]:
    """The text as HTML, and pictures of old drawings (VML): the others are marks."""
    import mammoth

    old: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:
        name = f"old{len(old)}"
        try:
            with image.open() as stream:
                old[name] = stream.read()
        except _BROKEN:
            return {"src": "outside"}
        return {"src": name}

    with io.BytesIO(package.zipped()) as file:
        result = mammoth.convert_to_html(
            file, style_map=_STYLES, convert_image=mammoth.images.img_element(keep)
        )
    return _NOTE_LINKS.sub("", str(result.value)), old


def _charts(
    package: Package, main: str, marks: Sequence[Mark], settings: Settings
) -> dict[int, ChartData]:
    themes = package.related(main, "theme")
    try:
        theme = theme_colors(package.tree(themes[0])) if themes else {}
    except UnreadableFile:
        theme = {}
    found = {}
    for index, mark in enumerate(marks):
        if mark.chart and (data := chart_of(package, mark.part, theme, settings)) is not None:
            found[index] = data
    return found


def _with_marks(
    package: Package,
    markup: Markup,
    prepared: Prepared,
    charts: Mapping[int, ChartData],
    paper: Paper,
) -> tuple[str, dict[str, bytes], list[tuple[str, str]], int]:
    """The HTML with pictures, rooms for charts and page breaks where the marks are."""
    files = dict(markup.files)
    alts: list[tuple[str, str]] = []
    unread: list[str] = []

    def put(found: re.Match[str]) -> str:
        index = int(found[1])
        if index >= len(prepared.marks):
            return ""
        mark = prepared.marks[index]
        width, height = _fitting(mark, paper)
        id = f"chart{index}" if mark.chart else f"mark{index}"
        if mark.alt:
            alts.append((id, mark.alt))
        if mark.chart:
            if index in charts:
                return f"</p>{flowed.room(id, height)}<p>"
            return f'<i id="{id}">[chart that can\'t be read]</i>'
        picture = flowed.shown(package.parts[mark.part])
        if picture is None:
            unread.append(id)
            words = escapes.escape(f": {mark.alt}" if mark.alt else "")
            return f'<i id="{id}">[picture not shown{words}]</i>'
        files[id] = picture
        inner = f'<img src="{id}" width="{width:.0f}" height="{height:.0f}"/>'
        if height < 40 or width < 40:
            return f'<span id="{id}">{inner}</span>'
        return f'</p><div id="{id}">{inner}</div><p>'

    html = MARK.sub(put, markup.html)
    html = html.replace(BREAK, '</p><p style="page-break-before:always">')
    return html, files, alts, len(unread)


def _fitting(mark: Mark, paper: Paper) -> tuple[float, float]:
    """A mark's size, made smaller where the page's text is narrower or lower."""
    wide = paper.width - paper.left - paper.right
    high = (paper.height - paper.top - paper.bottom) * 0.95
    scale = min(1.0, wide / mark.width, high / mark.height)
    return mark.width * scale, mark.height * scale


def _running(maker: PageMaker, package: Package, main: str, paper: Paper, pages: int) -> None:
    """The document's header and footer in the margins of every page."""
    for kind, y in (("header", paper.top * 0.6), ("footer", paper.height - paper.bottom * 0.45)):
        first, others = running_texts(package, main, kind)
        for page in range(pages):
            told = (
                (others if page else first)
                .replace("{page}", str(page + 1))
                .replace("{pages}", str(pages))
            )
            if not told:
                continue
            maker.turn_to(page)
            most = int((paper.width - paper.left - paper.right) / 4.2)
            maker.text(Point(paper.width / 2, y), told[:most], 8.5, (90, 90, 90), "middle")


def _by_office(package: Package, name: str, settings: Settings, notes: list[str]) -> bytes | None:
    if libreoffice.find(settings) is None:
        return None
    try:
        return libreoffice.to_pdf(package.zipped(), "docx", name, settings)
    except UnreadableFile as error:
        notes.append(f"{str(error).split(';')[0]}; it was drawn here instead.")
        return None


def _count(number: int, what: str) -> str:
    return f"1 {what} is" if number == 1 else f"{number} {what}s are"


def _damaged(name: str) -> str:
    return (
        f"{name!r} is damaged: its text is missing or no proper XML; open it in Word or "
        "LibreOffice, save it again and bring that."
    )
