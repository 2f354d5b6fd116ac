"""QR and bar codes: what they hold, shown as inert text, and where they are; nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.backends.embedded.talk.prose import Said, Tongue, code_span, pick, picture_name
from model.geometry import Box, Mark
from model.messages import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SMALL = 1_000
"""Pictures with no side over this many pixels are tried at twice the size too."""
_KINDS = (
    (re.compile(r"^https?://", re.I), ("a web address", "网址")),
    (re.compile(r"^mailto:|^matmsg:", re.I), ("an e-mail", "邮件")),
    (re.compile(r"^tel:|^smsto:", re.I), ("a phone number", "电话号码")),
    (re.compile(r"^wifi:", re.I), ("access to a Wi-Fi network", "Wi-Fi 连接")),
    (re.compile(r"^begin:vcard|^mecard:", re.I), ("a contact card", "联系人名片")),
    (re.compile(r"^begin:vevent|^begin:vcalendar", re.I), ("a calendar entry", "日历事项")),
    (re.compile(r"^geo:", re.I), ("a place on the map", "地理位置")),
    (re.compile(r"^(bitcoin|ethereum|upi|bcd\n)", re.I), ("a request for money", "付款请求")),
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: its format (``QR Code``, ``EAN-13``), what it holds, where it is."""

    form: str
    text: str
    box: Box


_known: dict[str, tuple[Code, ...]] = {}
_KEPT = 64
"""Pictures whose codes are remembered."""


def find_codes(picture: Picture) -> tuple[Code, ...]:
    """Every code that can be read on the picture, top to bottom."""
    if (known := _known.get(picture.digest)) is not None:
        return known
    grey = np.asarray(picture.pixels.convert("L"))
    codes = _read(grey, 1)
    if not codes and max(picture.size) <= _SMALL:
        codes = _read(np.repeat(np.repeat(grey, 2, axis=0), 2, axis=1), 2)
    found = tuple(sorted(codes, key=lambda code: (code.box.y1, code.box.x1)))
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    _known[picture.digest] = found
    return found


def _read(grey: NDArray[np.uint8], scale: int) -> list[Code]:
    import zxingcpp

    codes = []
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(grey)):
        place = found.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs = [corner.x / scale for corner in corners]
        ys = [corner.y / scale for corner in corners]
        text = found.text or " ".join(f"{value:02x}" for value in found.bytes)
        codes.append(Code(str(found.format), text, Box(min(xs), min(ys), max(xs), max(ys))))
    return codes


def read_codes(pictures: Sequence[tuple[int, Picture]], total: int, tongue: Tongue) -> Said:
    """What the codes on the pictures (each with its index) hold, and where they are."""
    lines, marks = [], []
    for index, picture in pictures:
        for code in find_codes(picture):
            where = "" if len(pictures) < 2 else f" ({picture_name(index, total, tongue)})"
            kind = next((name for pattern, name in _KINDS if pattern.match(code.text)), None)
            holds = f" — {pick(tongue, *kind)}" if kind else ""
            lines.append(f"**{code.form}**{where}{holds}: {code_span(code.text)}")
            marks.append(Mark(code.box, code.form, "measured", index))
    if not lines:
        return Said(
            pick(
                tongue,
                "I found no QR or bar code that can be read here. If there is one, a sharper or "
                "closer picture of it may help.",
                "没有找到可以识别的二维码或条形码。如果图中确实有，请换一张更清晰、更近的图片。",
            )
        )
    safety = pick(
        tongue,
        "This is only what the code holds; nothing was opened.",
        "以上只是码中的内容，没有打开任何链接。",
    )
    body = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return Said(f"{body}\n\n{safety}", tuple(marks))
