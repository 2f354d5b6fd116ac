from __future__ import annotations

import pytest

from model.backends.embedded.pointing.matching import EXACT, find_text, nearest, span_box
from model.backends.embedded.screen import Line, Word
from model.geometry import Box

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def line(text: str, words: tuple[Word, ...] = ()) -> Line:
    return Line(text, Box(0, 0, 10 * len(text), 20), 1.0, BLACK, WHITE, words)


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("Sign in", "Sign in"),
        ("sign in", "SIGN IN"),
        ("Sign in", "Signin"),
        ("signin", "Sign in"),
        ("Email", "E-mail"),
        ("Total", "Total:"),
        ("Terms & Conditions", "Terms and Conditions"),
        ("nIC", "nlC"),
        ("20f5", "2Of5"),
        ("B00k", "Book"),
        ("Paweł Kuna", "Pawel Kuna"),
        ("café", "CAFE"),
        ("总计", "订单总计：128"),
        ("C++", "C++ 20"),
        ("Home", "HomeInbox"),
        ("Github", "GitHub"),
    ],
)
def test_same_words(asked: str, there: str) -> None:
    (match,) = find_text(asked, [line(there)])
    assert match.score >= EXACT


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("remenber", "remember"),
        ("acount", "account"),
        ("Singin", "Signin"),
        ("from", "form"),
        ("Built with Bootstrap 5", "Buitt with Bootstrap 5"),
        ("订单总计金额", "订单总计全额"),
    ],
)
def test_a_typo_matches_with_a_lower_score(asked: str, there: str) -> None:
    (match,) = find_text(asked, [line(there)])
    assert 0.5 < match.score < EXACT


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("dog", "dig"),
        ("cat", "category"),
        ("cats", "cars"),
        ("horse", "house"),
        ("Sign up", "Sign in"),
        ("Order 66", "Order 68"),
        ("2024", "2025"),
        ("Tables", "Tabler"),
        ("flower", "slower"),
        ("Login with X", "Login with"),
        ("C++", "C"),
        ("总计", "总量"),
        ("", "anything"),
        ("...", "anything"),
    ],
)
def test_other_words(asked: str, there: str) -> None:
    assert find_text(asked, [line(there)]) == []


def test_exact_words_hide_similar_ones() -> None:
    matches = find_text("account", [line("acount"), line("account")])
    assert [match.text for match in matches] == ["account"]


def test_the_box_is_that_of_the_words() -> None:
    words = (Word("Your", Box(0, 0, 40, 20)), Word("Total:", Box(50, 1, 110, 19)))
    (match,) = find_text("total", [line("Your Total:", words)])
    assert match.text == "Total" and not match.whole
    assert match.box.x1 == 50 and 95 < match.box.x2 < 110
    assert (match.box.y1, match.box.y2) == (1, 19)


def test_without_word_boxes_places_follow_the_characters() -> None:
    box = span_box(line("aaaa bbbb"), 5, 9)
    assert 45 < box.x1 < 60 and box.x2 == 90
    chinese = span_box(line("登录注册"), 2, 4)
    assert (chinese.x1, chinese.x2) == (20, 40)


def test_nearest_are_named_by_likeness() -> None:
    lines = [line("Subtotal"), line("Total due"), line("Name")]
    assert nearest("Totals", lines)[0] == "Total"
    assert nearest("zebra", lines) == ()
