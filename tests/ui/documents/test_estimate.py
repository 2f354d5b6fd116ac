"""What pages cost is counted from their own size and words, before anything is sent."""

from typing import Any

from model.backends.base import Connection
from model.documents.parts import Line, PageText
from model.geometry import Box
from model.settings import Settings
from ui.documents.estimate import Estimate, estimate, estimate_html

THERE = Connection("endpoint", "http://127.0.0.1:9/v1", "glm-4.5v")


class Paper:
    """A4 pages of 400 letters; what an estimate looks at of a ``Document``."""

    def size(self, page: int) -> tuple[float, float]:
        return 595.0, 842.0

    def text(self, page: int) -> PageText:
        line = Line("abcd" * 100, Box(0, 0, 10, 10))
        return PageText(page, 595, 842, (line,), "text")


def reckoned(pages: int, dpi: int) -> Estimate:
    papers: Any = (Paper(),)
    return estimate(papers, [(0, page) for page in range(pages)], dpi, THERE, Settings())


def test_a_page_costs_what_the_models_processor_makes_of_it() -> None:
    one = reckoned(1, 120)
    assert one.as_pictures == (992 // 28) * (1400 // 28)  # 992 × 1403 pixels, in tokens of 28 × 28
    assert one.as_text == 100
    assert reckoned(1, 60).as_pictures < one.as_pictures / 3


def test_many_pages_are_reckoned_from_some_and_a_question_shows_only_a_few() -> None:
    many = reckoned(500, 120)
    assert many.as_pictures == 500 * reckoned(1, 120).as_pictures
    assert many.shown == Settings().reading_pages
    assert many.shown_tokens == many.shown * (many.as_pictures + many.as_text) / 500


def test_the_engine_is_said_to_send_nothing_and_an_endpoint_what_it_costs() -> None:
    found = reckoned(9, 120)
    assert "nothing is sent" in estimate_html(found, "answer", 120, Connection())
    told = estimate_html(found, "answer", 120, THERE)
    assert f"{found.shown_tokens:,}" in told and "65,536" in told and "120 dpi" in told
    assert f"{found.as_text:,}" in estimate_html(found, "summary", 120, THERE)
    few = reckoned(2, 120)  # these are looked at, whatever is asked of them
    assert f"{few.shown_tokens:,}" in estimate_html(few, "summary", 120, THERE)
    assert estimate_html(reckoned(0, 120), "answer", 120, THERE) == ""
    small = Connection("local", model="mine (GLM-4.5V)", context=4_096)
    told = estimate_html(found, "answer", 120, small)
    assert "4,096 tokens hold" in told and f"{found.shown_tokens:,}" not in told
