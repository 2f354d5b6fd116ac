"""What is shown of rounds: escaped, in both languages, and true to what was scored."""

import re
from dataclasses import fields, replace
from typing import get_args

import pytest

from agents.fidelity import Classic, Terms
from agents.web_builder import Brief, Built, Origin, Writing
from model.tasks.webpage import FaultKind
from tests.ui.webpage.rounds import fault, fidelity, picture, round_
from ui.webpage import rounds_view, score_view
from ui.webpage.desk import Desk, Picked
from ui.webpage.examples import EXAMPLES
from ui.webpage.page import frames_html, picked_html
from ui.welcome import welcome_html
from ui.words import WORDS

HOSTILE = "<img src=x onerror=hacked()>\"'&"
DESK = Desk(picture()).begin(Brief(picture()), "")


def built(*scores: float) -> Desk:
    desk = DESK
    for number, score in enumerate(scores):
        kept = score == max(scores[: number + 1])
        desk = desk.take(round_(number, score, kept=kept), 0.1 * number)
    return desk.take(Built(), 1.0)


def test_every_word_that_a_value_chooses_is_there() -> None:
    wanted = [f"web_origin_{name}" for name in get_args(Origin)]
    wanted += [f"web_fault_{kind.replace(' ', '_')}" for kind in get_args(FaultKind)]
    wanted += [f"web_term_{name}" for name in score_view.TERMS]
    wanted += [f"web_classic_{name}" for name in score_view.CLASSIC]
    wanted += [f"web_card_{one.id}" for one in EXAMPLES]
    assert [word for word in wanted if word not in WORDS] == []
    assert set(score_view.TERMS) <= {item.name for item in fields(Terms)}
    assert tuple(item.name for item in fields(Classic)) == score_view.CLASSIC


def test_the_strip_marks_what_is_open_what_is_best_and_what_was_rolled_back() -> None:
    html = rounds_view.strip_html(built(70, 90, 80).open(0))
    cards = re.findall(r"<button.*?</button>", html, re.DOTALL)
    assert len(cards) == 3
    assert [('aria-pressed="true"' in card) for card in cards] == [True, False, False]
    assert [("tag best" in card, "tag back" in card) for card in cards] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert ">70<" in cards[0] and ">90<" in cards[1]
    assert 'class="round next"' not in html


def test_while_it_is_built_the_next_round_has_a_place() -> None:
    assert "next" in rounds_view.strip_html(DESK)
    assert rounds_view.strip_html(Desk()) == ""


def test_variants_have_letters() -> None:
    desk = DESK.take(round_(0, 70), 0.1).take(round_(0, 75, variant=1), 0.2)
    html = rounds_view.strip_html(desk)
    assert "A · " in html and "B · " in html
    assert "A · " not in rounds_view.strip_html(DESK.take(round_(0, 70), 0.1))


@pytest.mark.parametrize(
    ("score", "shown"), [(100, "100"), (99.99, "99.9"), (84, "84"), (78.25, "78.2"), (0, "0")]
)
def test_only_a_perfect_page_has_a_hundred(score: float, shown: str) -> None:
    assert score_view.points(score) == shown


def test_nothing_that_a_page_or_a_model_says_becomes_html() -> None:
    one = round_(
        1,
        80,
        fault=fault(HOSTILE),
        fidelity=fidelity(80, fault(HOSTILE)),
        mended=(HOSTILE,),
        rendered=replace(round_().rendered, notes=(HOSTILE,)),
    )
    desk = DESK.take(one, 0.1)
    writing = desk.take(Writing(0, 2, HOSTILE), 0.2)
    wished = DESK.take(round_(1, 80, origin="wish", instruction=HOSTILE), 0.1)
    shown = [
        rounds_view.line_html(desk),
        rounds_view.line_html(wished),
        rounds_view.status_html(writing, HOSTILE, HOSTILE),
        rounds_view.status_html(desk.take(Built(notes=(HOSTILE,)), 0.3)),
        score_view.score_html(one),
        picked_html(Picked("body > p:nth-of-type(1)", HOSTILE, HOSTILE)),
    ]
    for html in shown:
        assert "hacked" in html or html is shown[-1]
        assert "<img src=x" not in html


def test_faults_point_at_their_marks_only_where_they_have_a_place() -> None:
    placeless = replace(fault("Something is extra."), target=None)
    one = round_(0, 80, fidelity=fidelity(80, fault(), placeless, fault("Another.")))
    assert re.findall(r'<li data-n="(\d)"', score_view.score_html(one)) == ["1", "0", "2"]


def test_a_page_without_controls_has_no_share_of_them() -> None:
    one = round_()
    bare = replace(one.fidelity.structure, controls_asked=0, controls=1.0)
    html = score_view.score_html(replace(one, fidelity=replace(one.fidelity, structure=bare)))
    assert '<dd class="good">–</dd>' in html


def test_how_a_build_ended_is_said_without_the_page_itself() -> None:
    assert "said_nothing" not in rounds_view.footer_html(built(70))
    done = rounds_view.status_html(built(70))
    assert "facts" in done and "data-copy" not in done
    stopped = rounds_view.status_html(DESK.take(round_(), 0.1).end(True, 0.2))
    assert WORDS["ended_stopped"][0] in stopped


def test_an_empty_tab_shows_pages_to_try() -> None:
    html = welcome_html("web", EXAMPLES, steps=3)
    assert all(f'data-example="{one.id}"' in html and one.path.is_file() for one in EXAMPLES)


def test_frames_show_their_times() -> None:
    html = frames_html((picture(), picture("red")), (0.0, 2.25))
    assert "0.0 s" in html and "2.2 s" in html and html.count("<img") == 2
    assert frames_html((), ()) == ""
