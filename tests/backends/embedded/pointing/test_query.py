from __future__ import annotations

import pytest

from model.backends.embedded.pointing.query import Order, Query
from model.backends.embedded.pointing.question import parse
from model.backends.embedded.pointing.vocabulary import (
    COLORS,
    EXTREMES,
    NOUNS,
    ORDINALS,
    PLACES,
    STATES,
)
from model.language.color_names import named_colors

ENGLISH = [
    ("the Sign in button", Query("button", "Sign in")),
    ("Log in button", Query("button", "Log in")),
    ("button Sign in", Query("button", "Sign in")),
    ("the button labelled Save & exit", Query("button", "Save & exit")),
    ("Get started button", Query("button", "Get started")),
    ("Show me the Delete button", Query("button", "Delete")),
    ("Select all checkbox", Query("checkbox", "Select all")),
    ("where does it say Total", Query("word", "Total", quoted=True)),
    ("Where does it say Total due?", Query("word", "Total due", quoted=True)),
    ('"quoted text"', Query(text="quoted text", quoted=True)),
    ("find “Terms of use”", Query(text="Terms of use", quoted=True)),
    ("Click on 'Save'", Query(text="Save", quoted=True)),
    ("the word invoice", Query("word", "invoice", quoted=True)),
    ("all buttons", Query("button", many=True)),
    ("every checkbox", Query("checkbox", many=True)),
    ("pictures", Query("picture", many=True)),
    ("links", Query("link", many=True)),
    ("text lines", Query("line", many=True)),
    ("checked boxes", Query("checkbox", state="checked", many=True)),
    ("the box that is not checked", Query("checkbox", state="unchecked")),
    ("empty fields", Query("field", state="empty", many=True)),
    ("switches that are on", Query("switch", state="checked", many=True)),
    ("second input from the top", Query("field", order=Order(2, "top"))),
    ("the third button from the left", Query("button", order=Order(3, "left"))),
    ("the 3rd icon", Query("icon", order=Order(3))),
    ("the last link", Query("link", order=Order(-1))),
    ("the leftmost button", Query("button", order=Order(1, "left"))),
    ("largest panel", Query("panel", order=Order(1, "largest"))),
    ("bottom-left", Query(place="bottom left")),
    ("the top right corner", Query(place="top right")),
    ("the icon in the top right corner", Query("icon", place="top right")),
    (
        "top right corner icon",
        Query("icon", order=Order(1, "top right"), place="top right"),
    ),
    ("buttons at the bottom", Query("button", place="bottom", many=True)),
    ("the red circle", Query("shape", shape="circle", color="red")),
    ("blue boxes", Query("box", color="blue", many=True)),
    ("the dark blue rectangle", Query("shape", shape="rectangle", color="dark blue")),
    ("the green button", Query("button", color="green")),
    ("all triangles", Query("shape", shape="triangle", many=True)),
    (
        "the biggest yellow star",
        Query("shape", shape="star", color="yellow", order=Order(1, "largest")),
    ),
    (
        "the second red button in the top half",
        Query("button", color="red", order=Order(2), place="top half"),
    ),
    ("the price", Query("value", value="price")),
    ("the price of Basic plan", Query("value", "Basic plan", value="price")),
    ("email address", Query("value", value="email")),
    ("phone number", Query("value", value="phone")),
    ("dates", Query("value", value="date", many=True)),
    ("numbers", Query("value", value="number", many=True)),
    ("urls", Query("value", value="url", many=True)),
    ("the field labelled Email", Query("field", "Email")),
    ("the Email field", Query("field", "Email")),
    ("password input", Query("field", "password")),
    ("date of birth field", Query("field", "date of birth")),
    ("search box", Query("field", "search")),
    ("the dog", Query(text="dog")),
    ("a red dog", Query(text="dog", color="red")),
    ("the most important button", Query("button", "most important")),
    ("Top stories", Query(text="Top stories")),
    ("Right click", Query(text="Right click")),
    (
        "Help me to locate the Sign in button in the image and give me its bounding boxes.",
        Query("button", "Sign in"),
    ),
    (
        "Where is the red circle? Provide coordinates in [[xmin,ymin,xmax,ymax]] format",
        Query("shape", shape="circle", color="red"),
    ),
    ("Could you please find all icons on the page?", Query("icon", many=True)),
    ("", Query()),
    ("?!", Query()),
]
RELATIONS = [
    ("the link right of Search", "link", "right", "Search"),
    ("the link to the right of Search", "link", "right", "Search"),
    ("the button below Password", "button", "below", "Password"),
    ("the button next to Cancel", "button", "near", "Cancel"),
    ("the checkbox left of Remember me", "checkbox", "left", "Remember me"),
    ('the button above "Log in"', "button", "above", "Log in"),
    ("what is right of Search", "any", "right", "Search"),
]
CHINESE = [
    ("所有按钮", Query("button", many=True)),
    ("登录按钮", Query("button", "登录")),
    ("“登录”按钮", Query("button", "登录", quoted=True)),
    ("请帮我找到提交按钮", Query("button", "提交")),
    ("写着登录的按钮", Query("button", "登录")),
    ("哪里写着总计", Query("word", "总计", quoted=True)),
    ("红色的圆", Query("shape", shape="circle", color="red")),
    ("找出图中所有红色的三角形", Query("shape", shape="triangle", color="red", many=True)),
    ("第二个输入框", Query("field", order=Order(2))),
    ("倒数第二个链接", Query("link", order=Order(-2))),
    ("从左数第三个按钮", Query("button", order=Order(3, "left"))),
    ("最左边的按钮", Query("button", order=Order(1, "left"))),
    ("最大的面板", Query("panel", order=Order(1, "largest"))),
    ("左下角", Query(place="bottom left")),
    ("右边", Query(place="right")),
    ("右边的按钮", Query("button", place="right")),
    ("左上角的图标", Query("icon", place="top left")),
    ("选中的复选框", Query("checkbox", state="checked")),
    ("未选中的复选框", Query("checkbox", state="unchecked")),
    ("价格", Query("value", value="price")),
    ("邮箱输入框", Query("field", "邮箱")),
    ("狗在哪里？", Query(text="狗")),
]


def meaning(query: Query) -> dict[str, object]:
    names = ("target", "text", "color", "shape", "value", "state", "order", "place", "many")
    return {name: getattr(query, name) for name in names}


@pytest.mark.parametrize(("question", "expected"), ENGLISH, ids=[row[0] for row in ENGLISH])
def test_english(question: str, expected: Query) -> None:
    query = parse(question)
    assert meaning(query) == meaning(expected)
    assert query.quoted == expected.quoted
    assert query.relation is None and not query.chinese


@pytest.mark.parametrize(("question", "target", "side", "anchor"), RELATIONS)
def test_relations(question: str, target: str, side: str, anchor: str) -> None:
    query = parse(question)
    assert query.target == target
    assert query.relation is not None
    assert (query.relation.side, query.relation.anchor.text) == (side, anchor)


def test_an_anchor_keeps_its_words_even_where_they_are_a_kind_of_value() -> None:
    relation = parse("the field under Email").relation
    assert relation is not None and relation.anchor.literal == "Email"


def test_between_has_two_anchors() -> None:
    relation = parse("the text between Name and Email").relation
    assert relation is not None and relation.other is not None
    assert (relation.anchor.literal, relation.other.literal) == ("Name", "Email")


def test_parts_of_a_page_are_containers() -> None:
    relation = parse("the icons in the toolbar").relation
    assert relation is not None and relation.side == "in"
    assert (relation.anchor.target, relation.anchor.role) == ("container", "toolbar")
    card = parse("the Delete button in the Billing card").relation
    assert card is not None and (card.anchor.text, card.anchor.role) == ("Billing", "panel")


def test_modifiers_may_be_words_of_the_thing() -> None:
    query = parse("the First name field")
    assert (query.text, query.order) == ("name", Order(1))
    assert query.otherwise is not None and query.otherwise.text == "First name"
    red = parse("the red button").otherwise
    assert red is not None and (red.target, red.text) == ("button", "red")


def test_an_unknown_noun_is_never_dropped() -> None:
    for question in ("red dog", "the dog button", "all green elephants", "second cat"):
        query = parse(question)
        assert any(word in query.text for word in ("dog", "elephants", "cat"))


@pytest.mark.parametrize(("question", "expected"), CHINESE, ids=[row[0] for row in CHINESE])
def test_chinese(question: str, expected: Query) -> None:
    query = parse(question)
    assert meaning(query) == meaning(expected)
    assert query.quoted == expected.quoted
    assert query.chinese


@pytest.mark.parametrize(
    ("question", "target", "side", "anchor"),
    [
        ("密码下面的按钮", "button", "below", "密码"),
        ("登录右边的链接", "link", "right", "登录"),
        ("“密码”旁边的输入框", "field", "near", "密码"),
    ],
)
def test_chinese_relations(question: str, target: str, side: str, anchor: str) -> None:
    query = parse(question)
    assert query.target == target
    assert query.relation is not None
    assert (query.relation.side, query.relation.anchor.text) == (side, anchor)


def test_every_colour_word_is_a_colour_that_can_be_measured() -> None:
    assert set(COLORS.values()) <= set(named_colors())


def test_no_word_is_two_kinds_of_modifier() -> None:
    tables = [set(COLORS), set(EXTREMES), set(ORDINALS), set(PLACES), set(STATES), set(NOUNS)]
    assert sum(map(len, tables)) == len(set().union(*tables))


def test_any_text_parses() -> None:
    for text in (
        "the the the",
        "of in on",
        "“",
        "button button",
        "right of",
        "a" * 5000,
        "\x00",
        "right of " * 30,
    ):
        assert isinstance(parse(text), Query)
    assert parse("right of x " * 1000).relation is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("the Save and Cancel buttons", [("button", "Save"), ("button", "Cancel")]),
        ("all buttons and links", [("button", ""), ("link", "")]),
        ('"Save", "Open" and "Close"', [("any", "Save"), ("any", "Open"), ("any", "Close")]),
        ("the red and blue circles", [("shape", ""), ("shape", "")]),
        ("登录和注册按钮", [("button", "登录"), ("button", "注册")]),
        ("Terms and Conditions", []),
        ("the dog and the cat", []),
    ],
)
def test_lists(question: str, parts: list[tuple[str, str]]) -> None:
    assert [(part.target, part.text) for part in parse(question).parts] == parts


@pytest.mark.parametrize(
    ("question", "target"),
    [("the Sign in buton", "button"), ("all chekboxes", "checkbox"), ("Email feild", "field"),
     ("the red cirlce", "shape"), ("the dark swatch", "any"), ("the Bottom", "any")],
)  # fmt: skip
def test_misspelt_nouns(question: str, target: str) -> None:
    assert parse(question).target == target
