"""The Ask form as a request: page ranges, aims, and a sentence for what is missing."""

import pytest

from model.documents.parts import Facts
from model.errors import InputError
from ui.documents.choosing import pages_of, request_of

TEN = Facts("ten.pdf", "pdf", "0", 10)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", tuple(range(10))),
        ("3", (2,)),
        ("1-3, 7", (0, 1, 2, 6)),
        ("7,1 - 3", (0, 1, 2, 6)),
        ("2–4;4", (1, 2, 3)),
        ("1 2 3", (0, 1, 2)),
        ("1到3，10", (0, 1, 2, 9)),
        (" 10 ", (9,)),
    ],
)
def test_ranges_are_read(text: str, pages: tuple[int, ...]) -> None:
    assert pages_of(text, TEN) == pages


@pytest.mark.parametrize("text", ["0", "11", "9-11", "5-2", "first", "-3", "1-2-3", "1.5"])
def test_what_is_no_page_is_named(text: str) -> None:
    with pytest.raises(InputError, match="'.+'"):
        pages_of(text, TEN)


def test_a_question_becomes_a_request_with_its_pages() -> None:
    made = request_of("answer", " Who? ", [TEN], "2-3", "", "", "en")
    assert (made.aim, made.question, made.pages) == ("answer", "Who?", ((0, 1), (0, 2)))


def test_pages_count_only_where_one_document_is_asked() -> None:
    assert request_of("answer", "Who?", [TEN, TEN], "99", "", "", "en").pages == ()


def test_words_of_an_earlier_question_do_not_steer_a_translation() -> None:
    assert request_of("translation", "Who?", [TEN], "", "German", "", "en").question == ""
    assert request_of("summary", "Costs", [TEN], "", "", "", "en").question == "Costs"


def test_fields_are_read_for_an_extraction_only() -> None:
    made = request_of("extraction", "", [TEN], "", "", "Total (number): to pay", "en")
    assert [(one.name, one.type) for one in made.fields] == [("Total", "number")]
    assert request_of("summary", "", [TEN], "", "", "Total (number)", "en").fields == ()


@pytest.mark.parametrize(
    ("aim", "question", "facts"),
    [("answer", " ", [TEN]), ("translation", "", [TEN]), ("answer", "Who?", []),
     ("extraction", "", [TEN])],
)  # fmt: skip
def test_what_is_missing_is_told(aim: str, question: str, facts: list[Facts]) -> None:
    with pytest.raises(InputError):
        request_of(aim, question, facts, "", " ", "", "en")
