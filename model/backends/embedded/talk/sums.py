"""Sums over numbers that were read: exact, shown, and only from a table's column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from model.backends.embedded.talk.prose import Said, Tongue, Viewed, code_span, pick, quote
from model.geometry import Mark
from model.language.grid import Cell, Table, find_tables
from model.language.terms import asked_terms, best_likeness, tokens

_AMOUNT = re.compile(
    r"^(?P<sign>[-−+(]?)\s*(?:[$€£¥￥₹₩]|[A-Z]{3}\b|US\$|Fr\.?|Rs\.?)?\s*(?P<minus>[-−]?)"
    r"(?P<digits>\d[\d.,'’ ]*)\s*(?:[$€£¥￥₹%)]|[^\W\d]{1,3}\.?)?$"
)
_TOTAL_ROW = re.compile(r"\b(?:sub)?-?totals?\b|\bsum\b|合计|总计|小计", re.I)
_AVERAGE = re.compile(r"\baverage\b|\bmean\b|平均", re.I)
_MOST = re.compile(r"\b(?:max(?:imum)?|highest|largest|most|dearest)\b|最大|最高", re.I)
_LEAST = re.compile(r"\b(?:min(?:imum)?|lowest|smallest|cheapest|fewest|least)\b|最小|最低", re.I)


def add_up(question: str, views: Sequence[Viewed], tongue: Tongue) -> Said | None:
    """Sum, average, largest or smallest of a table's column; ``None`` when none is meant.

    Exact decimal arithmetic on the numbers as they were read, each shown; a total row is left out.
    """
    terms = asked_terms(question)
    best: tuple[float, Viewed, Table, int] | None = None
    for view in views:
        for table in find_tables(view.screen.lines, view.screen.turned):
            for at in range(table.width):
                numbers = _numbers(table, at)
                if len(numbers) < 2:
                    continue
                head = table.rows[0][at]
                words = tokens(head.text) if head else []
                fit = sum(best_likeness(term, words) for term in terms)
                # The last column of numbers is where sums are usually drawn.
                fit += 0.01 * at
                if best is None or fit > best[0]:
                    best = (fit, view, table, at)
    if best is None:
        return None
    _, view, table, at = best
    numbers = _numbers(table, at)
    values = [value for _, value in numbers]
    head = table.rows[0][at]
    name = quote(head.text, tongue) if head and _amount(head.text) is None else ""
    shown = " + ".join(code_span(cell.text) for cell, _ in numbers)
    column = pick(tongue, f"column {name}" if name else "the column", f"{name}列")
    cells = [cell for cell, _ in numbers]
    if _MOST.search(question) or _LEAST.search(question):
        most = not _LEAST.search(question)
        cell, value = (max if most else min)(numbers, key=lambda item: item[1])
        what = pick(tongue, "largest" if most else "smallest", "最大值" if most else "最小值")
        # What stands left of the first header is beside the table, such as a menu.
        first = next((n for n, top in enumerate(table.rows[0]) if top and n != at), 0)
        label = next((row[first] for row in table.rows if row[at] is cell and row[first]), None)
        beside = f" ({quote(label.text, tongue)})" if label and label is not cell else ""
        text = pick(
            tongue,
            f"The {what} value of {column} is **{cell.text}**{beside}.",
            f"{column}的{what}是 **{cell.text}**{beside}。",
        )
        return Said(text, (Mark(cell.box, cell.text, "measured", view.index),))
    result = sum(values, Decimal(0))
    word = pick(tongue, "sum", "总和")
    if _AVERAGE.search(question):
        result = (result / len(values)).quantize(Decimal("0.0001")).normalize()
        word = pick(tongue, "average", "平均值")
    text = pick(
        tongue,
        f"The {word} of the {len(values)} numbers in {column} is **{result:,f}**.",
        f"{column}中 {len(values)} 个数的{word}是 **{result:,f}**。",
    )
    note = pick(tongue, "Numbers as they were read", "读到的数字")
    marks = tuple(Mark(cell.box, cell.text, "measured", view.index) for cell in cells)
    return Said(f"{text}\n\n{note}: {shown}", marks)


def _numbers(table: Table, at: int) -> list[tuple[Cell, Decimal]]:
    """The numbers of a column without those of total rows; nothing if a cell is no number."""
    found = []
    for row in table.rows:
        cell = row[at]
        if cell is None:
            continue
        if any(other and _TOTAL_ROW.search(other.text) for other in row):
            break  # What follows a total is tax, change and the like.
        value = _amount(cell.text)
        if value is not None:
            found.append((cell, value))
        elif row is not table.rows[0]:
            return []
    shares = sum("%" in cell.text or "％" in cell.text for cell, _ in found)
    # Shares among plain numbers are another thing: a figure with its change below it.
    return found if shares in (0, len(found)) else []


def _amount(text: str) -> Decimal | None:
    """A number with a currency or unit beside it, its grouping marks told by their places."""
    match = _AMOUNT.match(text.strip())
    if match is None:
        return None
    digits = re.sub(r"['’ ]", "", match["digits"]).rstrip(".,")
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        mark, other = digits[last], "," if digits[last] == "." else "."
        grouped = digits.count(mark) > 1 or (len(digits) - last == 4 and mark == ",")
        digits = digits.replace(other, "")
        digits = digits.replace(mark, "") if grouped else digits.replace(mark, ".")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return -value if match["minus"] or match["sign"] in ("-", "−", "(") else value
