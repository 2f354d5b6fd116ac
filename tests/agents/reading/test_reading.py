"""Questions over documents: planned within a window, carried out, cited where they rest."""

from dataclasses import replace

import pytest

from agents.reading import Answered, Desk, Part, Plan, Request, Writing, carry_out, plan
from agents.reading.citing import cite
from agents.reading.excerpts import Room
from agents.reading.planning import plan_question
from model.backends.base import Connection, Options
from model.documents.document import open_document
from model.errors import Unreachable
from model.events import Notice, Progress
from model.profiles import profile_for
from model.service import ModelService
from model.settings import Settings
from model.tasks.document import Citation, Wanted
from tests.agents.replies import Replies
from tests.documents import pages

SETTINGS = Settings(reading_pages=2, reading_chunk_tokens=120)
REMOTE = Connection("endpoint", "http://127.0.0.1:9/v1", "glm-4.5v")
TOPICS = ("copper", "timber", "wool", "amber", "slate", "linen")


def page(topic, number):
    return pages.lines(
        f"{number + 1} On {topic}",
        f"The price of {topic} rose to {number + 2}1 crowns a bale.",
        *(f"Of {topic} there is more to tell in line {line}." for line in range(6)),
    )


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "trade.pdf"
    path.write_bytes(pages.pdf(*(page(topic, at) for at, topic in enumerate(TOPICS))))
    with open_document(path, SETTINGS) as opened:
        yield opened


def desk(document, *replies, connection=REMOTE, settings=SETTINGS):
    backend = Replies(*replies)
    service = ModelService(settings, {"endpoint": backend, "embedded": backend})
    return Desk(service, connection, Options(), (document,)), backend


def planned(request, at) -> Plan:
    running = plan(request, at)
    while True:
        try:
            assert isinstance(next(running), Progress)
        except StopIteration as end:
            return end.value


def carried(made, at, known=None):
    events = list(carry_out(made, at, known))
    assert isinstance(events[-1], Answered)
    return events, events[-1]


def test_a_question_shows_the_pages_that_bear_on_it_and_lights_the_line(document):
    quote = "The price of amber rose to 51 crowns a bale."
    at, backend = desk(document, f'51 crowns [d1p4 "{quote}"].')
    made = planned(Request("answer", "What is the price of amber?"), at)
    assert made.calls == 1 and 0 < made.tokens < 20_000
    assert "2 were read" in made.left_out[0]
    shown = made.chunks[0].task.excerpts
    assert [one.page for one in shown] == sorted(one.page for one in shown)
    assert 3 in [one.page for one in shown] and all(one.picture for one in shown)
    events, answered = carried(made, at)
    assert any(isinstance(event, Writing) for event in events) and answered.found
    (cited,) = answered.cited
    assert cited.verified and cited.page == 3 and cited.quote == quote
    assert cited.places[0].box.iou(document.text(3).lines[1].box) > 0.7
    assert len(backend.tasks) == 1


def test_the_same_question_is_the_same_bytes(document):
    at, _ = desk(document)
    request = Request("answer", "What is the price of wool?")
    one, other = planned(request, at), planned(request, at)
    assert one.chunks[0].key == other.chunks[0].key
    digests = [[e.picture.digest for e in p.chunks[0].task.excerpts] for p in (one, other)]
    assert digests[0] == digests[1]


def test_a_small_window_gets_smaller_pictures_and_never_too_many_tokens(document):
    at, _ = desk(document)
    wide = planned(Request("answer", "copper?", ((0, 0), (0, 1))), at)
    narrow = replace(at, options=Options(max_tokens=16_384), connection=replace(REMOTE, model="x"))
    tight = planned(Request("answer", "copper?", ((0, 0), (0, 1))), narrow)
    assert tight.tokens <= wide.tokens


def test_a_summary_goes_part_by_part_and_is_merged(document):
    parts = [f"Part {n}: prices rose [d1p{n + 1}]." for n in range(6)]
    at, backend = desk(document, *parts, "All rose [d1p1] [d1p6].")
    made = planned(Request("summary"), at)
    assert len(made.chunks) == 6 and made.merges == 1 and made.calls == 7
    events, answered = carried(made, at)
    told = [event for event in events if isinstance(event, Part)]
    assert [part.done for part in told] == [1, 2, 3, 4, 5, 6]
    assert answered.text.startswith("All rose") and answered.whole
    assert {cited.page for cited in answered.cited} == {0, 5}
    assert backend.tasks[-1].aim == "merge" and len(backend.tasks[-1].partials) == 6


def test_what_was_read_before_a_failure_is_kept_and_not_asked_again(document):
    at, _ = desk(document, "One [d1p1].", "Two [d1p2].", Unreachable("It went away."), "Both.")
    made = planned(Request("summary"), at)
    events, answered = carried(made, at)
    assert not answered.whole and len(answered.parts) == 2
    assert any(isinstance(event, Notice) and "It went away." in event.text for event in events)
    again, backend = desk(document, "Three.", "Four.", "Five.", "Six.", "All.")
    _, whole = carried(made, again, dict(answered.parts))
    assert whole.whole and whole.text == "All." and len(backend.tasks) == 5


def test_a_first_call_that_fails_is_said_as_it_is(document):
    at, _ = desk(document, Unreachable("No such host."))
    made = planned(Request("answer", "copper?"), at)
    with pytest.raises(Unreachable, match="No such host"):
        list(carry_out(made, at))


def test_a_translation_carries_its_words_from_part_to_part(document):
    parts = [f"Teil {n}.\nGlossary: bale = Ballen; t{n} = T{n}" for n in range(6)]
    at, backend = desk(document, *parts)
    made = planned(Request("translation", language="German"), at)
    _, answered = carried(made, at)
    assert "bale = Ballen" in backend.tasks[1].carried and "Teil 0" in backend.tasks[1].carried
    assert "t3 = T3" in backend.tasks[5].carried
    assert answered.text.split("\n\n") == [f"Teil {n}." for n in range(6)]
    at, _ = desk(document, "Teil.\nGlossary: bale = Ballen")
    made = planned(Request("translation", pages=((0, 0),), language="German"), at)
    assert carried(made, at)[1].text == "Teil."


def test_fields_are_taken_from_the_first_part_that_has_them(document):
    empty = '{"wool": {"value": null}, "amber": {"value": null}}'
    wool = (
        '{"wool": {"value": 41, "source": "d1p3",'
        ' "quote": "The price of wool rose to 41 crowns a bale."}, "amber": null}'
    )
    at, _ = desk(document, empty, empty, wool, empty, empty, empty)
    wanted = (Wanted("wool", "its price", "number"), Wanted("amber", "its price", "number"))
    made = planned(Request("extraction", fields=wanted), at)
    _, answered = carried(made, at)
    (value,) = [found for found in answered.values if found.value is not None]
    assert value.name == "wool" and value.value == 41 and value.cited and value.cited.verified
    assert "amber" in answered.text


def test_a_limit_on_calls_says_what_it_left_out(document):
    at, _ = desk(document, settings=replace(SETTINGS, reading_calls=4))
    made = planned(Request("summary"), at)
    assert len(made.chunks) == 4 and "last 2 pages" in made.left_out[0]


def test_stop_closes_the_stream(document):
    at, backend = desk(document, "One.", "Two.")
    running = carry_out(planned(Request("summary"), at), at)
    while not isinstance(next(running), Part):
        pass
    running.close()
    assert backend.closed == 1


@pytest.mark.parametrize(
    ("citation", "verified", "page"),
    [
        (Citation(0, 1, "The price of timber rose to 31 crowns"), True, 1),
        (Citation(0, 2, "The price of timber rose to 31 crowns"), True, 1),  # a page off
        (Citation(0, 5, "The price of timber rose to 31 crowns"), False, 5),
        (Citation(0, 1, "Timber is dear these days"), False, 1),
        (Citation(0, 1), False, 1),
    ],
)
def test_citations_light_the_very_line_or_nothing(document, citation, verified, page):
    (cited,) = cite([citation], [document])
    assert (cited.verified, cited.page, bool(cited.places)) == (verified, page, verified)


def test_citations_of_what_does_not_exist_are_dropped(document):
    assert cite([Citation(0, 99, "x"), Citation(3, 0, "x"), Citation(-1, 0)], [document]) == ()


def test_the_engine_searches_every_page_and_leaves_none_out(document):
    engine, _ = desk(document, "x", connection=Connection())
    found = planned(Request("answer", "What is the price of amber?"), engine)
    assert found.left_out == () and not found.chunks[0].task.excerpts
    missed = planned(Request("answer", "Where is Brazil?"), engine)
    assert len(missed.chunks[0].task.excerpts) == 6 and missed.tokens == 0


def test_the_engine_reads_nothing_for_a_translation_that_it_cannot_make(document):
    at = Desk(ModelService(SETTINGS), Connection(), Options(), (document, document))
    made = planned(Request("translation", language="German"), at)
    _, answered = carried(made, at)
    assert made.calls == 1 and not answered.found
    assert answered.text.count("German") == 1 and "GLM-4.5V" in answered.text


def test_the_engines_summary_of_several_parts_lights_every_sentence(document):
    at = Desk(ModelService(SETTINGS), Connection(), Options(), (document, document))
    _, answered = carried(planned(Request("summary"), at), at)
    assert {one.document for one in answered.cited} == {0, 1}
    assert all(one.verified and one.places for one in answered.cited)


def test_a_page_longer_than_the_window_is_cut_and_said(tmp_path):
    path = tmp_path / "long.pdf"
    words = " ".join(f"word{n}" for n in range(14))
    path.write_bytes(
        pages.pdf(pages.lines(*[words] * 380, size=2.0, step=2.0, y=30.0), page("copper", 1))
    )
    narrow = replace(REMOTE, model="glm-4.1v-thinking")
    with open_document(path, SETTINGS) as opened:
        at, _ = desk(opened, connection=narrow)
        tight = Room(4_000, True, profile_for(narrow.model))
        made = plan_question("word9?", [opened], (), [(0, 0), (0, 1)], tight, SETTINGS)
        assert 0 < made.tokens <= 4_000 and "only its beginning" in made.left_out[-1]
        settings = replace(SETTINGS, reading_pages=1, reading_chunk_tokens=1_000)
        at = replace(at, service=ModelService(settings))
        whole = planned(Request("translation", language="German"), at)
        assert all(chunk.tokens <= 1_000 for chunk in whole.chunks) and not whole.left_out
        told = "".join(e.text for c in whole.chunks for e in c.task.excerpts)
        assert told.count("word13") == 380


def test_a_scan_that_cannot_be_read_is_named_and_the_rest_is_searched(tmp_path):
    path = tmp_path / "mixed.pdf"

    def scanned(blank):
        page("wool", 1)(blank)
        pages.scan(blank)

    path.write_bytes(pages.pdf(page("copper", 0), scanned))
    with open_document(path, SETTINGS) as opened:
        at = Desk(ModelService(SETTINGS), Connection(), Options(), (opened,))
        made = planned(Request("answer", "What is the price of copper?"), at)
        events, answered = carried(made, at)
    assert answered.found and answered.cited[0].page == 0
    (notice,) = [event.text for event in events if isinstance(event, Notice)]
    assert "page 2" in notice and "scan" in notice


@pytest.mark.parametrize(
    ("told", "lit"),
    [
        ('"value": "51 crowns", "quote": "what nobody wrote"', True),
        ('"value": "51 crowns"', True),
        ('"value": 51, "quote": "price of amber rose to 51"', True),
        ('"value": "amber", "quote": "what nobody wrote"', False),  # it stands there many times
        ('"value": "a fortune", "quote": "what nobody wrote"', False),
    ],
)
def test_a_value_is_lit_where_it_certainly_stands(document, told, lit):
    at, _ = desk(document, f'{{"price": {{{told}, "source": "d1p4"}}}}')
    wanted = (Wanted("price"),)
    _, answered = carried(planned(Request("extraction", pages=((0, 3),), fields=wanted), at), at)
    (value,) = answered.values
    assert value.cited.page == 3 and value.cited.verified is lit and bool(value.cited.places) is lit
