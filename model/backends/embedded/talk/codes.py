"""QR and bar codes: what they hold, shown as inert text, and where they are; nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.eye.codes import find_codes
from model.backends.embedded.talk.prose import Said, Tongue, code_span, pick, picture_name
from model.geometry import Mark
from model.messages import Picture

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
