from __future__ import annotations

import pytest

from model.language.values import ValueKind, find_values


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("price", "Total: $1,299.00 (was $1,499)", ["$1,299.00", "$1,499"]),
        ("price", "12,50 € oder 99 EUR", ["12,50 €", "99 EUR"]),
        ("price", "¥128 共计 35元", ["¥128", "35元"]),
        ("price", "Room 12, 3 guests", []),
        ("email", "Write to ann.lee+x@mail.example.co.uk now", ["ann.lee+x@mail.example.co.uk"]),
        ("email", "ann at example", []),
        ("phone", "Call +1 (555) 867-5309 today", ["+1 (555) 867-5309"]),
        ("phone", "13800138000", ["13800138000"]),
        ("phone", "on 2024-05-01", []),
        ("date", "2024-05-01, 3/4/2024, 5 May 2024, June 7th, 2024, 2024年5月1日",
         ["2024-05-01", "3/4/2024", "5 May 2024", "June 7th, 2024", "2024年5月1日"]),
        ("date", "May I come in", []),
        ("time", "from 9:30 to 17:05, or 5 pm", ["9:30", "17:05", "5 pm"]),
        ("url", "see https://a.example/x?y=1 and www.b.org", ["https://a.example/x?y=1",
                                                            "www.b.org"]),
        ("url", "mail me@corp.com", []),
        ("percentage", "up 12.5% and -3 %", ["12.5%", "-3 %"]),
        ("number", "1,234 items in 7 boxes", ["1,234", "7"]),
    ],
)  # fmt: skip
def test_values(kind: ValueKind, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_values(kind, text)] == expected
