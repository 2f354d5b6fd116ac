"""Answers: how they grow, what is kept of them, and that nothing in them is HTML but ours."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from agents.reading import Answered, Chunk, Cited, Found, Part, Plan, Planned, Request, Writing
from model.documents.parts import Facts, Place
from model.events import Notice, Progress, Thinking
from model.geometry import Box
from model.tasks.document import Consult
from ui.documents.answer_view import answers_html
from ui.documents.desk import Desk, Reply, Sheet
from ui.documents.take import cited_places

SHEET = Sheet("s1", Facts("report.pdf", "pdf", "0", 9))
PLACE = Place(4, Box(10, 20, 110, 32))
CITED = Cited(0, 4, "18,420 calls", (PLACE,), True)


def asked(question: str = "How many?", **more: Any) -> Reply:
    return Reply(Request("answer", question), ("s1",), **more)


def desk(*replies: Reply) -> Desk:
    return Desk((SHEET,), replies=replies)


def cites(html: str) -> list[dict[str, Any]]:
    return [json.loads(unescape(one)) for one in re.findall(r'data-cite="([^"]*)"', html)]


def test_a_citation_in_the_text_shows_the_very_lines() -> None:
    done = asked().take(Answered("It was 18,420 [d1p5].", (CITED,)), 1.0)
    html = answers_html(desk(done))
    assert "[d1p5]" not in html and 'data-copy="It was 18,420 (p. 5)."' in html
    places = [{"page": 4, "box": [10.0, 20.0, 110.0, 32.0]}]
    assert cites(html) == [{"doc": "s1", "page": 4, "places": places}] * 2  # in the text, below it
    assert "18,420 calls" in html


def test_a_source_that_the_answer_quotes_itself_is_not_told_twice() -> None:
    done = asked().take(Answered("- **18,420**\n calls were made [d1p5]", (CITED,)), 1.0)
    html = answers_html(desk(done))
    assert len(cites(html)) == 1 and 'class="sources"' not in html


@pytest.mark.parametrize("tail", ["", " [d1", ' [d1p5 "as it', ' [d1p5 "as it was"]'])
def test_while_it_is_written_a_label_never_shows_its_quote(tail: str) -> None:
    html = answers_html(desk(asked().take(Writing(f'So [d1p2 "words"], and more{tail}'), 1.0)))
    assert "and more" in html and "[d1" not in html and "words" not in html and "as it" not in html
    assert cites(html)[0]["page"] == 1


def test_a_quote_that_was_not_found_says_so_and_lights_nothing() -> None:
    done = asked().take(Answered("So [d1p5].", (Cited(0, 4, "made up"),)), 1.0)
    html = answers_html(desk(done))
    assert "word for word" in html
    assert all(one["places"] == [] for one in cites(html))


def test_labels_of_pages_that_do_not_exist_and_of_closed_documents_lead_nowhere() -> None:
    done = asked().take(Answered("So [d1p99], [p2] and [d2p1]."), 1.0)
    html = answers_html(desk(done))
    assert [one["page"] for one in cites(html)] == [1]
    assert cites(answers_html(Desk((), replies=(done,)))) == []


def test_what_a_model_writes_stays_text() -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** `a<b` [d1p1]\n\n- one\n- <script>two</script>"
    done = asked('<b>"q"</b>').take(Answered(nasty), 1.0)
    html = answers_html(desk(done))
    assert "<img" not in html and "<script" not in html and '<b>"q"' not in html
    assert "<b>bold</b>" in html and "<code>a&lt;b</code>" in html
    assert "<ul><li>one</li><li>&lt;script&gt;" in html


def test_a_table_in_a_reply_is_a_table() -> None:
    done = asked().take(Answered("| a | b |\n|---|---|\n| 1 | 2 [d1p2] |"), 1.0)
    html = answers_html(desk(done))
    assert "<th>a</th><th>b</th>" in html and "<td>1</td>" in html
    assert [one["page"] for one in cites(html)] == [1]


def test_extracted_values_stand_with_their_places_and_problems() -> None:
    values = (Found("Total", 12.5, CITED), Found("Pages", 72.0),
              Found("Date", "soon", None, "It is no date."),
              Found("Name", None))  # fmt: skip
    done = asked().take(Answered("", values=values), 1.0)
    html = answers_html(desk(done))
    assert (
        "12.5" in html
        and "<td>72</td>" in html
        and "It is no date." in html
        and "not found" in html
    )
    assert len(cites(html)) == 1


def test_a_plan_waits_for_a_word_and_says_what_it_takes() -> None:
    chunks = tuple(Chunk(str(n), f"part {n}", Consult("summary", ""), 7_000) for n in range(3))
    planned = asked().take(Planned(Plan(chunks, merges=1)), 0.5).wait(0.5)
    planned = Reply(planned.request, ("s1",), plan=planned.plan, given=planned.given, waits=True)
    html = answers_html(desk(planned))
    assert "data-resume" in html
    assert not planned.running


def test_parts_add_up_and_stay_when_the_rest_fails() -> None:
    part = Part("k1", "pages 1–3", "First part [d1p1].", (CITED,), 1, 2, "raw")
    cut = asked().take(Progress("Reading", 0.5), 0.1).take(part, 1.0).end(False, 2.0, "It broke.")
    assert cut.resumable and cut.answered == {"k1": "raw"}
    html = answers_html(desk(cut))
    assert "First part" in html and "It broke." in html and "data-resume" in html


def test_replies_that_an_answer_was_made_of_are_gone_on_from() -> None:
    half = asked().take(Answered("So far.", parts=(("k1", "raw"),), whole=False), 1.0)
    assert half.resumable and half.answered == {"k1": "raw"}
    whole = asked().take(Answered("All.", parts=(("k1", "raw"),)), 1.0)
    assert not whole.resumable


def test_writing_shows_what_there_is_and_a_settled_desk_runs_no_more() -> None:
    writing = asked().take(Writing("It was"), 0.3)
    assert writing.running and "It was" in answers_html(desk(writing))
    settled = desk(writing).settled()
    assert not settled.running and settled.replies[0].text == "It was"


def test_what_was_only_thought_is_shown_and_told_once() -> None:
    reply = asked()
    for event in (Thinking("Page 2, I think."), Notice("The model replied nothing; ask again.")):
        reply = reply.take(event, 1.0)
    html = answers_html(desk(reply.take(Answered(""), 2.0)))
    assert "Page 2, I think." in html and 'class="thoughts"' in html
    assert html.count("line note") == 1 and "replied nothing" in html


def test_earlier_answers_fold_under_their_question() -> None:
    first = asked("First?").take(Answered("One."), 1.0)
    second = asked("Second?").take(Answered("Two."), 1.0)
    html = answers_html(desk(second, first))
    assert html.index("Two.") < html.index("<details") < html.index("First?")


def test_highlights_are_those_that_answers_about_this_document_rest_on() -> None:
    done = asked("Why?").take(Answered("So [d1p5].", (CITED, CITED)), 1.0)
    assert cited_places(desk(done), "s1") == [(PLACE, (255, 214, 10), "Why?")]
    assert cited_places(desk(done), "s2") == []
    near = replace(CITED, places=(replace(PLACE, page=PLACE.page + 1),))
    searched = asked("Why?").take(Answered("So.", (CITED, near)), 1.0)
    first, second = cited_places(desk(searched), "s1")
    assert first[1] == (255, 214, 10) and second[1] != first[1]  # what is only near is paler
