"""The words of a question that count, and those of them that are not known."""

import pytest

from model.language.terms import asked_terms, straddles, unknown_words


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("上海有几家公司？", {"上海"}),
        ("中国的目的是什么", {"中国", "目的"}),
        ("有限公司在线了解多少", {"有限", "在线", "了解"}),
        ("图上有几个港口", {"港口"}),
        ("表格中的金额在哪里", {"表格", "金额"}),
    ],
)
def test_words_stay_whole_that_hold_a_frequent_character(question: str, terms: set[str]) -> None:
    asked = asked_terms(question)
    assert terms <= set(asked) and not {"海", "国"} & set(asked)


def test_a_pair_between_two_known_words_is_no_word() -> None:
    terms = ["解决", "决黑", "黑屏"]
    assert straddles(terms, 1, {"解决", "黑屏"}.__contains__)
    assert not straddles(terms, 1, {"解决"}.__contains__)
    assert not straddles(["one", "two", "three"], 1, {"one", "three"}.__contains__)


def test_missing_words_are_told_whole() -> None:
    known = {"北京", "ferry"}.__contains__
    assert unknown_words(["北京", "京火", "火车", "车票", "ferry", "toll"], known) == [
        "京火车票",
        "toll",
    ]
