"""A pictured chart for the embedded engine: bars with what is printed or measured, else the print.

Bars come as Chat reads them (``eye/chart.py``). Of other charts only what stands on them is told:
shares that add up to a whole with their labels, the axis, the words; what is drawn is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from model.backends.embedded.consult.limits import cannot_chart, no_chart
from model.backends.embedded.eye.axis import Phrase, Scale, phrases_of, scale_alone, scale_beside
from model.backends.embedded.eye.chart import Bar, Chart, chart_on
from model.backends.embedded.eye.numbers import FACTORS, NUMBER, number_of
from model.backends.embedded.screen import Screen
from model.backends.embedded.see import seeing
from model.backends.embedded.talk.prose import Tongue
from model.events import Progress
from model.geometry import Box
from model.messages import Picture
from model.settings import Settings
from model.tasks.document_chart import ToldChart, ToldSeries, Way, write_chart

_APART = 0.06
"""Share of the longest bar that a printed value may lie from the end of its bar."""
_WHOLE = 1.5
"""Per cent that shares printed on a pie may miss a hundred by, through rounding."""
_MOST_WORDS = 40
"""Texts of a chart that a note repeats."""
_FACTOR = re.compile(r"[×xX*]?\s?(?:1e[-–−+]?\d{1,2}|10\^?[-–−⁻]?(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))")
"""What stands at an axis' end where its numbers are to be multiplied."""
_MODEL = "A vision-language model such as GLM-4.5V, connected in the sidebar, can read it."


def chart_reply(
    picture: Picture | None, tongue: Tongue, settings: Settings
) -> Iterator[Progress | str]:
    """The reply for a picture of a chart: ``Progress`` while it is read, then the whole reply."""
    if picture is None:
        yield cannot_chart(tongue)
        return
    screen = None
    for step in seeing(picture, settings):
        if isinstance(step, Screen):
            screen = step
        else:
            yield step
    assert screen is not None  # ``seeing`` ends with one
    told = told_chart(picture, screen)
    yield write_chart(told) if told is not None else no_chart(tongue)


def told_chart(picture: Picture, screen: Screen) -> ToldChart | None:
    """What can be told of the chart on a picture; ``None`` where nothing shows that it is one."""
    phrases = phrases_of(screen)
    if (bars := chart_on(picture, screen)) is not None:
        told = _bars(bars, picture)
        return replace(told, notes=(*told.notes, *_open(bars, phrases)))
    return _shares(phrases, screen) or _axis_only(phrases, screen)


def _open(chart: Chart, phrases: Sequence[Phrase]) -> list[str]:
    """What stands at the axes that may make the measured values others: a factor, a second axis."""
    if chart.axis is None or all(bar.printed for bar in chart.bars):
        return []
    notes = [
        f"{one.text!r} stands on the chart; if it belongs to the axis, its numbers are to be "
        "multiplied by it."
        for one in phrases
        if _FACTOR.fullmatch(one.text.strip())
    ]
    whole = chart.box
    sides = [
        [one for one in phrases if one.box.x2 < whole.x1],
        [one for one in phrases if one.box.x1 > whole.x2],
    ]
    if not chart.upright:
        sides = [
            [one for one in phrases if one.box.y2 < whole.y1],
            [one for one in phrases if one.box.y1 > whole.y2],
        ]
    scales = [scale_beside(whole, side, chart.upright) for side in sides]
    if scales[0] and scales[1] and (scales[0].low, scales[0].gap) != (scales[1].low, scales[1].gap):
        notes.append(
            f"There are two axes; the bars were measured against the one from {chart.axis.low:g} "
            f"to {chart.axis.high:g}, which need not be theirs."
        )
    return notes


def _bars(chart: Chart, picture: Picture) -> ToldChart:
    labels = list(dict.fromkeys(bar.label for bar in chart.bars if bar.label))
    names = list(dict.fromkeys(bar.series for bar in chart.bars if bar.label))
    found = {(bar.label, bar.series): bar for bar in chart.bars if bar.label}
    scale = chart.axis or _by_length(chart)
    notes = [*_unread(chart), *_contradictions(chart, scale)]
    series = []
    for name in names if chart.look == "flat" else []:
        row = [found.get((label, name)) for label in labels]
        values = tuple(bar.value if bar else None for bar in row)
        ways: list[Way] = ["printed" if bar and bar.printed else "measured" for bar in row]
        boxes = tuple(_drawn(bar, chart, scale, picture) for bar in row)
        series.append(ToldSeries(name, values, (), tuple(ways), boxes))
    sample = next((bar.shown for bar in chart.bars if bar.shown), "")
    axis, gap = _ends(chart.axis)
    return ToldChart(
        "column" if chart.upright else "bar",
        tuple(labels),
        tuple(series),
        chart.title,
        _unit(sample),
        axis,
        gap,
        tuple(notes),
    )


def _unread(chart: Chart) -> list[str]:
    if chart.look == "stacked":
        return [f"Its bars are stacked; the embedded engine reads no values off those. {_MODEL}"]
    if chart.look == "3-D":
        return [
            f"Its bars are drawn with depth, so their ends cannot be laid on the axis. {_MODEL}"
        ]
    notes = []
    measured = [bar for bar in chart.bars if bar.value is not None and not bar.printed]
    if measured:
        named = "No value is" if len(measured) == len(chart.bars) else _named(measured) + ": not"
        notes.append(f"{named} printed; measured on the picture against the axis, so about right.")
    missing = [bar for bar in chart.bars if bar.value is None]
    if missing:
        notes.append(f"{_named(missing)}: no number is printed and no axis could be read.")
    nameless = sum(not bar.label for bar in chart.bars)
    if nameless:
        notes.append(f"{nameless} of {len(chart.bars)} bars have no label that could be read.")
    return notes


def _named(bars: Sequence[Bar]) -> str:
    names = [repr(bar.name) for bar in bars]
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _by_length(chart: Chart) -> Scale | None:
    """Without an axis: the scale on which most printed values are as long as their bars."""
    steps = [
        bar.value / length
        for bar in chart.bars
        if bar.value and abs(length := _end(bar, chart) - chart.base) > 8
    ]
    if len(steps) < 2 or not (step := median(steps)):
        return None
    return Scale(-step * chart.base, step, "", "", 0.0, 0.0, 0.0, ())


def _end(bar: Bar, chart: Chart) -> float:
    """Where a bar ends: the side of it that is farther from the line all stand on."""
    ends = (bar.box.y1, bar.box.y2) if chart.upright else (bar.box.x1, bar.box.x2)
    return max(ends, key=lambda end: abs(end - chart.base))


def _contradictions(chart: Chart, scale: Scale | None) -> list[str]:
    """Printed values that are not where their bars end."""
    if scale is None or chart.look != "flat":
        return []
    reach = max(abs(_end(bar, chart) - chart.base) for bar in chart.bars)
    wrong = []
    for bar in chart.bars:
        at = scale.pixel(bar.value) if bar.value is not None and bar.printed else None
        if at is not None and abs(at - _end(bar, chart)) > max(4.0, _APART * reach):
            wrong.append(bar)
    if not wrong:
        return []
    return [
        f"{_named(wrong)}: the printed number and the length of the bar do not agree; one of them "
        "was read wrong, or the axis is broken."
    ]


def _drawn(bar: Bar | None, chart: Chart, scale: Scale | None, picture: Picture) -> Box | None:
    """The bar as its value would draw it, in shares of the picture's sides."""
    if bar is None or bar.value is None or scale is None:
        return None
    end = scale.pixel(bar.value)
    if end is None:
        return None
    low, high = sorted((chart.base, end))
    box = bar.box
    corners = (box.x1, low, box.x2, high) if chart.upright else (low, box.y1, high, box.y2)
    width, height = picture.size
    return Box(corners[0] / width, corners[1] / height, corners[2] / width, corners[3] / height)


def _shares(phrases: Sequence[Phrase], screen: Screen) -> ToldChart | None:
    """A pie by its print: percentages that make a whole, each with the label nearest to it."""
    parts: list[tuple[Phrase, float, str]] = []
    for phrase in phrases:
        head, _, tail = phrase.text.strip().rpartition(" ")
        for text, label in ((phrase.text.strip(), ""), (tail.strip("()"), head.strip(" :,–-("))):
            if text.endswith(("%", "％")) and (value := number_of(text)) is not None:
                parts.append((phrase, value, label))
                break
    if len(parts) < 2 or abs(sum(value for _, value, _ in parts) - 100) > _WHOLE:
        return None
    used = {id(phrase) for phrase, _, _ in parts}
    words = [one for one in phrases if id(one) not in used and number_of(one.text) is None]
    title = _title(words, screen, parts[0][0])
    words = [one for one in words if one is not title]
    categories = [label or _nearest(phrase, words, parts) for phrase, _, label in parts]
    notes = []
    if not all(categories):
        notes.append("Which label belongs to every share could not be told.")
    values = tuple(value for _, value, _ in parts)
    ways: tuple[Way, ...] = tuple("printed" for _ in values)
    return ToldChart(
        "pie",
        tuple(categories),
        (ToldSeries("", values, (), ways),),
        title.text if title else "",
        "%",
        notes=tuple(notes),
    )


def _nearest(
    number: Phrase, words: Sequence[Phrase], parts: Sequence[tuple[Phrase, float, str]]
) -> str:
    """The words nearest to a number, if that number is also the nearest to them."""
    if not words:
        return ""
    label = min(words, key=lambda one: _distance(one, number))
    back = min((phrase for phrase, _, _ in parts), key=lambda one: _distance(one, label))
    return label.text if back is number else ""


def _distance(one: Phrase, other: Phrase) -> float:
    first, second = one.box, other.box
    across = max(0.0, first.x1 - second.x2, second.x1 - first.x2)
    down = max(0.0, first.y1 - second.y2, second.y1 - first.y2)
    return float((across**2 + down**2) ** 0.5)


def _axis_only(phrases: Sequence[Phrase], screen: Screen) -> ToldChart | None:
    """A chart known by its axis alone: what is printed on it, no values."""
    scale = scale_alone(phrases, True, screen.height)
    beside = scale_alone(phrases, False, screen.width)
    if scale is not None and not _free(scale, phrases):
        scale = None
    # A row of numbers alone is as likely a table's; the picture must look like a chart too.
    main = scale or (beside if screen.kind == "chart" else None)
    if main is None:
        return None
    ticks = {id(phrase) for one in (scale, beside) if one for phrase in one.ticks}
    words = [one for one in phrases if id(one) not in ticks]
    title = _title([one for one in words if number_of(one.text) is None], screen, main.ticks[0])
    printed = [one.text for one in words if one is not title][:_MOST_WORDS]
    low, high = (f"{end:,.10g}" for end in (main.low, main.high))
    way = "upright" if main is scale else "level"
    notes = [
        f"Its {way} axis runs from {main.before}{low}{main.after} to {main.before}{high}"
        f"{main.after}{', in powers of ten' if main.log else ''}; the embedded engine does not "
        f"read what is drawn against it. {_MODEL}"
    ]
    if scale and beside:
        ends = f"{beside.low:.10g} to {beside.high:.10g}"
        notes.append(f"The numbers along its foot run from {ends}.")
    if printed:
        notes.append("Printed on it: " + ", ".join(repr(text) for text in printed) + ".")
    axis, gap = _ends(main)
    return ToldChart(
        "other", (), (), title.text if title else "", main.after or main.before, axis, gap,
        tuple(notes),
    )  # fmt: skip


def _free(scale: Scale, phrases: Sequence[Phrase]) -> bool:
    """Whether an upright axis' numbers stand alone in their rows, as those of a table do not."""
    own = {id(phrase) for phrase in scale.ticks}
    crowded = 0
    for tick in scale.ticks:
        level = [
            one.text.strip()
            for one in phrases
            if id(one) not in own
            and abs(one.box.center.y - tick.box.center.y) < 0.5 * tick.box.height
        ]
        crowded += any(text != tick.text.strip() for text in level)  # An axis may stand twice.
    return crowded <= 0.4 * len(scale.ticks)


def _title(words: Sequence[Phrase], screen: Screen, first: Phrase) -> Phrase | None:
    """The tallest words in the upper third."""
    high = [one for one in words if one.box.center.y < screen.height / 3 and len(one.text) > 2]
    high = [one for one in high if any(letter.isalpha() for letter in one.text)]
    high = [one for one in high if one.box.width > one.box.height]
    tallest = max((one.box.height for one in high), default=0.0)
    if tallest < 1.15 * first.box.height:
        return None
    return next(one for one in high if one.box.height >= 0.9 * tallest)


def _ends(scale: Scale | None) -> tuple[tuple[float, float] | None, float]:
    if scale is None:
        return None, 0.0
    return (scale.low, scale.high), 0.0 if scale.log else scale.gap


def _unit(shown: str) -> str:
    found = NUMBER.match(shown.strip())
    if found is None:
        return ""
    return str(found["before"] or ("" if found["after"] in FACTORS else found["after"]))
