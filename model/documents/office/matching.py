"""Where a document's own tables, charts and headings stand on pages that LibreOffice drew.

They come in the same order in both, so their words are looked for from the last place found on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.documents.office import flowed
from model.documents.office.chart_xml import ChartData
from model.documents.office.docx_xml import MARK, Mark
from model.documents.office.markup import Heading, Markup, TableDraft
from model.documents.office.parts import Converted
from model.documents.parts import Chart, Line, Place, Section
from model.geometry import Box, union
from model.media.pdf.file import open_pdf
from model.settings import Settings

_REACH = 400
"""Lines looked through for one cell before it is given up."""
_UNPLACED = "Where it stands on the page is not known; the whole page is marked."


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a page, its words without spaces and in their plainest form."""

    page: int
    box: Box
    words: str


class Pages:
    """The lines of all pages in order."""

    def __init__(self, pdf: bytes, name: str, settings: Settings) -> None:
        self.rows: list[_Row] = []
        self.sizes: list[tuple[float, float]] = []
        self.frames: list[tuple[int, Box]] = []
        with open_pdf(pdf, name, settings) as opened:
            for page in range(opened.pages):
                self.sizes.append(opened.size(page))
                self.rows.extend(_rows(page, opened.text(page).lines))
                self.frames.extend(
                    (page, stroke.box)
                    for stroke in opened.strokes(page)
                    if stroke.box.width > 30 and stroke.box.height > 30
                )

    def frame(self, page: int, words: Box, mark: Mark) -> Box:
        """Where a drawing stands whose words take ``words``: its frame, or as large about them."""
        middle = words.center
        for at, box in self.frames:
            fits = abs(box.width - mark.width) < 6 and abs(box.height - mark.height) < 6
            if at == page and fits and box.contains(middle):
                return box
        width, height = max(mark.width, words.width), max(mark.height, words.height)
        x, y = middle.x - width / 2, middle.y - height / 2
        return Box(x, y, x + width, y + height).clamp(*self.sizes[page])

    def find(self, words: str, start: int, reach: int = _REACH) -> int | None:
        """The index of the first line from ``start`` on that is ``words``, or else holds them.

        Words of one or two letters must be a line of their own.
        """
        wanted = _plain(words)
        if not wanted:
            return None
        inside = None
        for at in range(max(start, 0), min(start + reach, len(self.rows))):
            row = self.rows[at].words
            if row == wanted:
                return at
            held = len(wanted) > 2 and wanted in row
            if inside is None and (held or (len(row) > 5 and wanted.startswith(row))):
                inside = at
        return inside


def matched(
    pdf: bytes,
    markup: Markup,
    marks: Sequence[Mark],
    charts: Mapping[int, ChartData],
    name: str,
    settings: Settings,
    notes: tuple[str, ...],
) -> Converted:
    """The document as drawn by LibreOffice, with its own data at their places.

    Charts whose words are not on the pages are given a whole page and say so.
    """
    pages = Pages(pdf, name, settings)
    spots: dict[str, list[tuple[int, Box]]] = {}
    sections = _sections(pages, markup.headings)
    _tables(pages, markup.tables, spots)
    natives = _charts(pages, charts, marks)
    alts: dict[int, tuple[str, ...]] = {}
    placed = {index: chart.place.page for index, chart in natives.items()}
    for index, page in _mark_pages(pages, markup.html, placed).items():
        if index < len(marks) and marks[index].alt:
            alts[page] = (*alts.get(page, ()), marks[index].alt)
    return Converted(
        pdf=pdf,
        kind="docx",
        tables=flowed.tables(markup.tables, spots),
        charts=tuple(natives.values()),
        alt_texts=alts,
        sections=sections,
        facts_notes=notes,
    )


def _rows(page: int, lines: Sequence[Line]) -> list[_Row]:
    return [_Row(page, line.box, _plain(line.text)) for line in lines]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if not letter.isspace())


def _sections(pages: Pages, headings: Sequence[Heading]) -> tuple[Section, ...]:
    found = []
    at = 0
    for heading in headings:
        place = pages.find(heading.title, at, len(pages.rows))
        if place is None:
            continue
        row = pages.rows[place]
        found.append(Section(heading.title, heading.level, row.page, row.box.y1))
        at = place + 1
    return tuple(found)


def _tables(
    pages: Pages, drafts: Sequence[TableDraft], spots: dict[str, list[tuple[int, Box]]]
) -> None:
    """Note the line of every cell that is found, tables one after another."""
    at = 0
    for draft in drafts:
        start = _table_start(pages, draft, at)
        if start is None:
            continue
        at = start
        for row in draft.rows:
            lowest = at
            for cell in row:
                place = pages.find(cell.text, max(at - len(row) * 2, start), _REACH)
                if place is not None:
                    found = pages.rows[place]
                    spots.setdefault(cell.id, []).append((found.page, found.box))
                    lowest = max(lowest, place)
            at = lowest


def _table_start(pages: Pages, draft: TableDraft, at: int) -> int | None:
    """The first line from which most cells of the first rows follow closely."""
    cells = [cell.text for row in draft.rows[:3] for cell in row if cell.text.strip()][:8]
    if not cells:
        return None
    best: tuple[int, int] | None = None
    place = pages.find(cells[0], at, len(pages.rows))
    while place is not None:
        hits = sum(pages.find(cell, place, len(cells) * 3 + 4) is not None for cell in cells)
        if best is None or hits > best[0]:
            best = (hits, place)
        if hits == len(cells):
            break
        place = pages.find(cells[0], place + 1, len(pages.rows))
    return best[1] if best is not None and best[0] * 2 >= len(cells) else None


def _charts(
    pages: Pages, charts: Mapping[int, ChartData], marks: Sequence[Mark]
) -> dict[int, Chart]:
    made: dict[int, Chart] = {}
    at = 0
    for index, data in charts.items():
        words = [data.title, *data.categories[:30], *(series.name for series in data.series)]
        box, page, at = _chart_box(pages, [word for word in words if word.strip()], at)
        notes = data.notes
        if box is None:
            width, height = pages.sizes[page] if pages.sizes else (595.0, 842.0)
            box, notes = Box(0, 0, width, height), (*notes, _UNPLACED)
        else:
            box = pages.frame(page, box, marks[index])
        made[index] = replace(data.placed(len(made) + 1, Place(page, box)), notes=notes)
    return made


def _chart_box(pages: Pages, words: Sequence[str], at: int) -> tuple[Box | None, int, int]:
    """The box round a chart's words on the page where most of them stand."""
    here = pages.rows[min(at, len(pages.rows) - 1)].page if pages.rows else 0
    wanted = {_plain(word) for word in words}
    hits: dict[int, list[int]] = {}
    for place in range(at, len(pages.rows)):
        if pages.rows[place].words in wanted:
            hits.setdefault(pages.rows[place].page, []).append(place)
    best = max(hits.items(), key=lambda pair: len(pair[1]), default=None)
    if best is None or (len(best[1]) < 2 and pages.rows[best[1][0]].words != _plain(words[0])):
        return None, here, at
    boxes = [pages.rows[place].box for place in best[1]]
    return union(boxes), best[0], best[1][-1] + 1


def _mark_pages(pages: Pages, html: str, placed: Mapping[int, int]) -> dict[int, int]:
    """The page of every mark, by the words that stand before it in the document."""
    found: dict[int, int] = {}
    at = page = last = 0
    for mark in MARK.finditer(html):
        before = _last_words(html[last : mark.start()])
        last = mark.end()
        if before and (place := pages.find(before, at, len(pages.rows))) is not None:
            at, page = place, pages.rows[place].page
        index = int(mark[1])
        page = placed.get(index, page)
        found[index] = page
    return found


def _last_words(html: str) -> str:
    """The last piece of text in a stretch of HTML, short enough to stand on one line."""
    pieces = [piece.split(">", 1)[-1].strip() for piece in html.split("<")]
    words = next((piece for piece in reversed(pieces) if len(piece) > 3), "")
    return words[:40]
