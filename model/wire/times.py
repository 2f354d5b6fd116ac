"""Seconds of a clip in a reply's or a question's text, with where they stand; and writing them.

GLM-V is shown whole seconds and answers in free text: ``00:12``, ``1:02:03.5``, ``12s``, ``12.0
seconds``, ``from 5 to 8 seconds``, ``第12秒``, ``1分30秒到2分``. A length is no time (“for 5
seconds”, “持续5秒”), nor is a time of day (“10:30 am”) or a ratio (“16:9”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MAX_CHARS = 400_000  # far over any model's longest answer
_SLACK_S = 1.5  # models round up: a clip of 12.4 s is said to end at 0:13


@dataclass(frozen=True, slots=True)
class Time:
    """A time (``until_s`` is ``at_s``) or a stretch in seconds, at characters ``start:end``."""

    at_s: float
    until_s: float
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        """Whether it has a length."""
        return self.until_s > self.at_s


_N = r"\d{1,6}(?:\.\d{1,3})?"
_Z = r"(?:\d{1,6}(?:\.\d{1,3})?|[零一二两三四五六七八九十百]{1,5})"
_M = r"m(?:in(?:ute)?s?)?"
_S = r"(?:s|secs?|seconds?)(?![a-z])"
_TO = r"(?:-|–|—|−|~|～|to|until|till|through|直到|到|至|→)"
_POINT = re.compile(
    rf"""(?:\b(?:between|from)\s+)?(?<![\w.:])(?P<r1>{_N})\s*(?P<rs>{_TO}|and)\s*(?P<r2>{_N})\s*-?
            (?P<ru>{_S}|min(?:ute)?s?(?![a-z])|秒|分钟)
      | (?<![\d:.,])(?:(?P<ch>\d{{1,2}})[:：])?(?P<cm>\d{{1,3}})[:：]
            (?P<cs>[0-5]\d(?:\.\d{{1,3}}|,\d{{3}}(?!\d))?)(?!\d|[:：]\d|\s*[ap]\.?m\b)
            (?:\s*{_S})?
      | \bt\s*=\s*(?P<te>{_N})\s*(?:{_S})?
      | \bsecond\s+(?P<sn>{_N})
      | \bminute\s+(?P<mn>{_N})
      | (?<![\w.:])(?P<eh>{_N})\s*h(?:(?:ou)?rs?)?[\s,]*(?:and\s+)?(?P<ehm>{_N})\s*{_M}
            (?![a-z])(?:[\s,]*(?:and\s+)?(?P<ehs>{_N})\s*{_S})?
      | (?<![\w.:])(?P<em>{_N})\s*{_M}[\s,]*(?:and\s+)?(?P<ems>{_N})\s*{_S}
      | (?<![\w.:])(?P<eo>{_N})\s*-?min(?:ute)?s?(?![a-z])
      | (?<![\w.:])(?P<es>{_N})\s*-?{_S}
      | (?:第\s*)?(?:(?P<zh>{_Z})\s*小时\s*)?(?:(?P<zm>{_Z})\s*分钟?\s*)?(?P<zs>{_Z})\s*秒钟?
      | (?:第\s*)?(?:(?P<zoh>{_Z})\s*小时\s*)?(?P<zom>{_Z})\s*(?:分钟|分(?=\s*(?:到|至|[-–—~～])))
      | (?<=[到至~～–—-])第?\s*(?P<zoe>{_Z})\s*分
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOIN = re.compile(rf"[\])）】`*\"”]{{0,3}}\s*(?:-->|{_TO})\s*[\[(（【`*\"“]{{0,3}}", re.IGNORECASE)
_JOIN_AND = re.compile(r"[\])）】]?\s*(?:and|和|与|跟)\s*[\[(（【]?", re.I)
_OPENS = re.compile(r"(?:\bbetween|\bfrom|在|从|从第|介于)\s*[\[(（【]?\s*\Z", re.I)
_FIRST = re.compile(r"(?:\b(?:first|opening|initial)|前|开头的?|最初的?)\s*\Z", re.I)
_LAST = re.compile(r"(?:\b(?:last|final|closing)|最后的?|末尾的?)\s*\Z", re.I)
_LENGTH_BEFORE = re.compile(
    r"(?:\b(?:for|lasts?|lasted|lasting|every|each|any|an?|\w{3,9}est|takes?|took|taking|within|"
    r"another|next|"
    r"duration(?:\s+of)?|length(?:\s+of)?|over|after|only)|持续了?|每隔?|历时|用时|时长|长达|长度|"
    r"[全总]?长|共计?|过了?|再过|仅)"
    r"(?:\s*(?:about|around|roughly|approximately|nearly|some|is|大?约|为|是|[:：]))?\s*\Z",
    re.I,
)
_LENGTH_AFTER = re.compile(
    r"\s*-?(?:long\b|later\b|apart\b|each\b|earlier\b|in length\b|in all\b|altogether\b|of "
    r"(?:black|silence|footage)\b|"
    r"长|之?后|以后|之?内|的(?:视频|片段|时长))",
    re.I,
)
_QUOTED = re.compile(r"“[^”\n]{1,300}”|「[^」\n]{1,300}」|\"[^\"\n]{1,300}\"")
_JUST_TIME = re.compile(r"[\d:：.,\s\-–—~hms秒分时小钟第到至]+")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


def find_times(text: str, length_s: float | None = None) -> tuple[Time, ...]:
    """Every time of ``text`` in its order; what lies beyond ``length_s`` is left out.

    With a length, “the last 10 seconds” is a stretch too. Words in quotation marks are what stands
    on the screen: a clock in them is no time of the clip.
    """
    found: list[Time] = []
    text = _QUOTED.sub(_masked, text[:_MAX_CHARS])
    for time in _joined(text, _points(text, length_s)):
        if length_s is None:
            found.append(time)
        elif time.at_s <= length_s + _SLACK_S:
            at_s, until_s = min(time.at_s, length_s), min(time.until_s, length_s)
            found.append(replace(time, at_s=at_s, until_s=until_s))
    return tuple(found)


def read_time(text: str | float | int) -> float | None:
    """Seconds of a field that holds one time and nothing else: ``"1:05"``, ``65``, ``"65.0s"``."""
    if isinstance(text, int | float):
        return float(text) if 0 <= text < 1e6 else None
    bare = text.strip().strip("[]()<>\"'")
    if re.fullmatch(_N, bare):
        return float(bare)
    times = find_times(bare)
    return times[0].at_s if len(times) == 1 and times[0].end - times[0].start == len(bare) else None


def clock(seconds: float, tenths: bool = False) -> str:
    """``0:07``, ``12:30``, ``1:02:03``; with a tenth where it is asked for and there is one."""
    steps = round(max(0.0, seconds) * 10) if tenths else int(max(0.0, seconds) + 0.5) * 10
    whole, tenth = divmod(steps, 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    head = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{head}.{tenth}" if tenth else head


def stamp(seconds: float) -> str:
    """``[00:07]`` or ``[1:02:03.5]``: what stands before a frame that a model is shown."""
    text = clock(seconds, tenths=True)
    return f"[0{text}]" if text.index(":") == 1 and text.count(":") == 1 else f"[{text}]"


def _masked(quoted: re.Match[str]) -> str:
    """As many characters that say nothing, unless a time is all that is quoted."""
    whole = quoted.group()
    return whole if _JUST_TIME.fullmatch(whole[1:-1]) else "\ufffc" * len(whole)


def _points(text: str, length_s: float | None) -> Iterator[Time]:
    """Times that stand on their own, lengths left out."""
    for match in _POINT.finditer(text):
        group = match.groupdict()
        start, end = match.span()
        if group["r1"]:
            scale = 1.0 if group["ru"][0] in "sS秒" else 60.0
            one, other = float(group["r1"]) * scale, float(group["r2"]) * scale
            begin, opened = match.start("r1"), match.start() < match.start("r1")
            if group["rs"].lower() == "and" and not opened:
                yield Time(one, one, begin, match.end("r1"))
                yield Time(other, other, match.start("r2"), end)
            elif one <= other:
                yield Time(one, other, begin, end)
            continue
        value = _value(group)
        if value is None:
            continue
        before, after = text[max(0, start - 40) : start], text[end : end + 20]
        if group["cm"] is None:
            if _FIRST.search(before):
                yield Time(0.0, value, start, end)
                continue
            if _LAST.search(before):
                if length_s is not None:
                    yield Time(max(0.0, length_s - value), length_s, start, end)
                continue
            if _LENGTH_BEFORE.search(before) or _LENGTH_AFTER.match(after):
                continue
            if "-" in match[0]:  # “a 3-second shot”
                continue
        yield Time(value, value, start, end)


def _joined(text: str, points: Iterator[Time]) -> Iterator[Time]:
    """Two times with “to” between them as one stretch."""
    held: Time | None = None
    for point in points:
        if held is not None and not held.is_range and not point.is_range:
            gap = text[held.end : point.start]
            opening = text[max(0, held.start - 12) : held.start]
            linked = _JOIN.fullmatch(gap) or (_JOIN_AND.fullmatch(gap) and _OPENS.search(opening))
            if linked and held.at_s <= point.at_s:
                yield Time(held.at_s, point.at_s, held.start, point.end)
                held = None
                continue
        if held is not None:
            yield held
        held = point
    if held is not None:
        yield held


def _value(group: dict[str, str | None]) -> float | None:
    """The seconds of what a match of ``_POINT`` holds; ``None`` for a clock with 75 minutes."""

    def number(name: str) -> float:
        return _number(group[name] or "0")

    if group["cs"]:
        if group["ch"] and (number("cm") > 59 or len(group["cm"] or "") != 2):
            return None
        return number("ch") * 3600 + number("cm") * 60 + _number(group["cs"].replace(",", "."))
    for name, scale in (("te", 1.0), ("sn", 1.0), ("mn", 60.0), ("eo", 60.0), ("es", 1.0)):
        if group[name]:
            return number(name) * scale
    return (
        (number("eh") + number("zh") + number("zoh")) * 3600
        + (number("ehm") + number("em") + number("zm") + number("zom") + number("zoe")) * 60
        + number("ehs")
        + number("ems")
        + number("zs")
    )


def _number(text: str) -> float:
    """A number in digits, or in Chinese numerals below a thousand."""
    if text[0].isdigit():
        return float(text)
    total = part = 0
    for sign in text:
        if sign in ("十", "百"):
            total += max(1, part) * (10 if sign == "十" else 100)
            part = 0
        else:
            part = _DIGITS[sign]
    return float(total + part)
