"""Fields whose pickers no screenshot shows: dates, times, colours and sliders take typed words."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.async_api import Page

_DATES: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y",
    "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y", "%m%d%Y",
)  # fmt: skip
_TIMES: Final = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p")
_MONTHS: Final = ("%Y-%m", "%m/%Y", "%B %Y", "%b %Y")
_COLOR = re.compile(r"^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$", re.IGNORECASE)

_FOCUSED: Final = """() => {
  let node = document.activeElement;
  while (node && node.shadowRoot && node.shadowRoot.activeElement) {
    node = node.shadowRoot.activeElement;
  }
  return node instanceof HTMLInputElement && !node.disabled && !node.readOnly ? node.type : "";
}"""

_FILL: Final = """(value) => {
  let node = document.activeElement;
  while (node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(node, value);
  for (const kind of ["input", "change"]) {
    node.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
  }
}"""


async def focused_kind(page: Page) -> str:
    """The ``type`` of the input that has the focus; empty for anything else."""
    return str(await page.evaluate(_FOCUSED))


async def fill(page: Page, kind: str, text: str) -> bool:
    """Set the focused field where ``text`` is a value of its kind; whether it was."""
    value = field_value(kind, text)
    if value is None:
        return False
    await page.evaluate(_FILL, value)
    return True


def field_value(kind: str, text: str) -> str | None:
    """``text`` as an input of type ``kind`` wants its value (HTML Standard, §2.3).

    ``None`` where the words are no such value, or keys do better. Of dates written with slashes
    the month is taken to come first, as the sandbox's locale has it.
    """
    words = " ".join(text.split())
    if kind == "date":
        day = _date(words)
        return None if day is None else day.isoformat()
    if kind == "time":
        hour = _time(words)
        return None if hour is None else hour.isoformat("minutes")
    if kind == "datetime-local":
        return _moment(words)
    if kind == "month":
        month = _parsed(words, _MONTHS)
        return None if month is None else month.strftime("%Y-%m")
    if kind == "week" and (week := _WEEK.match(words)):
        return f"{week[1]}-W{int(week[2]):02d}"
    if kind == "color" and (color := _COLOR.match(words)):
        digits = color[1].lower()
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    if kind == "range" and _NUMBER.match(words):
        return words
    return None


def _date(words: str) -> date | None:
    found = _parsed(words, _DATES)
    return None if found is None else found.date()


def _time(words: str) -> time | None:
    found = _parsed(words.upper(), _TIMES)
    return None if found is None else found.time()


def _moment(words: str) -> str | None:
    parts = words.replace("T", " ", 1) if words[:1].isdigit() else words
    for cut in range(len(parts)):
        if parts[cut] == " ":
            day, hour = _date(parts[:cut].rstrip(",")), _time(parts[cut + 1 :])
            if day is not None and hour is not None:
                return f"{day.isoformat()}T{hour.isoformat('minutes')}"
    return None


def _parsed(words: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(words, form)
        except ValueError:
            continue
    return None
