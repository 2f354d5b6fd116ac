"""Questions about a bar chart: a bar's value, the highest, how many over a limit, all as a table.

What is printed at a bar is told as such; what was measured against the axis is told as "about".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.eye.chart import Bar, Chart, chart_on
from model.backends.embedded.eye.numbers import number_of
from model.backends.embedded.pointing.matching import EXACT, similarity
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, escape, listing, pick, quote
from model.geometry import Mark
from model.language.color_names import is_color, named_colors

_TITLE = re.compile(r"\b(?:title|heading|headline|caption)\b|标题", re.I)
_TABLE = re.compile(r"\b(?:table|csv|data|values|numbers|figures)\b|表格|数据|数值", re.I)
_MOST = re.compile(
    r"\b(?:most|highest|tallest|largest|biggest|maximum|max|top|peak|longest|best)\b"
    r"|最[高大多长好]|最大值|峰值",
    re.I,
)
_LEAST = re.compile(
    r"\b(?:least|lowest|shortest|smallest|minimum|min|fewest|worst)\b|最[低小少短矮差]|最小值", re.I
)
_MEAN = re.compile(r"\b(?:average|mean)\b|平均", re.I)
_SUM = re.compile(
    r"\b(?:sum|total|add(?:ed)? up|altogether|in all)\b|总和|合计|总共|之和|加起来", re.I
)
_OVER = re.compile(
    r"\b(?:above|over|more than|higher than|greater than|at least|exceed\w*)"
    r"\s+(?P<en>[$€£]?\d[\d.,]*\w?)"
    r"|(?:超过|高于|大于|多于)\s*(?P<zh>\d[\d.,]*)",
    re.I,
)
_UNDER = re.compile(
    r"\b(?:below|under|less than|lower than|fewer than|smaller than)\s+(?P<en>[$€£]?\d[\d.,]*\w?)"
    r"|(?:低于|小于|少于|不到)\s*(?P<zh>\d[\d.,]*)",
    re.I,
)
_APART = re.compile(
    r"\bdifference\b|\bdiffer\b|\bcompar|\bhow much (?:more|less|higher|lower|taller)\b|\bvs\b"
    r"|相差|差多少|多多少|少多少|差距",
    re.I,
)
_VALUE = re.compile(
    r"\b(?:value|how (?:much|many|high|tall|long)|number|figure|amount|what (?:is|was|are|does)"
    r"|tell me)\b|多少|数值|是几|值",
    re.I,
)
_CHARTY = re.compile(r"\b(?:bars?|chart|graph|columns?|plot|axis)\b|柱|图表|坐标", re.I)
_ABOUT = re.compile(
    r"\b(?:the )?(?:value|bar|figure|number|column) (?:of|for|in|at) (?P<en>[\w .’'-]+)"
)
_MONTHS_EN = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS_ZH = (
    "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月",
    "十二月",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = frozenset((*_MONTHS_EN, *_DAYS))
_MONTH_ZH = re.compile(r"十[一二]月|[一二三四五六七八九十]月|(?<!\d)1?\d(?=月)")
_WORD = re.compile(r"[\w’'-]+")


def about_chart(question: str, views: Sequence[Viewed], tongue: Tongue) -> Said | None:
    """The answer read off the one bar chart among ``views``; ``None`` if it is no such question."""
    charts = [(view, chart) for view in views if (chart := chart_on(view.picture, view.screen))]
    if len(charts) != 1:
        return None
    view, chart = charts[0]
    if _TITLE.search(question) and chart.title and chart.title_box:
        mark = Mark(chart.title_box, chart.title[:60], "measured", view.index)
        lead = pick(tongue, "The title reads ", "标题是")
        return Said(lead + f"**{quote(chart.title, tongue)}**" + pick(tongue, ".", "。"), (mark,))
    named = _named(question, chart)
    if chart.look != "flat" or not any(bar.value is not None for bar in chart.bars):
        asks = named or _MOST.search(question) or _LEAST.search(question)
        return Said(_unread(chart, tongue)) if asks else None
    return (
        _limits(question, chart, view, tongue)
        or _apart(question, named, view, tongue)
        or _one(question, named, chart, view, tongue)
        or _extreme(question, named, chart, view, tongue)
        or _all(question, named, chart, view, tongue)
        or _missing(question, named, chart, tongue)
    )


def chart_table(chart: Chart, tongue: Tongue) -> str:
    """The bars as a Markdown table, their series as columns, with where the values come from."""
    series = list(dict.fromkeys(bar.series for bar in chart.bars))
    labels = list(dict.fromkeys(bar.label for bar in chart.bars))
    found = {(bar.label, bar.series): bar for bar in chart.bars}
    value = pick(tongue, "Value", "数值")
    heads = [escape(name or value, cell=True) for name in series]
    rows = [f"| {pick(tongue, 'Label', '标签')} | {' | '.join(heads)} |"]
    rows.append("|---|" + "--:|" * len(series))
    for label in labels:
        cells = [_shown(found[label, name]) if (label, name) in found else "" for name in series]
        rows.append(f"| {escape(label, cell=True)} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n\n" + _source(chart.bars, tongue)


def chart_sentence(chart: Chart, tongue: Tongue) -> str:
    """What a description says of a chart: how many bars, their range, where values come from."""
    count = len(chart.bars)
    way = pick(tongue, *(("upright", "竖直") if chart.upright else ("level", "水平")))
    title = quote(chart.title, tongue) if chart.title else ""
    known = [bar for bar in chart.bars if bar.value is not None]
    text = pick(tongue, f"{count} {way} bars", f"{count} 根{way}柱子")
    if title:
        text = pick(tongue, f"{title}, {text}", f"{title}，{text}")
    if known:
        least, most = min(known, key=_key), max(known, key=_key)
        text += pick(
            tongue,
            f", from {_told(least, tongue)} to {_told(most, tongue)}",
            f"，从{_told(least, tongue)}到{_told(most, tongue)}",
        )
    return text


def _key(bar: Bar) -> float:
    return bar.value if bar.value is not None else 0.0


def _shown(bar: Bar) -> str:
    if bar.value is None:
        return "?"
    return escape(bar.shown, cell=True) if bar.printed else f"≈ {escape(bar.shown, cell=True)}"


def _told(bar: Bar, tongue: Tongue) -> str:
    value = f"**{escape(bar.shown)}**"
    about = "" if bar.printed else pick(tongue, "about ", "约 ")
    return pick(
        tongue, f"{quote(bar.name)} ({about}{value})", f"{quote(bar.name, 'zh')}（{about}{value}）"
    )


def _source(bars: Sequence[Bar], tongue: Tongue) -> str:
    if all(bar.printed for bar in bars):
        one = len(bars) == 1
        return pick(
            tongue,
            "The number is printed at its bar." if one else "The numbers are printed at the bars.",
            "数字就写在柱子上。",
        )
    if not any(bar.printed for bar in bars):
        return pick(
            tongue,
            "Estimated: measured against the axis, not printed.",
            "这是按坐标轴量出的估计值，图上没有写明。",
        )
    return pick(
        tongue,
        "Those with “≈” or “about” were measured against the axis.",
        "带“≈”或“约”的是按坐标轴估计的。",
    )


def _marks(bars: Sequence[Bar], view: Viewed) -> tuple[Mark, ...]:
    return tuple(Mark(bar.box, bar.name[:60], "measured", view.index) for bar in bars)


def _named(question: str, chart: Chart) -> list[Bar]:
    """The bars whose label the question names; of several series those it names too."""
    question = _with_months(question)
    found = [
        bar
        for bar in chart.bars
        if bar.label and similarity(bar.label, _clean(question))[0] >= EXACT
    ] or [bar for bar in chart.bars if bar.label and _holds(question, bar.label)]
    if not found and _CHARTY.search(question):
        colors = [name for name in named_colors() if _holds(question, name)]
        found = [bar for bar in chart.bars if any(is_color(bar.color, name) for name in colors)]
    narrowed = [bar for bar in found if bar.series and _holds(question, bar.series)]
    return narrowed or found


def _with_months(question: str) -> str:
    """The question with the English names of the months it names in Chinese."""
    found = _MONTH_ZH.search(question)
    if found is None:
        return question
    word = found.group()
    number = int(word) if word.isdigit() else _MONTHS_ZH.index(word) + 1
    return f"{question} {_MONTHS_EN[number - 1]}" if 1 <= number <= 12 else question


def _clean(question: str) -> str:
    return question.strip(" ?.!？。！")


def _holds(question: str, words: str) -> bool:
    """Whether the question holds these words, whole; three letters may stand for a month."""
    low, wanted = question.casefold(), words.casefold()
    if any(ord(letter) > 0x2E7F for letter in wanted):
        return wanted in low
    if re.search(rf"(?<!\w){re.escape(wanted)}(?:['’]s)?(?!\w)", low):
        return True
    short = {word[:3] for word in _WORD.findall(low) if word in _MONTHS or len(word) == 3}
    return (wanted in _MONTHS or len(wanted) == 3) and wanted[:3] in short and (
        any(word.startswith(wanted[:3]) and (word in _MONTHS or word == wanted[:3])
            for word in _WORD.findall(low))
        and any(month.startswith(wanted[:3]) for month in _MONTHS)
    )  # fmt: skip


def _unread(chart: Chart, tongue: Tongue) -> str:
    if chart.look == "stacked":
        return pick(
            tongue,
            "The bars of this chart are stacked; the embedded engine does not read values off "
            "stacked bars.",
            "这是堆叠柱状图，内置引擎不从堆叠的柱子读数。",
        )
    if chart.look == "3-D":
        return pick(
            tongue,
            "The bars of this chart are drawn with depth (3-D), so their ends cannot be laid on "
            "the axis reliably.",
            "这是立体柱状图，柱顶与坐标轴对不准，无法可靠读数。",
        )
    return pick(
        tongue,
        "No numbers are printed at the bars and the axis could not be read, so their values are "
        "not known.",
        "柱子上没有写数字，坐标轴也读不出来，因此不知道数值。",
    )


def _limits(question: str, chart: Chart, view: Viewed, tongue: Tongue) -> Said | None:
    over, under = _OVER.search(question), _UNDER.search(question)
    match = over or under
    limit = number_of(match["en"] or match["zh"]) if match else None
    if limit is None:
        return None
    found = [
        bar for bar in chart.bars
        if bar.value is not None and (bar.value > limit if over else bar.value < limit)
    ]  # fmt: skip
    if not found:
        return Said(pick(tongue, "**0** bars do.", "**0** 根柱子。"))
    names = listing([_told(bar, tongue) for bar in found], tongue)
    text = pick(tongue, f"**{len(found)}**: {names}. ", f"**{len(found)}** 根：{names}。")
    return Said(text + _source(found, tongue), _marks(found, view))


def _apart(question: str, named: Sequence[Bar], view: Viewed, tongue: Tongue) -> Said | None:
    if not _APART.search(question) or len(named) != 2:
        return None
    one, other = sorted(named, key=_key, reverse=True)
    if one.value is None or other.value is None:
        return None
    about = "" if one.printed and other.printed else pick(tongue, "about ", "约 ")
    apart = f"{one.value - other.value:,.10g}"
    text = pick(
        tongue,
        f"{_told(one, tongue)} is {about}**{apart}** more than {_told(other, tongue)}. ",
        f"{_told(one, tongue)}比{_told(other, tongue)}多{about}**{apart}**。",
    )
    return Said(text + _source(named, tongue), _marks([one, other], view))


def _one(
    question: str, named: Sequence[Bar], chart: Chart, view: Viewed, tongue: Tongue
) -> Said | None:
    if not named or len(named) > 6 or _SUM.search(question) or _MEAN.search(question):
        return None
    if (_MOST.search(question) or _LEAST.search(question)) and len(named) != 1:
        return None
    if not (_VALUE.search(question) or _CHARTY.search(question) or len(question.split()) <= 4):
        return None
    known = [bar for bar in named if bar.value is not None]
    if not known:
        return Said(_unread(chart, tongue))
    if len(known) == 1:
        bar = known[0]
        value = f"**{escape(bar.shown)}**"
        if bar.printed:
            text = pick(
                tongue,
                f"{value} — printed at the bar {quote(bar.name)}.",
                f"{value}，写在{quote(bar.name, 'zh')}的柱子上。",
            )
        else:
            text = pick(
                tongue,
                f"About {value}: the bar {quote(bar.name)} has no number; its end was measured "
                "against the axis.",
                f"约 {value}：{quote(bar.name, 'zh')}的柱子没有写数字，是按坐标轴量出的。",
            )
        return Said(text, _marks(known, view))
    names = listing([_told(bar, tongue) for bar in known], tongue)
    return Said(names + pick(tongue, ". ", "。") + _source(known, tongue), _marks(known, view))


def _extreme(
    question: str, named: Sequence[Bar], chart: Chart, view: Viewed, tongue: Tongue
) -> Said | None:
    most, least = _MOST.search(question), _LEAST.search(question)
    bars = [bar for bar in (named or chart.bars) if bar.value is not None]
    if not (most or least) or not bars:
        return None
    parts, marks = [], []
    for wanted, english, chinese in ((most, "highest", "最高"), (least, "lowest", "最低")):
        if not wanted:
            continue
        best = (max if english == "highest" else min)(bars, key=_key)
        equal = [bar for bar in bars if bar.value == best.value]
        names = listing([_told(bar, tongue) for bar in equal], tongue)
        parts.append(pick(tongue, f"The {english}: {names}. ", f"{chinese}：{names}。"))
        marks += equal
    return Said("".join(parts) + _source(marks, tongue), _marks(marks, view))


def _all(
    question: str, named: Sequence[Bar], chart: Chart, view: Viewed, tongue: Tongue
) -> Said | None:
    bars = [bar for bar in (named or chart.bars) if bar.value is not None]
    mean, total = _MEAN.search(question), _SUM.search(question)
    if (mean or total) and len(bars) > 1:
        whole = sum(_key(bar) for bar in bars)
        value = f"{whole / len(bars) if mean else whole:,.6g}"
        about = "" if all(bar.printed for bar in bars) else pick(tongue, "about ", "约 ")
        what = pick(tongue, *(("average", "平均") if mean else ("sum", "总和")))
        text = pick(
            tongue,
            f"The {what} of the {len(bars)} bars is {about}**{value}**. ",
            f"{len(bars)} 根柱子的{what}为{about}**{value}**。",
        )
        return Said(text + _source(bars, tongue), _marks(bars, view))
    if _TABLE.search(question) and not named:
        return Said(chart_table(chart, tongue), _marks(chart.bars, view))
    return None


def _missing(question: str, named: Sequence[Bar], chart: Chart, tongue: Tongue) -> Said | None:
    """A label was asked for that no bar has."""
    if named:
        return None
    words = {word.casefold() for word in _WORD.findall(question)}
    month = next((word for word in words if word in _MONTHS), "")
    if not month and (found := _ABOUT.search(question)):
        month = found["en"].strip()
    if not month or not any(bar.label for bar in chart.bars):
        return None
    labels = listing([quote(label, tongue) for label in dict.fromkeys(
        bar.label for bar in chart.bars if bar.label)], tongue)  # fmt: skip
    return Said(
        pick(
            tongue,
            f"No bar is labelled {quote(month.title())}; the labels are {labels}.",
            f"没有标为{quote(month, 'zh')}的柱子；标签有{labels}。",
        )
    )
