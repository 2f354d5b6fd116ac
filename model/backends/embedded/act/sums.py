"""Arithmetic that a screen shows: expressions, and equations with one unknown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from fractions import Fraction

_SIGNS = str.maketrans("×·÷−–—＝＋:", "**/---=+/")
_EXPRESSION = re.compile(r"^[\s\d.+\-*/()=?_xXyzn]+$")
_DIGIT = re.compile(r"\d")
_OPERATOR = re.compile(r"\d[xyzn]\s*=|\d\s*[+\-*/xX]\s*\(?-?[\dxyzn]|[xyzn]\s*[+\-*/]\s*\d")
_TIMES = re.compile(r"(?<=[\d)])\s*[xX]\s*(?=[\d(])")
_BESIDE = re.compile(r"(?<=[\d)])(?=[xyzn(])")
_UNKNOWN = re.compile(r"[xyzn]")
_LONGEST = 60


def solve(texts: Iterable[str]) -> str | None:
    """The answer to the first sum or equation among ``texts``; ``None`` where there is none."""
    for text in texts:
        if (found := _solve(text)) is not None:
            return found
    return None


def _solve(text: str) -> str | None:
    line = text.translate(_SIGNS).strip()
    if len(line) > _LONGEST or not _DIGIT.search(line):
        return None
    if not (_EXPRESSION.match(line) and _OPERATOR.search(line)):
        return None
    line = _TIMES.sub("*", line).replace("X", "x")
    left, equals, right = line.partition("=")
    right = right.strip().strip("?_ ")
    left = left.strip().strip("?_ ")
    try:
        if equals and right and (unknown := _UNKNOWN.search(left + right)):
            return _linear(left, right, unknown.group())
        if _UNKNOWN.search(left):
            return None
        return _written(_value(left))
    except (ValueError, ZeroDivisionError, SyntaxError, RecursionError):
        return None


def _linear(left: str, right: str, unknown: str) -> str | None:
    """Solve left = right by its values at 0, 1 and 2."""

    def apart(at: int) -> Fraction:
        sides = [_BESIDE.sub("*", side).replace(unknown, f"({at})") for side in (left, right)]
        return _value(sides[0]) - _value(sides[1])

    zero, one, two = apart(0), apart(1), apart(2)
    slope = one - zero
    if slope == 0 or two - one != slope:
        return None
    return _written(-zero / slope)


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6g}"


def _value(text: str) -> Fraction:
    """The value of an expression of numbers, the four operations and brackets."""
    return _node(ast.parse(text.strip(), mode="eval").body)


def _node(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as value):
            return Fraction(str(value))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_node(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _node(inner)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _node(left), _node(right)
            match op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
    raise ValueError("not arithmetic")
