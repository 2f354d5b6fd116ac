"""A picture of a chart on a page read as data: by the engine, or by a model and then checked.

Whoever reads it is asked the same through the service. What a model tells is compared with what
the embedded engine finds on the very same picture: its bars, its axis, the numbers printed on it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from agents.reading.carrying_out import Desk, asked
from agents.reading.chart_checks import checked
from agents.reading.events import ReadingEvent
from model.backends.base import Connection, Options
from model.documents.parts import Chart, ChartOrigin, Place, Series
from model.events import Notice
from model.geometry import Box
from model.tasks.document import Consult, Excerpt, read
from model.tasks.document_chart import ToldChart
from model.tasks.document_chart import read_chart as read_reply
from model.tasks.document_reply import label_of, without_not_found

_READ_AT = 1_400
"""Pixels of the longer side at which the engine reads a chart: small print is enlarged."""
_MOST_DPI = 300


def read_chart(place: Place, desk: Desk, document: int = 0) -> Iterator[ReadingEvent | Chart]:
    """Read the chart that is pictured at ``place`` of ``desk.documents[document]``.

    Yields what goes on, then one ``Chart``; or one ``Notice`` that says why there is none. Raises
    ``BackendError`` when an endpoint fails.
    """
    opened, settings = desk.documents[document], desk.service.settings
    longer = max(place.box.width, place.box.height, 1.0)
    dpi = max(settings.model_dpi, min(_MOST_DPI, 72 * _READ_AT / longer))
    engine = replace(desk, connection=Connection(), options=Options())
    own, why = yield from _told(place, engine, document, dpi)
    if desk.connection.backend == "embedded":
        if own is None:
            yield Notice(why)
        else:
            yield _chart(own, place, _origin(own))
        return
    told, why = yield from _told(place, desk, document, settings.model_dpi)
    if told is not None:
        yield _chart(checked(told, own), place, "model")
    elif own is None:
        yield Notice(f"{opened.titled(place.page)}: the model finds no chart on this picture.")
    else:
        yield Notice("The model's reply holds no chart; this is what the embedded engine reads.")
        yield _chart(own, place, _origin(own))


def _told(
    place: Place, desk: Desk, document: int, dpi: float
) -> Generator[ReadingEvent, None, tuple[ToldChart | None, str]]:
    """The chart as the desk's backend tells it, or why there is none."""
    picture = desk.documents[document].crop(place, dpi)
    shown = Excerpt(document, place.page, label_of(document, place.page), "", picture)
    task = Consult("chart", "", (shown,))
    reply = yield from asked(task, desk, stream=False)
    return read_reply(reply), without_not_found(read(reply, task).text)


def _origin(told: ToldChart) -> ChartOrigin:
    ways = {way for one in told.series for way in one.ways}
    return "measured" if "measured" in ways else "printed"


def _chart(told: ToldChart, place: Place, origin: ChartOrigin) -> Chart:
    """What was told as a chart of the document, its boxes in points of the page."""
    box = place.box
    return Chart(
        f"p{place.page + 1}-read-{box.x1:.0f}-{box.y1:.0f}",
        place,
        told.kind,
        told.categories,
        tuple(Series(one.name, one.values, one.xs) for one in told.series),
        origin,
        told.title,
        told.unit,
        tuple(
            tuple(_on_page(share, box) for share in one.boxes if share is not None)
            for one in told.series
        ),
        told.notes,
    )


def _on_page(share: Box, box: Box) -> Box:
    return Box(
        box.x1 + share.x1 * box.width,
        box.y1 + share.y1 * box.height,
        box.x1 + share.x2 * box.width,
        box.y1 + share.y2 * box.height,
    )
