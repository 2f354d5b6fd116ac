"""Short texts that are numbers, as charts write them: "1,200", "45%", "$1.2k", "2万", "10³"."""

from __future__ import annotations

import re

NUMBER = re.compile(
    r"^(?P<sign>[-–−+]?)\s?(?P<before>[$€£¥￥]?)\s?(?P<minus>[-–−]?)"
    r"(?P<digits>\d[\d,.'’ ]*)\s?(?P<after>%|％|‰|°\s?[CF]?|[A-Za-z元€万亿]{0,4})$"
)
FACTORS = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "bn": 1e9, "B": 1e9, "万": 1e4, "亿": 1e8}
_POWER = re.compile(r"^10(?P<minus>⁻?)(?P<digits>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})$")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_GROUPED = re.compile(r"^\d{1,3}(?:[,'’ .]\d{3})+$")


def number_of(text: str) -> float | None:
    """The number a short text is, with its sign, thousands and a factor such as ``k``."""
    if power := _POWER.match(text.strip()):
        exponent = int(power["digits"].translate(_RAISED))
        return 10.0 ** (-exponent if power["minus"] else exponent)
    match = NUMBER.match(text.strip())
    if match is None:
        return None
    digits = match["digits"].strip(" .,'’")
    if _GROUPED.match(digits) and "." not in digits:
        digits = re.sub(r"\D", "", digits)
    else:
        decimal = max(digits.rfind("."), digits.rfind(","))
        whole = digits if decimal < 0 else digits[:decimal]
        rest = "" if decimal < 0 else digits[decimal + 1 :]
        digits = re.sub(r"\D", "", whole) + ("." + re.sub(r"\D", "", rest) if rest else "")
    try:
        value = float(digits) * FACTORS.get(match["after"], 1.0)
    except ValueError:
        return None
    return -value if match["sign"] in ("-", "–", "−") or match["minus"] else value
