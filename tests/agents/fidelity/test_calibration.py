"""Pages of our own with known damage: each lowers what it should, and the order is sane."""

import pytest

from agents.fidelity import Fidelity, score
from model.rendering import Rendered
from tests.agents.fidelity.conftest import Lab
from tests.agents.fidelity.damage import DAMAGE, as_one_image, text_over_image

TERMS = ("recall", "blocks", "position", "edges", "grid", "color")


def by_eye(lab: Lab, drawn: Rendered) -> Fidelity:
    return score(lab.page.picture, drawn)


def test_the_same_page_has_exactly_100(lab: Lab) -> None:
    same = lab.of("same")
    assert same.score == 100.0
    assert [getattr(same.terms, name) for name in TERMS] == [1.0] * 6
    assert (same.classic.block, same.classic.text, same.classic.position, same.classic.color) == (
        1.0,
        1.0,
        1.0,
        1.0,
    )
    assert same.faults == ()


def test_a_blank_page_has_exactly_0(lab: Lab) -> None:
    assert lab.of("blank").score == 0.0
    for ground in ("#f5f7fa", "#14324f", "#000"):
        drawn = lab.draw(f"<!doctype html><body style='background:{ground}'>")
        assert lab.compare(drawn).score == 0.0, ground


def test_both_hold_when_only_the_eye_reads(market: Lab) -> None:
    assert by_eye(market, market.page).score == 100.0
    assert by_eye(market, market.damaged("blank")).score == 0.0


def test_the_eye_agrees_with_the_documents(market: Lab) -> None:
    for name in ("shifted 16 px", "a third gone"):
        seen = by_eye(market, market.damaged(name)).score
        assert abs(seen - market.of(name).score) < 2.5, name


HITS = {
    "shifted 4 px": {"position": 0.93, "grid": 0.96},
    "shifted 16 px": {"position": 0.65, "edges": 0.6, "grid": 0.8},
    "zoomed": {"position": 0.35, "edges": 0.6},
    "serif": {"position": 0.95},
    "larger type": {"position": 0.8, "edges": 0.9},
    "a third gone": {"recall": 0.85, "blocks": 0.9, "position": 0.8, "color": 0.8},
    "typos": {"recall": 0.9},
    "grey": {"grid": 0.3, "color": 0.9},
    "inverted": {"grid": 0.0, "color": 0.2},
    "no style": {"position": 0.05, "edges": 0.35, "grid": 0.1, "color": 0.7},
}
"""The most that damage may leave of a term."""

SPARED = {
    "shifted 4 px": ("recall", "blocks", "color"),
    "shifted 16 px": ("recall", "blocks", "color"),
    "typos": ("blocks", "color"),
    "grey": ("recall", "blocks", "position", "edges"),
    "inverted": ("recall", "blocks", "position"),
    "no style": ("recall", "blocks"),
}


@pytest.mark.parametrize("name", HITS)
def test_damage_lowers_what_it_should(lab: Lab, name: str) -> None:
    terms = lab.of(name).terms
    for term, most in HITS[name].items():
        assert getattr(terms, term) <= most, term
    for term in SPARED.get(name, ()):
        assert getattr(terms, term) > 0.99, term


def test_pictures_gone_costs_edges_and_colours_alone(market: Lab) -> None:
    terms = market.of("no pictures").terms
    assert terms.edges < 0.85 and terms.grid < 0.75
    assert terms.recall == terms.blocks == terms.color == 1.0


def test_columns_gone_costs_place(market: Lab) -> None:
    terms = market.of("one column").terms
    assert terms.position < 0.1 and terms.edges < 0.4 and terms.recall == 1.0


def test_order_is_sane(lab: Lab) -> None:
    rows = (
        ("same", "shifted 4 px", "shifted 16 px", "no style", "another page"),
        ("same", "serif", "zoomed", "no style"),
        ("same", "typos", "a third gone", "no style"),
        ("same", "grey", "inverted", "no style", "another page"),
        ("larger type", "zoomed"),
        ("one column", "no style"),
    )
    for row in rows:
        scores = [lab.of(name).score for name in row]
        assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores), row
    assert lab.of("another page").score < 10
    assert lab.of("inverted").score < 70


def test_the_screenshot_as_one_image_is_no_page(market: Lab) -> None:
    drawn = market.draw(as_one_image(market.page))
    for found in (market.compare(drawn), by_eye(market, drawn)):
        assert found.terms.recall == found.terms.blocks == found.terms.position == 0.0
        assert found.terms.edges == found.terms.cells == 1.0
        assert found.score < 40
        assert found.structure.one_picture == 1.0
        assert found.structure.editable == found.structure.controls == 0.0


def test_text_pinned_on_the_screenshot_shows_in_the_structure(market: Lab) -> None:
    found = market.compare(market.draw(text_over_image(market.page)))
    assert found.score > 95, "looks cannot tell"
    assert found.structure.one_picture == found.structure.absolute == 1.0
    assert found.structure.controls == 0.0 and found.structure.semantic == 0


@pytest.mark.parametrize("hiding", ["color:transparent", "opacity:0.05", "font-size:1px"])
def test_text_that_nobody_sees_is_no_text(market: Lab, hiding: str) -> None:
    html = text_over_image(market.page) + f"<style>div{{{hiding}!important}}</style>"
    drawn = market.draw(html)
    for found in (market.compare(drawn), by_eye(market, drawn)):
        assert found.terms.recall == 0.0
        assert found.score < 40


def test_structure_of_a_real_page(market: Lab) -> None:
    found = market.of("same").structure
    assert found.absolute == 0.0 and found.editable == found.controls == 1.0
    assert found.controls_asked == 7 and found.semantic == 15
    assert found.one_picture < 0.25 and found.overflow_390 == 0.0


@pytest.mark.parametrize("name", DAMAGE)
def test_faults_account_for_what_is_lost(lab: Lab, name: str) -> None:
    found = lab.of(name)
    told = sum(fault.loss for fault in found.faults)
    lost = 100 - found.score
    assert told <= lost + 1e-6
    assert told >= 0.75 * lost - 1.0
    losses = [fault.loss for fault in found.faults]
    assert losses == sorted(losses, reverse=True)
